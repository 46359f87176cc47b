/** Motif: a desert with dunes, mesas and cacti. */
import { Gradient, mix, type Color } from '../../raster/color.js'
import { toneAt } from '../palette.js'
import { RoundedBox, disc, stroke, type Point } from '../../raster/shapes.js'
import { byDetail, lift, type Scene } from '../motif.js'
import { Wave, fillBelow, shadeAbove, shifted, strokeAlong } from './edges.js'
import { Ground, chooseHorizon } from './ground.js'
import { paintTuft } from './plants.js'
import { paintSky, placeSun } from './sky.js'

export function desert (scene: Scene): void {
  const { canvas, palette, random, transparent, unit } = scene
  const { height } = canvas
  const horizon = transparent ? Math.round(height * 0.54) : chooseHorizon(scene, 0.46, 0.64)
  const ground = new Ground(scene, horizon, 0.34)
  paintSky(scene, placeSun(scene, horizon), horizon)
  if (random.boolean(0.65)) paintMesas(scene, ground)
  const dunes = byDetail(scene, 2, random.integer(3, 4), random.integer(4, 5))
  const cacti = Math.round(byDetail(scene, 2, random.integer(2, 4), random.integer(4, 6)) * Math.sqrt(canvas.width / unit))
  const side = random.float(0.2, 0.8)
  const sand = { from: random.float(0, 0.3), to: random.float(0.4, 0.85) }
  for (let dune = 0; dune < dunes; dune++) {
    const near = dune / (dunes - 1)
    paintDune(scene, ground, horizon + Math.min(height - horizon, unit * 0.6) * (0.02 + 0.48 * near), near, sand)
    for (let cactus = dune; cactus < cacti; cactus += dunes) {
      // The cacti stand apart from each other, the nearest ones on one side.
      const share = (cactus * 0.382 + side) % 1
      const size = unit * lift(scene) * random.float(0.16, 0.24) * (0.6 + 0.9 * near)
      const foot = { x: ground.at(0.06 + 0.88 * share), y: horizon + Math.min(height - horizon, unit * 0.6) * (0.06 + 0.42 * near) }
      const color = mix(palette.tones[3]!, palette.tones[4]!, 0.2 + 0.8 * near)
      if (random.boolean(0.75) && cactus > 0) paintCactus(scene, foot, size, color)
      else paintTuft(scene, foot, size * 0.9, color)
    }
  }
  ground.finish()
}

/** Paints flat mountains on the horizon, with layers of rock. */
function paintMesas (scene: Scene, ground: Ground): void {
  const { canvas, palette, random, detail, unit } = scene
  const count = Math.round(byDetail(scene, 1, random.integer(2, 3), 4) * Math.sqrt(canvas.width / unit))
  const blocks = Array.from({ length: count }, (_, block) => ({
    x: ground.at((block + random.float(0.15, 0.85)) / count),
    half: unit * random.float(0.07, 0.2),
    height: unit * lift(scene) * random.float(0.09, 0.24)
  }))
  const slope = unit * random.float(0.025, 0.06)
  const edge = ground.trace(x => {
    let rise = 0
    for (const block of blocks) {
      const inside = Math.max(0, Math.min(1, (block.half - Math.abs(x - block.x)) / slope))
      rise = Math.max(rise, block.height * inside)
    }
    return ground.level + 1 - rise
  })
  const rock = mix(palette.tones[1]!, palette.tones[2]!, 0.5)
  fillBelow(canvas, edge, rock)
  if (detail === 'low') return
  // The layers of rock: the edge again, but cut off at a lower height.
  for (const [share, tint] of [[0.72, 0.22], [0.42, 0.4]] as const) {
    const highest = ground.level - unit * 0.24 * share
    fillBelow(canvas, edge.map(y => Math.max(y, highest)), mix(rock, palette.tones[3]!, tint))
  }
}

function paintDune (scene: Scene, ground: Ground, level: number, near: number, sand: { from: number, to: number }): void {
  const { canvas, palette, random, detail, unit } = scene
  const wave = new Wave(random, unit * random.float(0.4, 0.9))
  const edge = ground.trace(x => level - unit * (0.06 + 0.08 * near) * (wave.at(x) - 0.5))
  const color = mix(toneAt(palette, sand.from + (sand.to - sand.from) * near), palette.low, 0.4 * (1 - near))
  if (detail !== 'low') shadeAbove(canvas, edge, unit * 0.012, palette.tones[4]!, 0.18)
  const shaded = new Gradient(color, mix(color, palette.tones[3]!, 0.35), level - unit * 0.05, level + unit * 0.3)
  fillBelow(canvas, edge, detail === 'low' ? color : shaded)
  if (detail !== 'high') return
  for (let line = 1; line <= 6; line++) {
    const ripple = shifted(edge, unit * 0.016 * line * (1 + line * 0.1))
    strokeAlong(canvas, ripple, Math.max(0.7, unit * 0.0018), mix(color, palette.low, 0.45), 0.7 - line * 0.08)
  }
}

/** Paints a saguaro: a trunk with up to three arms. */
function paintCactus (scene: Scene, foot: Point, height: number, color: Color): void {
  const { random, unit } = scene
  const half = height * random.float(0.085, 0.12)
  paintColumn(scene, foot.x, foot.y - height, foot.y + unit * 0.03, half, color)
  const arms = random.integer(1, 3)
  const first = random.pick([-1, 1])
  for (let arm = 0; arm < arms; arm++) {
    const side = arm % 2 === 0 ? first : -first
    const reach = height * random.float(0.2, 0.3) * (1 - 0.2 * arm)
    const joint = foot.y - height * random.float(0.3, 0.55)
    const thin = half * 0.68
    const x = foot.x + side * reach
    scene.canvas.fill(new RoundedBox(Math.min(foot.x, x - thin), joint - thin, Math.max(foot.x, x + thin), joint + thin, thin), color)
    paintColumn(scene, x, joint - height * random.float(0.18, 0.36), joint + thin, thin, color)
  }
}

function paintColumn (scene: Scene, x: number, top: number, bottom: number, half: number, color: Color): void {
  const { canvas, palette, detail, unit } = scene
  canvas.fill(new RoundedBox(x - half, top, x + half, bottom, half), color)
  if (detail === 'low') return
  const light = mix(color, palette.low, 0.28)
  const ribs = byDetail(scene, 0, 1, 3)
  for (let rib = 0; rib < ribs; rib++) {
    const at = x + half * (rib - (ribs - 1) / 2) * 0.55
    canvas.fill(stroke({ x: at, y: top + half }, { x: at, y: bottom - half * 0.9 }, Math.max(0.8, half * 0.12)), light, 0.8)
  }
  if (detail === 'high') canvas.fill(disc(x, top, Math.max(1, unit * 0.006)), palette.sun)
}
