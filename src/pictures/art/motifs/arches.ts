/** Motif: rows of nested arches in front of a sun. */
import type { Canvas } from '../../raster/canvas.js'
import type { Shape } from '../../raster/scanline-coverage.js'
import { mix, to256, type Color } from '../../raster/color.js'
import type { Scene } from '../motif.js'
import { box, disc, fillRing, intersection, type Point } from '../../raster/shapes.js'
import { paintSky } from './sky.js'

export function arches (scene: Scene): void {
  const { canvas, palette, random, unit } = scene
  const [high, low] = random.pick([[palette.low, palette.high], [palette.high, palette.low], [palette.low, palette.low]] as const)
  const sun = {
    x: canvas.width * random.float(0.3, 0.8), y: canvas.height * random.float(0.16, 0.3), radius: unit * random.float(0.09, 0.16)
  }
  paintSky({ ...scene, palette: { ...palette, high, low } }, sun, canvas.height)
  const rows = random.integer(2, 3)
  for (let row = 0; row < rows; row++) {
    paintRow(scene, row / (rows - 1))
  }
}

function paintRow (scene: Scene, nearness: number): void {
  const { canvas, random, unit } = scene
  const radius = unit * random.float(0.24, 0.34) * (1.08 - 0.3 * nearness)
  const level = canvas.height * (0.5 + 0.3 * nearness)
  let x = -radius * random.float(0.1, 0.9)
  while (x < canvas.width + radius) {
    const own = radius * random.float(0.7, 1.15)
    paintArch(scene, { x: x + own, y: Math.round(level - unit * random.float(-0.1, 0.13)) }, own)
    x += own * random.float(1.7, 2.05)
  }
}

/** The number of steps of the shadow beside an arch. */
const shadowStrips = 6

/** Paints the round top of an arch, then repeats its last row down to the bottom of the picture. */
function paintArch (scene: Scene, foot: Point, radius: number): void {
  const { canvas, palette, random, detail, unit } = scene
  const colors = random.shuffle([...palette.tones, palette.low])
  const bands = detail === 'high' ? random.integer(6, 8) : random.integer(4, 6)
  const innerRadius = radius * random.float(0.12, 0.36)
  const head = (reach: number): Shape => intersection(disc(foot.x, foot.y, reach), box(0, 0, canvas.width, foot.y + 1))
  paintShadow(scene, foot, radius)
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
  if (random.boolean(0.4)) canvas.fill(disc(foot.x, foot.y, innerRadius * 0.55), palette.sun)
}

function paintShadow ({ canvas, palette, unit }: Scene, foot: Point, radius: number): void {
  for (let step = 1; step <= 2; step++) {
    const reach = radius + unit * 0.006 * step
    fillRing(canvas, foot, reach, radius - 1, palette.tones[4]!, 0.11, foot.y + 1)
  }
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
