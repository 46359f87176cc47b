/** Plants: twigs, grass, globes of flowers, daisies and tulips. */
import type { Canvas } from '../../raster/canvas.js'
import { mix, type Color } from '../../raster/color.js'
import { disc, halfPlane, intersection, leaf, onCircle, stroke, type Point } from '../../raster/shapes.js'
import { byDetail, swing, type Scene } from '../motif.js'

/**
 * Paints a plant that grows from `foot` to about `height` pixels above it. `lean` is how far it leans to the right, as a
 * fraction of its height. Default: random.
 */
export type PaintPlant = (scene: Scene, foot: Point, height: number, color: Color, lean?: number) => void

/** How far a plant of this height leans at the moment, in pixels. In the wind, it leans at most by `range` more or less. */
function leaning (scene: Scene, foot: Point, height: number, range: number, lean: number | undefined): number {
  const own = scene.random.float(-range, range)
  return height * ((lean ?? own) + 0.025 * swing(scene, foot.x / scene.unit))
}

/** Paints a leaf in two halves, one of them lighter. */
export function paintLeaf ({ canvas, palette, detail, unit }: Scene, base: Point, tip: Point, width: number, color: Color): void {
  const shape = leaf(base, tip, width, width * 0.8)
  canvas.fill(shape, color)
  if (detail === 'low') return
  canvas.fill(intersection(shape, halfPlane(base, tip)), mix(color, palette.low, 0.22))
  if (detail === 'high' && width > unit * 0.008) paintVeins(canvas, base, tip, width, mix(color, palette.tones[4]!, 0.3))
}

function paintVeins (canvas: Canvas, base: Point, tip: Point, width: number, color: Color): void {
  const run = tip.x - base.x
  const rise = tip.y - base.y
  const across = 0.8 * width / Math.sqrt(run * run + rise * rise)
  for (const share of [0.22, 0.42, 0.62]) {
    const reach = across * (0.85 - 1.4 * Math.abs(share - 0.4))
    const from = { x: base.x + run * share, y: base.y + rise * share }
    for (const side of [reach, -reach]) {
      canvas.fill(stroke(from, { x: from.x + run * 0.12 - rise * side, y: from.y + rise * 0.12 + run * side }, 1.1), color, 0.7)
    }
  }
}

export function paintTwig (scene: Scene, foot: Point, height: number, color: Color, lean?: number): void {
  const { canvas, random, unit } = scene
  const reach = leaning(scene, foot, height, 0.35, lean)
  const pairs = byDetail(scene, 4, random.integer(5, 7), random.integer(7, 10))
  const slimness = random.float(0.12, 0.24) * byDetail(scene, 1.3, 1, 1)
  const at = (share: number): Point => ({ x: foot.x + reach * share * share, y: foot.y - height * share })
  for (let piece = 0; piece < 14; piece++) canvas.fill(stroke(at(piece / 14), at((piece + 1.1) / 14), unit * 0.007), color)
  for (let pair = 0; pair < pairs; pair++) {
    const share = 0.25 + 0.7 * pair / (pairs - 1)
    const node = at(share)
    const length = height * (0.34 - 0.2 * share)
    for (const side of [-1, 1]) {
      const tip = onCircle(node, length, side * (0.15 - 0.05 * share) + reach / height * 0.2 * share)
      paintLeaf(scene, node, tip, length * slimness, color)
    }
  }
  const end = at(1)
  paintLeaf(scene, end, onCircle(end, height * 0.15, reach / height * 0.25), height * 0.15 * slimness, color)
}

/** Paints a tuft of grass. */
export function paintTuft (scene: Scene, foot: Point, height: number, color: Color, lean?: number): void {
  const { random } = scene
  const blades = byDetail(scene, 4, random.integer(5, 7), random.integer(8, 11))
  const spread = random.float(0.2, 0.3)
  const sway = leaning(scene, foot, height, 0, lean) / height * 0.2
  for (let blade = 0; blade < blades; blade++) {
    const turn = (blade / (blades - 1) - 0.5) * spread + random.float(-0.01, 0.01) + sway
    const length = height * (0.9 - 2 * Math.abs(turn)) * random.float(0.85, 1.05)
    paintLeaf(scene, foot, onCircle(foot, length, turn), height * random.float(0.035, 0.055), color)
  }
}

/** The colour of blossoms: light, or the accent colour. */
function blossomColor ({ palette, random, transparent }: Scene): Color {
  const light = transparent ? palette.tones[0]! : palette.low
  return mix(light, random.pick([light, palette.sun, palette.tones[0]!]), 0.8)
}

/** Paints a globe of small flowers on thin stalks, like an allium. */
export function paintGlobe (scene: Scene, foot: Point, height: number, color: Color, lean?: number): void {
  const { canvas, random, unit } = scene
  const centre = { x: foot.x + leaning(scene, foot, height, 0.1, lean), y: foot.y - height * 0.85 }
  const radius = height * random.float(0.17, 0.24)
  const rays = byDetail(scene, 11, 15, 26)
  const flower = blossomColor(scene)
  canvas.fill(stroke(foot, centre, unit * 0.007), color)
  for (let ray = 0; ray < rays; ray++) {
    const tip = onCircle(centre, radius * (ray % 2 === 0 ? 1 : 0.66), ray / rays)
    canvas.fill(stroke(centre, tip, Math.max(0.9, unit * 0.0028)), color)
    canvas.fill(disc(tip.x, tip.y, unit * byDetail(scene, 0.014, 0.011, 0.008)), flower)
  }
  canvas.fill(disc(centre.x, centre.y, unit * 0.014), color)
}

/** Paints a daisy: petals around a heart, on a stalk with two leaves. */
export function paintDaisy (scene: Scene, foot: Point, height: number, color: Color, lean?: number): void {
  const { canvas, palette, random, unit } = scene
  const centre = { x: foot.x + leaning(scene, foot, height, 0.14, lean), y: foot.y - height * 0.82 }
  const radius = height * random.float(0.13, 0.19)
  const petals = byDetail(scene, 7, 9, 13)
  const flower = blossomColor(scene)
  canvas.fill(stroke(foot, centre, unit * 0.008), color)
  const node = { x: foot.x + (centre.x - foot.x) * 0.4, y: foot.y + (centre.y - foot.y) * 0.4 }
  for (const turn of [-0.12, 0.13]) paintLeaf(scene, node, onCircle(node, height * 0.24, turn), height * 0.04, color)
  const start = random.next()
  for (let petal = 0; petal < petals; petal++) {
    const tip = onCircle(centre, radius, start + petal / petals)
    canvas.fill(leaf(centre, tip, radius * 0.2, radius * 0.2), petal % 2 === 0 ? flower : mix(flower, palette.tones[1]!, 0.2))
  }
  canvas.fill(disc(centre.x, centre.y, radius * 0.3), mix(palette.sun, palette.tones[4]!, 0.25))
}

/** Paints a tulip: three petals in a cup, on a stalk with two long leaves. */
export function paintTulip (scene: Scene, foot: Point, height: number, color: Color, lean?: number): void {
  const { canvas, palette, random, unit } = scene
  const cup = { x: foot.x + leaning(scene, foot, height, 0.07, lean), y: foot.y - height * 0.68 }
  const size = height * random.float(0.2, 0.26)
  const flower = random.pick([palette.sun, palette.tones[1]!, mix(palette.sun, palette.tones[1]!, 0.5)])
  canvas.fill(stroke(foot, cup, unit * 0.008), color)
  for (const [turn, length] of [[-0.06, 0.62], [0.05, 0.52]] as const) {
    paintLeaf(scene, foot, onCircle(foot, height * length, turn), height * 0.045, color)
  }
  const base = { x: cup.x, y: cup.y + size * 0.1 }
  for (const turn of [-0.085, 0.085]) canvas.fill(leaf(base, onCircle(base, size * 1.05, turn), size * 0.24, size * 0.24), flower)
  canvas.fill(leaf(base, { x: cup.x, y: cup.y - size * 0.86 }, size * 0.27, size * 0.27), mix(flower, palette.low, 0.25))
}
