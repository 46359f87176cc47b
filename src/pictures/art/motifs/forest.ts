/** Motif: a forest of firs, round trees or birches, paler with distance. */
import { mix, type Color } from '../../raster/color.js'
import { toneAt } from '../palette.js'
import { box, disc, halfPlane, intersection, leaf, onCircle, polygon, stroke, type Point } from '../../raster/shapes.js'
import { Silhouette } from '../../raster/silhouettes.js'
import { byDetail, lift, swing, type Scene } from '../motif.js'
import { Wave, fillBelow, shadeAbove } from './edges.js'
import { Ground, chooseHorizon } from './ground.js'
import { paintSky, placeSun } from './sky.js'

type PaintTree = (scene: Scene, foot: Point, height: number, color: Color) => void

/** The kinds of trees of a forest. */
const plantings: readonly PaintTree[][] = [
  [paintFir], [paintRoundTree], [paintPoplar], [paintPoplar, paintRoundTree], [paintFir, paintRoundTree]
]

/** Half widths from the top to the bottom. */
const poplar = [0, 0.5, 0.8, 0.96, 1, 0.98, 0.9, 0.72, 0.4]

export function forest (scene: Scene): void {
  const { canvas, palette, random, detail, transparent, unit } = scene
  const { width, height } = canvas
  const level = transparent ? Math.round(height * 0.54) : chooseHorizon(scene, 0.5, 0.66)
  const ground = new Ground(scene, level, 0.3)
  paintSky(scene, placeSun(scene, level - (transparent ? unit * 0.08 : 0), 0.36), level)
  const kinds = random.pick(plantings)
  const layers = byDetail(scene, 2, random.integer(3, 4), random.integer(4, 5))
  const tallness = unit * lift(scene) * random.float(0.75, 1.2) * byDetail(scene, 1.25, 1, 0.95)
  const [tone, haze] = [random.float(0.05, 0.45), random.float(0.1, 0.5)]
  const clearing = random.float(0.25, 0.75)
  for (let layer = 0; layer < layers; layer++) {
    const near = layer / (layers - 1)
    const floor = level + Math.min(height - level, unit * 0.55) * 0.62 * near
    const color = mix(toneAt(palette, tone + (0.92 - tone) * near), palette.low, haze * (1 - near))
    const wave = new Wave(random, unit * 0.5)
    const edge = ground.trace(x => floor - unit * 0.05 * (wave.at(x) - 0.5))
    const trees = Math.round(width / unit * byDetail(scene, 5, 9, 13) * (1 - 0.45 * near))
    for (let tree = 0; tree < trees; tree++) {
      const share = (tree + random.float(0.15, 0.85)) / trees
      const x = ground.at(share)
      // Near trees are tall at the sides, so that a clearing stays open.
      const openness = Math.min(1, Math.abs(share - clearing) * 2.4 + 0.35 * (1 - near))
      const size = tallness * random.float(0.17, 0.3) * (0.7 + 0.75 * near) * (0.35 + 0.65 * openness)
      const foot = { x, y: edge[Math.max(0, Math.min(width - 1, Math.round(x)))]! + unit * 0.012 }
      random.pick(kinds)(scene, foot, size, mix(color, palette.tones[4]!, random.float(0, 0.16)))
    }
    if (detail !== 'low') shadeAbove(canvas, edge, unit * 0.012, palette.tones[4]!, 0.2)
    fillBelow(canvas, edge, mix(color, palette.tones[4]!, 0.1))
  }
  ground.finish()
}

function paintFir (scene: Scene, { x, y }: Point, height: number, color: Color): void {
  const { canvas, palette, detail, unit } = scene
  const tiers = byDetail(scene, 2, 3, 5)
  const half = height * 0.22
  const lean = height * 0.012 * swing(scene, x / unit)
  canvas.fill(box(x - height * 0.02, y - height * 0.2, x + height * 0.02, y + height * 0.04), mix(color, palette.tones[4]!, 0.5))
  for (let tier = 0; tier < tiers; tier++) {
    const reach = half * (1 - 0.62 * tier / tiers)
    const low = y - height * (0.1 + 0.72 * tier / tiers)
    const top = { x: x + lean * (tier + 1) / tiers, y: Math.max(y - height, low - height * (0.24 + 0.8 / tiers)) }
    canvas.fill(polygon(top, { x: x + reach, y: low }, { x: x - reach, y: low }), mix(color, palette.low, 0.05 * tier))
    if (detail === 'high') canvas.fill(polygon(top, { x: x + reach, y: low }, { x, y: low }), mix(color, palette.tones[4]!, 0.25))
  }
}

function paintTrunk ({ canvas, palette }: Scene, { x, y }: Point, height: number, color: Color): void {
  const half = height * 0.035
  const trunk = polygon({ x: x + half / 3, y: y - height }, { x: x + half, y }, { x: x - half, y })
  canvas.fill(trunk, mix(color, palette.tones[4]!, 0.6))
}

function paintRoundTree (scene: Scene, { x, y }: Point, height: number, color: Color): void {
  const { canvas, palette, random, detail, unit } = scene
  const radius = height * random.float(0.24, 0.32)
  const centre = { x: x + height * 0.015 * swing(scene, x / unit), y: y - height + radius }
  canvas.fill(disc(centre.x, centre.y, radius), color)
  if (detail !== 'low') {
    const half = halfPlane({ x: centre.x - radius * 0.5, y: centre.y + radius }, { x: centre.x + radius * 0.5, y: centre.y - radius })
    canvas.fill(intersection(disc(centre.x, centre.y, radius), half), mix(color, palette.tones[4]!, 0.18))
  }
  paintTrunk(scene, { x, y: y + height * 0.02 }, height * 0.62, color)
  if (detail === 'low') return
  const branch = { x, y: y - height * 0.38 }
  for (const turn of [-0.12, 0.1]) {
    canvas.fill(stroke(branch, onCircle(branch, radius * 0.7, turn), Math.max(0.8, height * 0.014)), mix(color, palette.tones[4]!, 0.6))
  }
}

function paintPoplar (scene: Scene, foot: Point, height: number, color: Color): void {
  const { canvas, palette, random, detail, unit } = scene
  const { y } = foot
  const x = foot.x + height * 0.008 * swing(scene, foot.x / unit)
  const half = height * random.float(0.12, 0.17)
  const [top, bottom] = [y - height, y - height * 0.1]
  canvas.fill(box(x - height * 0.02, y - height * 0.2, x + height * 0.02, y + height * 0.04), mix(color, palette.tones[4]!, 0.6))
  canvas.fill(new Silhouette(poplar, x, top, bottom, half), color)
  if (detail === 'low') return
  canvas.fill(new Silhouette(poplar, x, top, bottom, half, { from: 0.1, to: 1 }), mix(color, palette.tones[4]!, 0.18))
  if (detail !== 'high') return
  for (let vein = 1; vein < 5; vein++) {
    const node = { x, y: bottom - (bottom - top) * 0.17 * vein }
    for (const side of [-1, 1]) {
      canvas.fill(leaf(node, { x: x + side * half * 0.6, y: node.y - half * 0.6 }, half * 0.05, half * 0.05), mix(color, palette.low, 0.3))
    }
  }
}
