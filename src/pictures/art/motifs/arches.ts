/** Motif: rows of nested arches, like rainbows on feet. */
import type { Canvas } from '../../raster/canvas.js'
import type { Shape } from '../../raster/scanline-coverage.js'
import { mix, to256, type Color } from '../../raster/color.js'
import { byDetail, swing, type Scene } from '../motif.js'
import { box, disc, fillRing, intersection, type Point } from '../../raster/shapes.js'
import { Ground } from './ground.js'
import { paintSky, placeSun } from './sky.js'

export function arches (scene: Scene): void {
  const { canvas, palette, random, transparent, unit } = scene
  const [high, low] = random.pick([[palette.low, palette.high], [palette.high, palette.low], [palette.low, palette.low]] as const)
  const sun = placeSun(scene, canvas.height * 0.36, 0.28)
  const ground = new Ground(scene, canvas.height * 0.58, 0.34)
  const isHidden = transparent && (scene.sky === 'sun' || scene.sky === 'moon')
  if (!isHidden) paintSky({ ...scene, palette: { ...palette, high, low } }, sun, canvas.height)
  const rows = byDetail(scene, random.integer(1, 2), random.integer(2, 3), random.integer(2, 3))
  const size = random.float(0.17, 0.36) * byDetail(scene, 1.25, 1, 1)
  const top = transparent ? 0.48 : random.float(0.4, 0.56)
  for (let row = 0; row < rows; row++) {
    const nearness = rows === 1 ? 0.4 : row / (rows - 1)
    const level = canvas.height * (top + (transparent ? 0.14 : 0.3) * nearness)
    paintRow(scene, ground, level, unit * size * random.float(0.85, 1.15) * (1.08 - 0.3 * nearness))
  }
  ground.finish()
}

function paintRow (scene: Scene, ground: Ground, level: number, radius: number): void {
  const { canvas, random, transparent, unit } = scene
  let x = ground.at(0) - (transparent ? 0 : radius * random.float(0.1, 0.9))
  while (x < ground.at(1) + (transparent ? -1.2 * radius : radius)) {
    const wanted = radius * random.float(0.7, 1.15)
    const own = transparent ? Math.min(wanted, (ground.at(1) - x) / 2) : wanted
    const bob = unit * 0.008 * swing(scene, random.next())
    paintArch(scene, { x: x + own, y: Math.round(level - unit * random.float(-0.1, 0.13) + bob) }, own)
    x += own * random.float(1.7, 2.05)
  }
  if (x === ground.at(0)) paintArch(scene, { x: canvas.width / 2, y: Math.round(level) }, radius)
}

/** The number of steps of the shadow beside an arch. */
const shadowStrips = 6

/** Paints the round top of an arch, then repeats its last row down to the bottom of the picture. */
function paintArch (scene: Scene, foot: Point, radius: number): void {
  const { canvas, palette, random, detail, unit } = scene
  const colors = random.shuffle([...palette.tones, palette.low])
  const bands = byDetail(scene, random.integer(2, 3), random.integer(4, 6), random.integer(6, 8))
  const innerRadius = radius * random.float(0.12, 0.36)
  const head = (reach: number): Shape => intersection(disc(foot.x, foot.y, reach), box(0, 0, canvas.width, foot.y + 1))
  if (detail !== 'low') paintShadow(scene, foot, radius)
  for (let band = 0; band <= bands; band++) {
    const reach = radius - (radius - innerRadius) * band / bands
    const color = colors[band % colors.length]!
    canvas.fill(head(reach), color)
    if (detail === 'high' && band < bands) {
      const middle = reach - (radius - innerRadius) / bands * 0.5
      const seam = Math.max(1, unit * 0.0022)
      fillRing(canvas, foot, middle, middle - seam, mix(color, palette.low, 0.45), 1, foot.y + 1)
    }
  }
  canvas.repeatRow(foot.y, foot.x - radius, foot.x + radius)
  if (random.boolean(0.25)) canvas.fill(disc(foot.x, foot.y, innerRadius * 0.55), palette.sun)
}

function paintShadow ({ canvas, palette, transparent, unit }: Scene, foot: Point, radius: number): void {
  for (let step = 1; step <= 2; step++) {
    const reach = radius + unit * 0.006 * step
    fillRing(canvas, foot, reach, radius - 1, palette.tones[4]!, 0.11, foot.y + 1)
  }
  if (transparent) return
  const width = Math.max(1, Math.round(unit * 0.012 / shadowStrips))
  for (let strip = 0; strip < shadowStrips; strip++) {
    const opacity = 0.22 * (1 - (strip + 0.5) / shadowStrips)
    shadeStrip(canvas, Math.round(foot.x - radius) - (strip + 1) * width, width, foot.y + 1, palette.tones[4]!, opacity)
    shadeStrip(canvas, Math.round(foot.x + radius) + strip * width, width, foot.y + 1, palette.tones[4]!, opacity)
  }
}

function shadeStrip (canvas: Canvas, x: number, width: number, top: number, color: Color, opacity: number): void {
  const [left, right] = [Math.max(0, x), Math.min(canvas.width, x + width)]
  if (left >= right) return
  for (let y = top; y < canvas.height; y++) canvas.blendSpan(y, left, right, color, to256(opacity))
}
