/** Motif: a lighthouse on a rock in the sea. */
import { brightness, mix, type Color } from '../../raster/color.js'
import { box, disc, intersection, polygon, type Point } from '../../raster/shapes.js'
import { byDetail, lift, swing, type Scene } from '../motif.js'
import { Wave, fillBelow, shadeAbove, strokeAlong } from './edges.js'
import { Ground, chooseHorizon } from './ground.js'
import { paintSky, placeSun } from './sky.js'
import { paintBoat, paintSwell, paintWater } from './water.js'

export function lighthouse (scene: Scene): void {
  const { canvas, random, detail, transparent, unit } = scene
  const { width, height } = canvas
  const horizon = transparent ? Math.round(height * 0.58) : chooseHorizon(scene, 0.46, 0.76)
  const ground = new Ground(scene, horizon, 0.24)
  const x = ground.at(transparent ? random.float(0.42, 0.6) : random.boolean(0.6) ? random.float(0.58, 0.78) : random.float(0.24, 0.42))
  const sun = placeSun(scene, horizon, 0.36)
  // On the other side of the tower.
  if (!transparent) sun.x = x > width / 2 ? Math.min(sun.x, x - unit * 0.3) : Math.max(sun.x, x + unit * 0.3)
  paintSky(scene, sun, horizon)
  const rise = unit * random.float(0.05, 0.16)
  const tower = { x, y: horizon - rise }
  const size = Math.min(unit * lift(scene) * random.float(0.34, 0.54), (tower.y - height * 0.08) / 1.05)
  const isDark = !transparent && brightness(scene.palette.high) < 130
  if (isDark && detail !== 'low') paintBeams(scene, { x, y: tower.y - size * 0.94 }, Math.max(width, height))
  paintWater(scene, horizon)
  paintSwell(scene, horizon)
  const boat = unit * random.float(0.04, 0.08)
  if (random.boolean(0.5)) {
    const side = x > width / 2 ? -1 : 1
    paintBoat(scene, { x: x + side * unit * random.float(0.28, 0.42), y: horizon + boat * 0.6 }, boat, random.pick([-1, 1]))
  }
  paintRock(scene, ground, tower, unit * random.float(0.24, 0.36))
  paintTower(scene, tower, size)
  paintSurf(scene, ground, horizon)
  ground.finish()
}

/** Paints two cones of light from the lantern, which swing during an animation. */
function paintBeams (scene: Scene, { x, y }: Point, reach: number): void {
  const { canvas, palette } = scene
  const tilt = 0.12 * swing(scene)
  for (const side of [-1, 1]) {
    const upper = { x: x + side * reach, y: y - reach * (0.16 + tilt * side) }
    const lower = { x: x + side * reach, y: y + reach * (0.1 - tilt * side) }
    const corners = side > 0 ? [{ x, y }, upper, lower] : [{ x, y }, lower, upper]
    canvas.fill(polygon(...corners), mix(palette.sun, 0xffffff, 0.4), 0.22)
  }
}

function paintRock (scene: Scene, ground: Ground, top: Point, half: number): void {
  const { canvas, palette, random, detail, unit } = scene
  const jag = new Wave(random, unit * 0.05)
  const jags = new Wave(random, unit * 0.016)
  const rise = ground.level - top.y + unit * 0.05
  const foot = ground.level + unit * 0.05
  const edge = ground.trace(x => {
    const away = Math.abs(x - top.x) / half
    if (away >= 1) return foot
    const slope = away < 0.3 ? 1 : 1 - (away - 0.3) / 0.7
    const rough = (jag.at(x) - 0.5) * 0.3 + (jags.at(x) - 0.5) * byDetail(scene, 0, 0.12, 0.2)
    return foot - rise * Math.max(0, slope + rough * slope * Math.max(0, Math.min(1, (away - 0.3) * 4)))
  })
  const color = mix(palette.tones[4]!, palette.tones[3]!, 0.3)
  fillBelow(canvas, edge, color)
  if (detail === 'low') return
  const light = edge.map((y, x) => y + unit * (0.012 + 0.02 * jag.at(x * 1.7)))
  fillBelow(canvas, light, mix(color, palette.tones[4]!, 0.6))
}

function paintTower (scene: Scene, { x, y }: Point, height: number): void {
  const { canvas, palette, random, detail, transparent } = scene
  const [low, high] = [height * 0.115, height * 0.07]
  const deck = y - height * 0.84
  const wall = transparent ? mix(palette.low, palette.tones[0]!, 0.35) : mix(palette.low, 0xffffff, 0.55)
  const foot = y + height * 0.02
  const shape = polygon({ x: x + high, y: deck }, { x: x + low, y: foot }, { x: x - low, y: foot }, { x: x - high, y: deck })
  const color = random.pick([palette.sun, palette.tones[2]!, palette.tones[3]!])
  canvas.fill(shape, wall)
  const stripes = byDetail(scene, 2, random.integer(2, 4), random.integer(4, 5))
  const offset = random.pick([0, 1])
  for (let stripe = 0; stripe < stripes; stripe++) {
    const step = (y - deck) / (2 * stripes)
    const top = deck + step * (2 * stripe + offset)
    canvas.fill(intersection(shape, box(0, top, canvas.width, top + step)), color)
  }
  if (detail !== 'low') {
    const right = polygon(
      { x: x + high * 0.35, y: deck }, { x: x + high, y: deck }, { x: x + low, y: foot }, { x: x + low * 0.35, y: foot }
    )
    canvas.fill(right, palette.tones[4]!, 0.2)
  }
  paintLantern(scene, { x, y: deck }, height, color)
  if (detail === 'low') return
  for (const share of [0.3, 0.58]) {
    canvas.fill(box(x - height * 0.014, y - height * share, x + height * 0.014, y - height * (share - 0.05)), palette.tones[4]!)
  }
  canvas.fill(intersection(disc(x, y - height * 0.07, height * 0.026), box(0, 0, canvas.width, y - height * 0.07)), palette.tones[4]!)
  canvas.fill(box(x - height * 0.026, y - height * 0.07, x + height * 0.026, y + height * 0.02), palette.tones[4]!)
}

function paintLantern (scene: Scene, { x, y }: Point, height: number, color: Color): void {
  const { canvas, palette } = scene
  const half = height * 0.055
  const dark = palette.tones[4]!
  canvas.fill(box(x - half * 1.7, y - height * 0.022, x + half * 1.7, y + height * 0.004), dark)
  canvas.fill(box(x - half, y - height * 0.12, x + half, y - height * 0.02), dark)
  const light = mix(palette.sun, 0xffffff, 0.45 + 0.3 * swing(scene))
  canvas.fill(box(x - half * 0.7, y - height * 0.105, x + half * 0.7, y - height * 0.03), light)
  const eaves = y - height * 0.115
  canvas.fill(polygon({ x, y: y - height * 0.2 }, { x: x + half * 1.3, y: eaves }, { x: x - half * 1.3, y: eaves }), color)
}

/** Paints waves in front of the rock, whose foot they cover. */
function paintSurf (scene: Scene, ground: Ground, horizon: number): void {
  const { canvas, palette, random, detail, unit } = scene
  const density = byDetail(scene, 1, random.integer(1, 3), random.integer(3, 4))
  const rows = Math.round(density * Math.max(1, (canvas.height - horizon) / unit * 2))
  const [first, last] = random.pick([[3, 4], [1, 3], [2, 3]] as const)
  const [shallow, deep] = [palette.tones[first]!, palette.tones[last]!]
  for (let row = 0; row < rows; row++) {
    const wave = new Wave(random, unit * random.float(0.08, 0.14))
    const drift = unit * 0.04 * swing(scene, row * 0.3)
    const level = horizon + unit * (0.035 + 0.085 * row * (1 + 0.12 * row))
    const edge = ground.trace(x => level - unit * 0.022 * (wave.at(x + drift) - 0.5))
    if (detail !== 'low') shadeAbove(canvas, edge, unit * 0.01, palette.tones[4]!, 0.2)
    fillBelow(canvas, edge, mix(shallow, deep, Math.min(1, 0.3 + 0.25 * row)))
    if (detail !== 'low') strokeAlong(canvas, edge, Math.max(1, unit * 0.003), mix(palette.low, 0xffffff, 0.4), 0.7)
  }
}
