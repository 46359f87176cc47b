/** Motif: plants on soft hills, in front of the sky. */
import { mix, type Color } from '../../raster/color.js'
import { byDetail, type Scene } from '../motif.js'
import { Wave, fillBelow, shadeAbove } from './edges.js'
import { Ground } from './ground.js'
import { paintDaisy, paintGlobe, paintTuft, paintTulip, paintTwig, type PaintPlant } from './plants.js'
import { paintSky, placeSun } from './sky.js'

/** The kinds of plants of a garden. A kind that is listed twice is more frequent. */
const plantings: readonly PaintPlant[][] = [
  [paintTwig, paintTwig, paintTuft, paintGlobe],
  [paintDaisy, paintDaisy, paintTuft, paintTwig],
  [paintTulip, paintTulip, paintTuft],
  [paintGlobe, paintDaisy, paintTuft],
  [paintTwig, paintTulip, paintGlobe]
]

export function garden (scene: Scene): void {
  const { canvas, palette, random, transparent, unit } = scene
  const level = canvas.height * (transparent ? 0.58 : random.float(0.58, 0.78))
  const sun = placeSun(scene, level, 0.38)
  sun.radius *= transparent ? 1 : 1.4
  const ground = new Ground(scene, level, 0.28)
  paintSky(scene, sun, canvas.height * 0.8)
  const planting = random.pick(plantings)
  // The plants of an island end below the top of the picture.
  const tallness = Math.min(random.float(0.75, 1.15), transparent ? 1.1 * level / unit : Infinity)
  const layers = byDetail(scene, 2, 3, 3)
  for (let layer = 0; layer < layers; layer++) {
    const near = layer / (layers - 1)
    const step = Math.round(near * 2)
    const plants = Math.round(canvas.width / unit * byDetail(scene, 2, random.integer(2, 4), 4))
    const lowest = level + (canvas.height - level) * 0.72 * near
    for (let plant = 0; plant < plants; plant++) {
      const share = (plant + random.float(0.1, 0.9)) / plants
      const x = ground.at(share)
      const color = mix(palette.tones[1 + step]!, palette.tones[Math.min(4, 2 + step)]!, random.next() * 0.7)
      const height = unit * random.float(0.34, 0.62) * tallness * (1.25 - 0.4 * near) * (0.75 + 0.5 * Math.abs(share - 0.45))
      random.pick(planting)(scene, { x, y: lowest + unit * 0.05 }, height * byDetail(scene, 1.1, 1, 1), color)
    }
    paintHill(scene, ground, lowest, palette.tones[2 + step]!)
  }
  ground.finish()
}

function paintHill (scene: Scene, ground: Ground, level: number, color: Color): void {
  const { canvas, palette, random, detail, unit } = scene
  const wave = new Wave(random, unit * random.float(0.45, 0.8))
  const edge = ground.trace(x => level - unit * 0.16 * (wave.at(x) - 0.4))
  if (detail !== 'low') shadeAbove(canvas, edge, unit * 0.02, palette.tones[4]!, 0.25)
  fillBelow(canvas, edge, color)
}
