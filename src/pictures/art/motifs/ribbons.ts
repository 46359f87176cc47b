/** Motif: bundles of parallel wavy ribbons across the picture. */
import { mix, type Color } from '../../raster/color.js'
import { RoundedBox, disc } from '../../raster/shapes.js'
import { byDetail, swing, type Scene } from '../motif.js'
import { Wave, fillBelow, shadeAbove, strokeAlong, traceEdge, type Edge } from './edges.js'
import { paintSky, placeSun } from './sky.js'

export function ribbons (scene: Scene): void {
  const { canvas, palette, random, transparent, unit } = scene
  const { height } = canvas
  const sun = placeSun({ ...scene, transparent: false }, height, 0.36)
  // Inside of what is cut out.
  if (transparent) sun.x = (canvas.width + sun.x) / 3
  paintSky({ ...scene, transparent: false }, sun, height * 0.8)
  const bundles = random.pick([1, 2, 2, 3]) + Math.round((height / unit - 1) * 1.2)
  const top = random.float(0.34, 0.46)
  const isReversed = random.boolean(0.5)
  const wavelength = random.float(0.4, 0.85)
  for (let bundle = 0; bundle < bundles; bundle++) {
    const tones = (bundle % 2 === 0) === isReversed ? [...palette.tones].reverse() : palette.tones
    paintBundle(scene, height * (top + 0.4 * bundle / bundles), tones, wavelength)
  }
  if (transparent) cutOut(scene)
}

function paintBundle (scene: Scene, level: number, tones: readonly Color[], wavelength: number): void {
  const { canvas, palette, random, detail, unit } = scene
  const wave = new Wave(random, unit * wavelength * random.float(0.8, 1.2))
  const height = unit * random.float(0.34, 0.66) * Math.min(1, 0.3 + wavelength)
  const drift = unit * wavelength * 0.09 * swing(scene, random.next())
  const centre = traceEdge(canvas.width, x => level + height * (wave.at(x + drift) - 0.5))
  const colors = [...tones.slice(0, 4), palette.sun, palette.low]
  const first = random.integer(0, colors.length - 1)
  const count = byDetail(scene, random.integer(2, 3), random.integer(4, 6), random.integer(7, 10))
  const thickness = unit * byDetail(scene, random.float(0.1, 0.13), random.float(0.05, 0.075), random.float(0.03, 0.045))
  if (detail !== 'low') shadeAbove(canvas, centre, unit * 0.03, palette.tones[4]!, 0.35)
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

/** Cuts out a disc, or a rounded panel if the picture is much wider or higher than the other way. */
function cutOut ({ canvas, unit }: Scene): void {
  const { width, height } = canvas
  if (Math.max(width, height) < unit * 1.2) return canvas.eraseOutside(disc(width / 2, height * 0.46, unit * 0.43))
  const margin = unit * 0.06
  canvas.eraseOutside(new RoundedBox(margin, margin, width - margin, height - margin * 1.6, unit * 0.4))
}
