/** Motif: the skyline of a city at the waterside. */
import { brightness, mix, type Color } from '../../raster/color.js'
import { box, disc, intersection, polygon, stroke } from '../../raster/shapes.js'
import { byDetail, lift, swing, type Scene } from '../motif.js'
import { Ground, chooseHorizon } from './ground.js'
import { paintSky, placeSun } from './sky.js'
import { paintReflection, paintSwell, paintWater } from './water.js'

interface Building { left: number, right: number, top: number, bottom: number, color: Color }

type PaintRoof = (scene: Scene, building: Building) => void

const roofs: readonly PaintRoof[] = [flatRoof, flatRoof, slantedRoof, gable, dome, spire, terraces]

export function skyline (scene: Scene): void {
  const { canvas, palette, random, sky, transparent, unit } = scene
  const shore = transparent ? Math.round(canvas.height * 0.56) : chooseHorizon(scene, 0.52, 0.76)
  const ground = new Ground(scene, shore, 0.22)
  const sun = placeSun(scene, shore - (transparent ? unit * 0.12 : 0), 0.36)
  paintSky(scene, sun, shore)
  const rows = byDetail(scene, 2, 3, 3)
  // The tallest buildings stand around the centre.
  const centre = random.float(0.25, 0.75)
  const tallness = random.float(0.38, 0.6)
  const favourites = random.shuffle(roofs).slice(0, 4)
  for (let row = 0; row < rows; row++) {
    const near = row / (rows - 1)
    let share = random.float(-0.04, 0)
    while (share < 1) {
      const width = unit * random.float(0.05, 0.13) * (1 - 0.15 * near) * byDetail(scene, 1.5, 1, 0.85) / canvas.width
      const away = Math.abs(share + width / 2 - centre) * 2
      const height = unit * lift(scene) * tallness * random.float(0.35, 1) * Math.max(0.3, 1 - away * 0.7) * (1 - 0.42 * near)
      const color = mix(mix(palette.tones[1 + row + (3 - rows)]!, palette.low, 0.3 * (1 - near)), palette.tones[4]!, random.float(0, 0.22))
      const building = {
        left: Math.round(ground.at(share)),
        right: Math.round(ground.at(Math.min(transparent ? 1 : 2, share + width))),
        top: Math.round(shore - height),
        bottom: shore,
        color
      }
      if (building.right > building.left) paintBuilding(scene, building, random.pick(favourites), near)
      share += width * (random.boolean(0.2) ? random.float(1.05, 1.5) : 1)
    }
  }
  paintWater(scene, shore)
  if (sky === 'sun' || sky === 'moon') paintReflection(scene, sun, shore)
  paintSwell(scene, shore)
  ground.finish()
}

function paintBuilding (scene: Scene, building: Building, paintRoof: PaintRoof, near: number): void {
  const { canvas, palette, detail } = scene
  const { left, right, top, bottom, color } = building
  paintRoof(scene, building)
  canvas.fill(box(left, top, right, bottom), color)
  if (detail === 'low') return
  canvas.fill(box(Math.round(right - (right - left) * 0.3), top, right, bottom), mix(color, palette.tones[4]!, 0.22))
  if (near > 0 || detail === 'high') paintWindows(scene, building)
}

function paintWindows (scene: Scene, { left, right, top, bottom, color }: Building): void {
  const { canvas, palette, random, unit } = scene
  const step = Math.max(3, Math.round(unit * byDetail(scene, 0.03, 0.026, 0.017)))
  const size = Math.max(1, Math.round(step * 0.42))
  const lit = mix(palette.sun, 0xffffff, 0.3)
  const dark = brightness(color) > 110 ? mix(color, palette.tones[4]!, 0.35) : mix(color, palette.low, 0.16)
  const columns = Math.floor((right - left - size) / step)
  const start = left + Math.round((right - left - (columns - 1) * step - size) / 2)
  for (let y = top + step; y < bottom - step; y += step) {
    for (let column = 0; column < columns; column++) {
      const x = start + column * step
      const isLit = random.next() + 0.05 * swing(scene, x * 0.37 + y * 0.11) < 0.24
      canvas.fill(box(x, y, x + size, y + Math.round(size * 1.3)), isLit ? lit : dark)
    }
  }
}

function flatRoof ({ canvas, random, unit }: Scene, { left, right, top, color }: Building): void {
  if (!random.boolean(0.4)) return
  const x = left + (right - left) * random.float(0.25, 0.75)
  canvas.fill(box(x - unit * 0.002, top - unit * random.float(0.03, 0.06), x + Math.max(1, unit * 0.002), top), color)
}

function slantedRoof ({ canvas, random }: Scene, { left, right, top, color }: Building): void {
  const peak = top - (right - left) * random.float(0.3, 0.6)
  const corners = random.boolean(0.5)
    ? [{ x: left, y: peak }, { x: right, y: top }, { x: left, y: top }]
    : [{ x: right, y: peak }, { x: right, y: top }, { x: left, y: top }]
  canvas.fill(polygon(...corners), color)
}

function gable ({ canvas }: Scene, { left, right, top, color }: Building): void {
  canvas.fill(polygon({ x: (left + right) / 2, y: top - (right - left) * 0.4 }, { x: right, y: top }, { x: left, y: top }), color)
}

function dome ({ canvas, unit }: Scene, { left, right, top, color }: Building): void {
  const [x, radius] = [(left + right) / 2, (right - left) * 0.42]
  canvas.fill(intersection(disc(x, top, radius), box(left, 0, right, top)), color)
  canvas.fill(box(x - Math.max(0.5, unit * 0.0015), top - radius * 1.5, x + Math.max(0.5, unit * 0.0015), top - radius * 0.9), color)
}

function spire ({ canvas, unit }: Scene, { left, right, top, color }: Building): void {
  const [x, half, height] = [(left + right) / 2, (right - left) / 2, right - left]
  canvas.fill(polygon({ x, y: top - height }, { x: x + half * 0.5, y: top }, { x: x - half * 0.5, y: top }), color)
  canvas.fill(stroke({ x, y: top }, { x, y: top - height * 1.5 }, Math.max(1, unit * 0.003)), color)
}

function terraces ({ canvas }: Scene, { left, right, top, color }: Building): void {
  const width = right - left
  for (const [inset, height] of [[0.16, 0.22], [0.32, 0.44]] as const) {
    canvas.fill(box(Math.round(left + width * inset), Math.round(top - width * height), Math.round(right - width * inset), top), color)
  }
}
