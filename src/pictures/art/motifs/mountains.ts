/** Motif: mountain ridges or dunes under a sun or moon, paler with distance. */
import { Gradient, mix } from '../../raster/color.js'
import { toneAt } from '../palette.js'
import type { Scene } from '../motif.js'
import { polygon } from '../../raster/shapes.js'
import { Wave, fillBelow, shadeAbove, shifted, strokeAlong, traceEdge, type Edge } from './edges.js'
import { paintSky, placeSun } from './sky.js'

export function mountains (scene: Scene): void {
  const { canvas, random, detail, unit } = scene
  const horizon = canvas.height * random.float(0.42, 0.56)
  paintSky(scene, placeSun(scene), horizon + unit * 0.1)
  const layers = detail === 'high' ? random.integer(7, 9) : random.integer(4, 6)
  const roughness = random.boolean(0.6) ? random.float(0.7, 1) : 0
  const edges = Array.from({ length: layers }, (_, layer) => {
    const depth = layer / (layers - 1)
    return traceRidge(scene, horizon + (canvas.height * 0.86 - horizon) * depth * (0.6 + 0.4 * depth), depth, roughness)
  })
  for (const [layer, edge] of edges.entries()) {
    const depth = layer / (layers - 1)
    paintRidge(scene, edge, depth)
    if (roughness > 0 && detail === 'high' && depth > 0.55) paintFirs(scene, edge, depth)
  }
}

/** Traces a ridge. `roughness` 0 yields smooth dunes, 1 yields sharp peaks. */
function traceRidge ({ canvas, random, detail, unit }: Scene, level: number, depth: number, roughness: number): Edge {
  const height = unit * (roughness > 0 ? 0.3 - 0.12 * depth : 0.2 - 0.06 * depth)
  const octaves = roughness > 0 ? (detail === 'high' ? 6 : 5) : 2
  const waves = Array.from({ length: octaves }, (_, octave) => new Wave(random, unit * 0.42 / (1 << octave)))
  return traceEdge(canvas.width, x => {
    let sum = 0
    let share = 0.5
    for (const wave of waves) {
      const value = wave.at(x)
      const folded = 1 - Math.abs(2 * value - 1)
      sum += share * (value + (folded - value) * roughness)
      share *= roughness > 0 ? 0.47 : 0.25
    }
    return level - height * (sum - 0.45) * 1.5
  })
}

function paintRidge ({ canvas, palette, detail, unit }: Scene, edge: Edge, depth: number): void {
  const color = mix(toneAt(palette, depth), palette.low, 0.35 * (1 - depth))
  const crest = edge.reduce((least, y) => Math.min(least, y))
  const mist = mix(color, palette.low, 0.3 * (1 - depth) + 0.08)
  shadeAbove(canvas, edge, unit * 0.014, mix(palette.tones[4]!, color, 0.3), 0.22)
  fillBelow(canvas, edge, new Gradient(color, mist, crest, crest + unit * 0.42))
  if (detail !== 'high') return
  for (let line = 1; line <= 5; line++) {
    const contour = shifted(edge, unit * (0.006 + 0.011 * line * (1 + line * 0.16)))
    strokeAlong(canvas, contour, Math.max(0.7, unit * 0.0016), mist, 0.75 - line * 0.1)
  }
}

function paintFirs ({ canvas, palette, random, unit }: Scene, edge: Edge, depth: number): void {
  const color = mix(toneAt(palette, depth), palette.low, 0.35 * (1 - depth))
  let x = unit * random.float(0, 0.1)
  while (x < canvas.width) {
    const height = unit * random.float(0.014, 0.032) * (0.5 + depth)
    const foot = edge[Math.floor(x)]! + height * 0.2
    for (let tier = 0; tier < 3; tier++) {
      const half = height * (0.11 + 0.07 * tier)
      const low = foot - height * (0.66 - 0.33 * tier)
      canvas.fill(polygon({ x, y: low - height * 0.4 }, { x: x + half, y: low }, { x: x - half, y: low }), color)
    }
    x += height * (random.boolean(0.15) ? random.float(2, 6) : random.float(0.3, 0.9))
  }
}
