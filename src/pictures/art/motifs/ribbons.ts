/** Motif: bundles of parallel wavy ribbons across the picture. */
import { mix, type Color } from '../../raster/color.js'
import type { Scene } from '../motif.js'
import { Wave, fillBelow, shadeAbove, strokeAlong, traceEdge, type Edge } from './edges.js'
import { paintSky, placeSun } from './sky.js'

export function ribbons (scene: Scene): void {
  const { canvas, palette, random } = scene
  paintSky(scene, placeSun(scene, 0.36), canvas.height * 0.8)
  const bundles = random.integer(2, 3)
  for (let bundle = 0; bundle < bundles; bundle++) {
    paintBundle(scene, canvas.height * (0.42 + 0.4 * bundle / bundles), bundle % 2 === 0 ? palette.tones : [...palette.tones].reverse())
  }
}

function paintBundle (scene: Scene, level: number, tones: readonly Color[]): void {
  const { canvas, palette, random, detail, unit } = scene
  const wave = new Wave(random, unit * random.float(0.5, 0.85))
  const swing = unit * random.float(0.4, 0.62)
  const centre = traceEdge(canvas.width, x => level + swing * (wave.at(x) - 0.5))
  const colors = [...tones.slice(0, 4), palette.sun, palette.low]
  const first = random.integer(0, colors.length - 1)
  const count = detail === 'high' ? random.integer(7, 10) : random.integer(4, 6)
  const thickness = unit * (detail === 'high' ? random.float(0.03, 0.045) : random.float(0.05, 0.075))
  shadeAbove(canvas, centre, unit * 0.03, palette.tones[4]!, 0.35)
  const edges = Array.from({ length: count + 1 }, (_, ribbon) => beside(centre, thickness * ribbon))
  edges.forEach((edge, ribbon) => {
    const color = ribbon === count ? tones[4]! : colors[(first + ribbon) % colors.length]!
    fillBelow(canvas, edge, color)
    if (detail === 'high' && ribbon < count) strokeAlong(canvas, beside(edge, thickness * 0.5), unit * 0.0022, mix(color, palette.low, 0.5))
  })
}

/** Returns the curve below the edge at a constant perpendicular distance. */
function beside (edge: Edge, distance: number): Edge {
  return edge.map((y, x) => {
    const slope = (edge[Math.min(edge.length - 1, x + 1)]! - edge[Math.max(0, x - 1)]!) / 2
    return y + distance * Math.sqrt(1 + slope * slope)
  })
}
