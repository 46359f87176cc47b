/** Motif: a sun over the sea, with headlands, its reflection on the water and a sailing boat. */
import { Gradient, mix } from '../../raster/color.js'
import type { Scene } from '../motif.js'
import { box, disc, intersection, pill, polygon, type Point } from '../../raster/shapes.js'
import { Wave, fillBelow, traceEdge } from './edges.js'
import { paintSky, placeSun, type Sun } from './sky.js'

export function seascape (scene: Scene): void {
  const { canvas, palette, random, unit } = scene
  const horizon = Math.round(canvas.height * random.float(0.46, 0.58))
  const sun = placeSun(scene)
  sun.radius *= 1.25
  sun.y = horizon - sun.radius * random.float(-0.1, 1.5)
  paintSky(scene, sun, horizon)
  paintHeadlands(scene, sun, horizon)
  canvas.fillRows(new Gradient(mix(palette.tones[3]!, palette.low, 0.4), palette.tones[4]!, horizon, canvas.height), horizon)
  paintReflection(scene, sun, horizon)
  paintSwell(scene, horizon)
  if (random.boolean(0.7)) paintSail(scene, { x: sun.x + unit * random.float(-0.3, 0.3), y: horizon + unit * random.float(0.03, 0.1) })
}

/** Paints the reflection of the sun: bars with growing distances towards the bottom. */
function paintReflection ({ canvas, palette, random, detail, unit }: Scene, sun: Sun, horizon: number): void {
  let y = horizon + unit * 0.012
  let gap = unit * (detail === 'high' ? 0.012 : 0.02)
  while (y < canvas.height - gap) {
    const far = (y - horizon) / (canvas.height - horizon)
    const half = sun.radius * random.float(0.35, 1) * (1 - far * 0.55)
    const x = sun.x + sun.radius * random.float(-0.22, 0.22)
    canvas.fill(pill(x - half, y, x + half, gap * 0.3), palette.sun, 0.95 - 0.5 * far)
    gap *= detail === 'high' ? 1.04 : 1.07
    y += gap
  }
}

function paintSwell ({ canvas, palette, random, detail, unit }: Scene, horizon: number): void {
  const count = detail === 'high' ? 120 : 34
  for (let crest = 0; crest < count; crest++) {
    const far = random.next()
    const y = horizon + (canvas.height - horizon) * far * far + unit * 0.01
    const half = unit * random.float(0.015, 0.06) * (0.5 + far)
    const x = canvas.width * random.next()
    canvas.fill(pill(x - half, y, x + half, Math.max(0.7, unit * 0.0022 * (0.6 + far))), palette.low, 0.28)
  }
}

function paintHeadlands ({ canvas, palette, random, detail, unit }: Scene, sun: Sun, horizon: number): void {
  const side = sun.x > canvas.width / 2 ? 1 : -1
  const lands = detail === 'high' ? 4 : 2
  for (let land = 0; land < lands; land++) {
    const near = land / (lands - 1)
    const wave = new Wave(random, unit * 0.16)
    const ripple = new Wave(random, unit * 0.05)
    const height = unit * (0.2 - 0.05 * near)
    const reach = canvas.width * random.float(0.3, 0.62) * (1 - 0.35 * near)
    const edge = traceEdge(canvas.width, x => {
      const inland = 1 - (side * (x - canvas.width / 2) + canvas.width / 2) / reach
      // Beyond its end the land is below the horizon, where the sea is painted over it.
      return inland <= 0 ? horizon + 2 : horizon + 1 - height * Math.sqrt(inland) * (0.35 + 0.6 * wave.at(x) + 0.12 * ripple.at(x))
    })
    fillBelow(canvas, edge, mix(palette.tones[land % 2 + 2]!, palette.low, 0.3 * (1 - near)))
  }
}

function paintSail ({ canvas, palette, random, unit }: Scene, at: Point): void {
  const size = unit * random.float(0.05, 0.1)
  const point = (x: number, y: number): Point => ({ x: at.x + x * size, y: at.y + y * size })
  canvas.fill(polygon(point(0.04, -1.1), point(0.55, -0.16), point(0.04, -0.16)), palette.low)
  canvas.fill(polygon(point(-0.04, -0.9), point(-0.04, -0.16), point(-0.42, -0.16)), palette.low, 0.85)
  const hull = intersection(disc(at.x, at.y - size * 0.62, size * 0.78), box(at.x - size, at.y - size * 0.1, at.x + size, at.y + size))
  canvas.fill(hull, palette.tones[4]!)
}
