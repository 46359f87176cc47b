/** Motif: hot-air balloons above soft hills. */
import { Gradient, mix, type Color } from '../../raster/color.js'
import { box, intersection, stroke, type Point } from '../../raster/shapes.js'
import { Oval, Silhouette, type Strip } from '../../raster/silhouettes.js'
import { toneAt } from '../palette.js'
import { byDetail, swing, type Scene } from '../motif.js'
import { Wave, fillBelow, shadeAbove, traceEdge } from './edges.js'
import { paintHeap, paintSky, placeSun } from './sky.js'

/** Half widths of an envelope from its widest row to its mouth. */
const envelope = [1, 0.985, 0.93, 0.83, 0.69, 0.52, 0.36, 0.24, 0.16]

export function balloons (scene: Scene): void {
  const { canvas, random, transparent, unit } = scene
  const { width, height } = canvas
  paintSky(scene, placeSun(scene, height * 0.56, 0.3), height * 0.9)
  if (!transparent) paintHills(scene)
  const density = byDetail(scene, random.integer(1, 2), random.integer(2, 5), random.integer(5, 8))
  const count = Math.round(density * Math.sqrt(width * height) / unit)
  const side = random.pick([-1, 1])
  const hero = {
    x: width / 2 + side * Math.min(width * random.float(0.02, 0.2), unit * 0.4), y: height * (transparent ? 0.36 : random.float(0.3, 0.4))
  }
  const heroSize = unit * random.float(0.15, 0.23)
  const placed = [{ ...hero, size: heroSize }]
  for (let balloon = count - 1; balloon > 0; balloon--) {
    const size = unit * random.float(0.035, 0.085)
    // Beside the large one, to the left and to the right in turn.
    const sideways = (balloon % 2 === 0 ? 1 : -1) * (heroSize + size * 1.4 + Math.max(0, width / 2 - heroSize * 2) * random.next())
    const x = hero.x + sideways
    const at = { x: x < size || x > width - size ? hero.x - sideways : x, y: height * random.float(0.14, 0.54), size }
    if (placed.some(other => isClose(other, at))) continue
    placed.push(at)
    paintBalloon(scene, at, size)
  }
  paintBalloon(scene, hero, heroSize)
}

/** Returns whether two balloons would touch each other, with their baskets. */
function isClose (one: Point & { size: number }, other: Point & { size: number }): boolean {
  const reach = one.size + other.size
  return Math.abs(one.x - other.x) < reach * 1.1 && Math.abs(one.y - other.y) < reach * 1.5
}

function paintBalloon (scene: Scene, at: Point, radius: number): void {
  const { canvas, palette, random, detail, unit } = scene
  const { x } = at
  const y = Math.round(at.y + radius * 0.12 * swing(scene, random.next()))
  const bottom = y + radius * 1.35
  const colors = random.shuffle([palette.sun, ...palette.tones.slice(0, 4)]).slice(0, random.integer(2, 3))
  // The outline must not vanish in front of the sun.
  if (colors[0] === palette.sun) colors.reverse()
  const gores = byDetail(scene, 1, random.integer(2, 3), random.integer(3, 4))
  for (let gore = 0; gore <= gores; gore++) {
    // The gores look narrower towards the outline.
    const share = gore / (gores + 0.6)
    const reach = 1 - share * (0.55 + 0.45 * share)
    fillEnvelope(scene, { x, y }, radius, { from: -reach, to: reach }, colors[gore % colors.length]!)
  }
  if (detail !== 'low') fillEnvelope(scene, { x, y }, radius, { from: 0.5, to: 1 }, palette.tones[4]!, 0.14)
  if (detail === 'high') fillEnvelope(scene, { x, y }, radius, { from: -0.86, to: -0.72 }, 0xffffff, 0.2)
  const basket = { y: y + radius * 1.62, half: radius * 0.13 }
  const rope = mix(palette.tones[4]!, palette.low, 0.15)
  for (const end of [-1, 1]) {
    const from = { x: x + end * radius * 0.15, y: bottom - radius * 0.02 }
    canvas.fill(stroke(from, { x: x + end * basket.half, y: basket.y }, Math.max(0.8, unit * 0.002)), rope)
  }
  canvas.fill(box(x - basket.half, basket.y, x + basket.half, basket.y + basket.half * 1.5), mix(palette.tones[4]!, palette.sun, 0.2))
}

/** Fills a strip of an envelope, whose widest row is `y`. */
function fillEnvelope ({ canvas }: Scene, { x, y }: Point, radius: number, strip: Strip, color: Color, opacity = 1): void {
  canvas.fill(intersection(new Oval({ x, y }, radius, radius, radius, strip), box(0, 0, canvas.width, y)), color, opacity)
  canvas.fill(new Silhouette(envelope, x, y, y + radius * 1.35, radius, strip), color, opacity)
}

function paintHills (scene: Scene): void {
  const { canvas, palette, random, detail, unit } = scene
  const layers = byDetail(scene, 1, random.integer(2, 3), 4)
  const color = mix(palette.low, 0xffffff, 0.3)
  for (let cloud = 0; cloud < byDetail(scene, 0, 2, 4); cloud++) {
    const place = { x: canvas.width * random.next() + unit * 0.03 * swing(scene, random.next()), y: canvas.height * random.float(0.5, 0.7) }
    paintHeap(scene, place, unit * random.float(0.8, 1.5), color)
  }
  for (let layer = 0; layer < layers; layer++) {
    const near = (layer + 1) / layers
    const wave = new Wave(random, unit * random.float(0.4, 0.9))
    const level = canvas.height - unit * (0.36 - 0.22 * near)
    const edge = traceEdge(canvas.width, x => level - unit * 0.17 * (wave.at(x) - 0.5))
    const tone = mix(toneAt(palette, 0.25 + 0.7 * near), palette.low, 0.25 * (1 - near))
    if (detail !== 'low') shadeAbove(canvas, edge, unit * 0.014, palette.tones[4]!, 0.2)
    fillBelow(canvas, edge, detail === 'low' ? tone : new Gradient(tone, mix(tone, palette.tones[4]!, 0.25), level, canvas.height))
  }
}
