/** Motif: twigs, grasses and globes of flowers in front of a sun and soft hills. */
import type { Canvas } from '../../raster/canvas.js'
import { mix, type Color } from '../../raster/color.js'
import type { Scene } from '../motif.js'
import { disc, halfPlane, intersection, leaf, onCircle, stroke, type Point } from '../../raster/shapes.js'
import { Wave, fillBelow, shadeAbove, traceEdge } from './edges.js'
import { paintSky } from './sky.js'

export function garden (scene: Scene): void {
  const { canvas, palette, random, detail, unit } = scene
  const sun = {
    x: canvas.width * random.float(0.35, 0.68), y: canvas.height * random.float(0.26, 0.38), radius: unit * random.float(0.17, 0.26)
  }
  paintSky(scene, sun, canvas.height * 0.8)
  const layers = 3
  for (let layer = 0; layer < layers; layer++) {
    const plants = Math.round(canvas.width / unit * (detail === 'high' ? 3 : random.integer(2, 3)))
    for (let plant = 0; plant < plants; plant++) {
      const x = canvas.width * (plant + random.float(0.1, 0.9)) / plants
      const color = mix(palette.tones[layer + 1]!, palette.tones[Math.min(4, layer + 2)]!, random.next() * 0.7)
      const height = unit * random.float(0.34, 0.62) * (1.3 - layer * 0.22) * (0.75 + 0.5 * Math.abs(x / canvas.width - 0.45))
      const foot = { x, y: canvas.height * (0.8 + 0.1 * layer) }
      random.pick([paintTwig, paintTwig, paintTuft, paintGlobe])(scene, foot, height, color)
    }
    paintHill(scene, canvas.height * (0.72 + 0.11 * layer), toneFor(scene, layer))
  }
}

function toneFor ({ palette }: Scene, layer: number): Color {
  return palette.tones[layer + 2]!
}

function paintHill ({ canvas, palette, random, unit }: Scene, level: number, color: Color): void {
  const wave = new Wave(random, unit * 0.6)
  const edge = traceEdge(canvas.width, x => level - unit * 0.16 * (wave.at(x) - 0.4))
  shadeAbove(canvas, edge, unit * 0.02, palette.tones[4]!, 0.25)
  fillBelow(canvas, edge, color)
}

/** Paints a leaf in two halves, one of them lighter. */
function paintLeaf ({ canvas, palette, detail, unit }: Scene, base: Point, tip: Point, width: number, color: Color): void {
  const shape = leaf(base, tip, width, width * 0.8)
  canvas.fill(shape, color)
  const light = mix(color, palette.low, 0.22)
  canvas.fill(intersection(shape, halfPlane(base, tip)), light)
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

function paintTwig (scene: Scene, foot: Point, height: number, color: Color): void {
  const { canvas, random, detail, unit } = scene
  const lean = height * random.float(-0.35, 0.35)
  const pairs = detail === 'high' ? random.integer(7, 10) : random.integer(5, 7)
  const slimness = random.float(0.12, 0.24)
  const at = (share: number): Point => ({ x: foot.x + lean * share * share, y: foot.y - height * share })
  for (let piece = 0; piece < 14; piece++) canvas.fill(stroke(at(piece / 14), at((piece + 1.1) / 14), unit * 0.007), color)
  for (let pair = 0; pair < pairs; pair++) {
    const share = 0.25 + 0.7 * pair / (pairs - 1)
    const node = at(share)
    const length = height * (0.34 - 0.2 * share)
    for (const side of [-1, 1]) {
      const tip = onCircle(node, length, side * (0.15 - 0.05 * share) + lean / height * 0.2 * share)
      paintLeaf(scene, node, tip, length * slimness, color)
    }
  }
  const end = at(1)
  paintLeaf(scene, end, onCircle(end, height * 0.15, lean / height * 0.25), height * 0.15 * slimness, color)
}

/** Paints a tuft of grass. */
function paintTuft (scene: Scene, foot: Point, height: number, color: Color): void {
  const { random, detail } = scene
  const blades = detail === 'high' ? random.integer(8, 11) : random.integer(5, 7)
  const spread = random.float(0.2, 0.3)
  for (let blade = 0; blade < blades; blade++) {
    const turn = (blade / (blades - 1) - 0.5) * spread + random.float(-0.01, 0.01)
    const length = height * (0.9 - 2 * Math.abs(turn)) * random.float(0.85, 1.05)
    paintLeaf(scene, foot, onCircle(foot, length, turn), height * random.float(0.035, 0.055), color)
  }
}

/** Paints a globe of small flowers on thin stalks, like an allium. */
function paintGlobe (scene: Scene, foot: Point, height: number, color: Color): void {
  const { canvas, palette, random, detail, unit } = scene
  const centre = { x: foot.x + height * random.float(-0.1, 0.1), y: foot.y - height * 0.85 }
  const radius = height * random.float(0.17, 0.24)
  const rays = detail === 'high' ? 26 : 15
  const flower = mix(palette.low, random.pick([palette.low, palette.sun, palette.tones[0]!]), 0.8)
  canvas.fill(stroke(foot, centre, unit * 0.007), color)
  for (let ray = 0; ray < rays; ray++) {
    const tip = onCircle(centre, radius * (ray % 2 === 0 ? 1 : 0.66), ray / rays)
    canvas.fill(stroke(centre, tip, Math.max(0.9, unit * 0.0028)), color)
    canvas.fill(disc(tip.x, tip.y, unit * (detail === 'high' ? 0.008 : 0.011)), flower)
  }
  canvas.fill(disc(centre.x, centre.y, unit * 0.014), color)
}
