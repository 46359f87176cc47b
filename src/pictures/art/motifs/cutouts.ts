/** Motif: paper cutouts: leaves, discs and arcs on coloured panels. */
import { brightness, mix, type Color } from '../../raster/color.js'
import type { Shape } from '../../raster/scanline-coverage.js'
import { box, disc, halfPlane, intersection, leaf, onCircle, stroke, type Point } from '../../raster/shapes.js'
import { byDetail, swing, type Scene } from '../motif.js'

interface Panel { left: number, top: number, right: number, bottom: number }

type PaintCutout = (scene: Scene, at: Point, size: number, colors: readonly [Color, Color], inside: Shape) => void

const cutoutKinds: readonly PaintCutout[] = [paintFrond, paintAlga, paintSeed, paintHalves, paintRays, paintPebbles]

export function cutouts (scene: Scene): void {
  const { canvas, palette, random, transparent } = scene
  const panels = divide(scene)
  const grounds = random.shuffle([palette.low, ...palette.tones, palette.sun])
  const favourites = [random.pick([paintFrond, paintAlga]), ...random.shuffle(cutoutKinds).slice(0, random.integer(1, 3))]
  if (!transparent) canvas.fillRows(palette.low)
  for (const [index, panel] of panels.entries()) {
    const { left, top, right, bottom } = panel
    const ground = grounds[index % grounds.length]!
    const inside = box(left, top, right, bottom)
    if (!transparent) canvas.fill(inside, ground)
    const colors = contrasting(scene, grounds, transparent ? undefined : ground)
    const [width, height] = [right - left, bottom - top]
    const size = Math.min(width, height) * 0.42
    // A long panel holds a row of cutouts.
    const count = Math.max(1, Math.round(Math.max(width, height) / Math.min(width, height)))
    const paint = random.pick(favourites)
    for (let cutout = 0; cutout < count; cutout++) {
      const share = (cutout + 0.5) / count
      const at = { x: left + width * (width > height ? share : 0.5), y: top + height * (width > height ? 0.5 : share) }
      at.y += size * 0.05 * swing(scene, random.next())
      paint(scene, at, size * (transparent ? 1.1 : 1), colors, inside)
    }
  }
}

/** Divides the picture, or the middle of a transparent one, into rows of panels of different widths. */
function divide (scene: Scene): Panel[] {
  const { canvas: { width, height }, random, transparent, unit } = scene
  const margin = transparent ? unit * 0.06 : 0
  const bottom = transparent ? height * 0.82 : height
  const perRow = byDetail(scene, 1.6, random.pick([2, 2.5, 3]), 4)
  const rows = Math.max(1, Math.round((bottom - 2 * margin) / unit * perRow))
  const panels: Panel[] = []
  for (let row = 0; row < rows; row++) {
    const count = Math.max(1, Math.round(width / unit * perRow * random.float(0.6, 1.1)))
    const shares = Array.from({ length: count }, () => random.float(0.6, 1.4))
    const total = shares.reduce((sum, share) => sum + share, 0)
    let left = 0
    const at = (share: number) => Math.round(margin + (width - 2 * margin) * share / total)
    for (const share of shares) {
      panels.push({
        left: at(left),
        right: at(left + share),
        top: Math.round(margin + (bottom - 2 * margin) * row / rows),
        bottom: Math.round(margin + (bottom - 2 * margin) * (row + 1) / rows)
      })
      left += share
    }
  }
  return panels
}

/** Chooses two colours with enough contrast to a background. Without one, both are visible on black and on white. */
function contrasting ({ random }: Scene, colors: readonly Color[], ground: Color | undefined): [Color, Color] {
  const isVisible = (color: Color) => ground === undefined
    ? Math.abs(brightness(color) - 128) < 90
    : Math.abs(brightness(color) - brightness(ground)) > 55
  const good = random.shuffle(colors.filter(isVisible))
  const [first = colors[0]!, second = mix(first, ground ?? colors[1]!, 0.45)] = good
  return [first, second]
}

/** Paints a frond: leaves on both sides of a stem. */
function paintFrond (scene: Scene, at: Point, size: number, [color]: readonly [Color, Color], inside: Shape): void {
  const { canvas, random } = scene
  const pairs = byDetail(scene, 3, random.integer(4, 5), random.integer(6, 7))
  const turn = random.float(-0.08, 0.08) + 0.006 * swing(scene, random.next())
  const foot = onCircle(at, size, turn + 0.5)
  const tip = onCircle(at, size, turn)
  canvas.fill(intersection(stroke(foot, tip, Math.max(1, size * 0.06)), inside), color)
  for (let pair = 0; pair < pairs; pair++) {
    const share = 0.12 + 0.76 * pair / pairs
    const node = { x: foot.x + (tip.x - foot.x) * share, y: foot.y + (tip.y - foot.y) * share }
    const length = size * (0.95 - 0.55 * share)
    for (const side of [-1, 1]) {
      canvas.fill(intersection(leaf(node, onCircle(node, length, turn + side * 0.13), length * 0.17, length * 0.17), inside), color)
    }
  }
  const last = { x: (at.x + tip.x * 3) / 4, y: (at.y + tip.y * 3) / 4 }
  canvas.fill(intersection(leaf(last, onCircle(at, size * 1.1, turn), size * 0.1, size * 0.1), inside), color)
}

function paintSeed (scene: Scene, at: Point, size: number, [color, other]: readonly [Color, Color], inside: Shape): void {
  const { canvas, random } = scene
  const turn = random.next()
  const [from, to] = [onCircle(at, size, turn), onCircle(at, size, turn + 0.5)]
  canvas.fill(intersection(leaf(from, to, size * 0.42, size * 0.42), inside), color)
  const pips = byDetail(scene, 1, 3, 5)
  for (let pip = 0; pip < pips; pip++) {
    const share = (pip + 1) / (pips + 1)
    canvas.fill(disc(from.x + (to.x - from.x) * share, from.y + (to.y - from.y) * share, size * 0.11), other)
  }
}

function paintHalves ({ canvas, random }: Scene, at: Point, size: number, [color, other]: readonly [Color, Color], inside: Shape): void {
  const from = onCircle(at, size, random.integer(0, 7) / 8)
  const to = { x: 2 * at.x - from.x, y: 2 * at.y - from.y }
  const whole = intersection(disc(at.x, at.y, size * 0.92), inside)
  canvas.fill(whole, color)
  canvas.fill(intersection(disc(at.x, at.y, size * 0.92), halfPlane(from, to)), other)
}

function paintRays (scene: Scene, at: Point, size: number, [color, other]: readonly [Color, Color]): void {
  const { canvas, random } = scene
  const rays = byDetail(scene, 6, random.integer(7, 9), random.integer(11, 13))
  const start = random.next() + 0.01 * swing(scene)
  for (let ray = 0; ray < rays; ray++) {
    const turn = start + ray / rays
    const [from, to] = [onCircle(at, size * 0.34, turn), onCircle(at, size, turn)]
    canvas.fill(leaf(from, to, size * 0.11, size * 0.11), color)
  }
  canvas.fill(disc(at.x, at.y, size * 0.26), other)
}

/** Paints an alga: broad lobes along a winding stem. */
function paintAlga (scene: Scene, at: Point, size: number, [color]: readonly [Color, Color], inside: Shape): void {
  const { canvas, random } = scene
  const lobes = byDetail(scene, 2, 3, 4)
  const turn = random.float(-0.07, 0.07) + 0.006 * swing(scene, random.next())
  const foot = onCircle(at, size * 0.95, turn + 0.5)
  const width = size * 0.17
  for (let lobe = 0; lobe <= lobes; lobe++) {
    const node = onCircle(foot, size * 1.75 * (0.04 + 0.8 * lobe / lobes), turn)
    const length = size * (0.72 - 0.3 * lobe / lobes)
    for (const side of lobe === lobes ? [0] : [-1, 1]) {
      const tip = onCircle(node, length, turn + side * 0.15)
      canvas.fill(intersection(stroke(node, tip, width), inside), color)
      canvas.fill(intersection(disc(tip.x, tip.y, width * 0.72), inside), color)
    }
    canvas.fill(intersection(disc(node.x, node.y, width * 0.6), inside), color)
  }
  canvas.fill(intersection(stroke(foot, onCircle(foot, size * 1.47, turn), width), inside), color)
  canvas.fill(intersection(disc(foot.x, foot.y, width / 2), inside), color)
}

function paintPebbles (scene: Scene, at: Point, size: number, [color, other]: readonly [Color, Color]): void {
  const { canvas, random } = scene
  const pebbles = byDetail(scene, 4, random.integer(5, 7), random.integer(10, 13))
  const start = random.next()
  for (let pebble = 0; pebble < pebbles; pebble++) {
    const place = onCircle(at, size * (pebble === 0 ? 0 : 0.66), start + pebble / (pebbles - 1))
    canvas.fill(disc(place.x, place.y, size * (pebble === 0 ? 0.32 : 0.9 / (pebbles - 1) + 0.04)), pebble % 2 === 0 ? color : other)
  }
}
