/** Motif: the sea with sailing boats, in front of headlands or as rolling waves. */
import { mix } from '../../raster/color.js'
import { byDetail, lift, swing, type Scene } from '../motif.js'
import { toneAt } from '../palette.js'
import { Wave, fillBelow, shadeAbove, strokeAlong } from './edges.js'
import { Ground, chooseHorizon } from './ground.js'
import { paintSky, placeSun } from './sky.js'
import { paintBoat, paintReflection, paintSwell, paintWater } from './water.js'

export function seascape (scene: Scene): void {
  const { canvas, random, sky, transparent, unit } = scene
  const horizon = transparent ? Math.round(canvas.height * 0.54) : chooseHorizon(scene, 0.34, 0.68)
  const ground = new Ground(scene, horizon, 0.34)
  const sun = placeSun(scene, horizon)
  if (sky === 'sun' && !transparent) {
    sun.radius *= 1.25
    sun.y = horizon - sun.radius * random.float(-0.1, 1.5)
  }
  paintSky(scene, sun, horizon)
  const isRolling = random.boolean(0.4)
  if (!isRolling || random.boolean(0.4)) paintHeadlands(scene, ground, sun.x > canvas.width / 2 ? 1 : -1)
  paintWater(scene, horizon)
  if (sky === 'sun' || sky === 'moon') paintReflection(scene, sun, horizon)
  paintSwell(scene, horizon)
  const boats = random.pick(transparent ? [1, 2, 2] : [0, 1, 1, 2, 3])
  const heading = random.pick([-1, 1])
  for (let boat = 0; boat < boats; boat++) {
    const size = unit * lift(scene) * (transparent ? random.float(0.14, 0.2) : random.float(0.05, 0.13))
    // Boats that are larger are nearer.
    paintBoat(scene, { x: ground.at((boat + random.float(0.25, 0.75)) / boats), y: horizon + size * random.float(0.5, 1.1) }, size, heading)
  }
  if (isRolling) paintRollers(scene, ground, horizon)
  ground.finish()
}

/** Paints rows of waves, higher towards the viewer. */
function paintRollers (scene: Scene, ground: Ground, horizon: number): void {
  const { canvas, palette, random, detail, unit } = scene
  const rows = byDetail(scene, 2, random.integer(3, 4), random.integer(5, 6))
  const length = unit * random.float(0.16, 0.34)
  // Darker towards the viewer, or lighter.
  const isRising = random.boolean(0.6)
  for (let row = 0; row < rows; row++) {
    const near = (row + 1) / rows
    const wave = new Wave(random, length * (0.5 + 0.7 * near))
    const level = horizon + Math.min(canvas.height - horizon, unit * 0.7) * (0.1 + 0.62 * near * near)
    const drift = length * 0.4 * swing(scene, row * 0.2)
    const edge = ground.trace(x => level - unit * (0.02 + 0.06 * near) * (wave.at(x + drift) - 0.5))
    if (detail !== 'low') shadeAbove(canvas, edge, unit * 0.012, palette.tones[4]!, 0.25)
    fillBelow(canvas, edge, mix(toneAt(palette, isRising ? 0.35 + 0.6 * near : 0.9 - 0.7 * near), palette.low, 0.12))
    const foam = mix(palette.low, 0xffffff, 0.4)
    if (detail !== 'low') strokeAlong(canvas, edge, Math.max(1, unit * 0.004 * near), foam, 0.8)
    if (detail === 'high') strokeAlong(canvas, edge.map(y => y + unit * 0.014), Math.max(0.8, unit * 0.002), foam, 0.5)
  }
}

function paintHeadlands (scene: Scene, ground: Ground, side: number): void {
  const { canvas, palette, random, unit } = scene
  const horizon = ground.level
  const lands = byDetail(scene, 1, 2, 4)
  const tallness = random.float(0.6, 1.25)
  for (let land = 0; land < lands; land++) {
    const near = (land + 1) / lands
    const wave = new Wave(random, unit * 0.16)
    const ripple = new Wave(random, unit * 0.05)
    const height = unit * (0.2 - 0.05 * near) * tallness
    const reach = canvas.width * random.float(0.3, 0.7) * (1 - 0.35 * near)
    const edge = ground.trace(x => {
      const inland = 1 - (side * (x - canvas.width / 2) + canvas.width / 2) / reach
      // Beyond its end the land is below the horizon, where the sea is painted over it.
      return inland <= 0 ? horizon + 2 : horizon + 1 - height * Math.sqrt(inland) * (0.35 + 0.6 * wave.at(x) + 0.12 * ripple.at(x))
    })
    fillBelow(canvas, edge, mix(palette.tones[land % 2 + 2]!, palette.low, 0.3 * (1 - near)))
  }
}
