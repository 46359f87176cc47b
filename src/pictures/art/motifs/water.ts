/** Open water: its surface, swell, the reflection of the sun, and sailing boats. */
import { Gradient, mix } from '../../raster/color.js'
import { box, disc, intersection, pill, polygon, type Point } from '../../raster/shapes.js'
import { byDetail, swing, type Scene } from '../motif.js'
import type { Sun } from './sky.js'

/** Paints the surface from the horizon to the bottom of the picture: shallow and light, or deep and dark. */
export function paintWater ({ canvas, palette, random, detail }: Scene, horizon: number): void {
  const { high, low, tones } = palette
  const [far, near] = random.pick([
    [mix(tones[3]!, low, 0.4), tones[4]!],
    [mix(tones[1]!, low, 0.45), tones[3]!],
    [mix(tones[2]!, high, 0.5), mix(tones[3]!, tones[2]!, 0.3)],
    [mix(low, tones[1]!, 0.4), mix(tones[2]!, low, 0.25)],
    [tones[4]!, tones[3]!]
  ] as const)
  canvas.fillRows(detail === 'low' ? mix(far, near, 0.5) : new Gradient(far, near, horizon, canvas.height), horizon)
}

/** Paints the reflection of the sun: bars with growing distances towards the bottom. */
export function paintReflection (scene: Scene, sun: Sun, horizon: number): void {
  const { canvas, palette, random, unit } = scene
  let y = horizon + unit * 0.012
  let gap = unit * byDetail(scene, 0.034, 0.02, 0.012)
  const end = Math.min(canvas.height - gap, horizon + unit * 0.6)
  while (y < end) {
    const far = (y - horizon) / (canvas.height - horizon)
    const half = sun.radius * random.float(0.35, 1) * (1 - far * 0.55)
    const x = sun.x + sun.radius * (random.float(-0.22, 0.22) + 0.12 * swing(scene, random.next()))
    canvas.fill(pill(x - half, y, x + half, gap * 0.3), palette.sun, 0.95 - 0.5 * far)
    gap *= byDetail(scene, 1.1, 1.07, 1.04)
    y += gap
  }
}

/** Paints the light on small waves, larger towards the bottom. */
export function paintSwell (scene: Scene, horizon: number): void {
  const { canvas, palette, random, unit } = scene
  const count = Math.round(byDetail(scene, 10, 34, 120) * Math.sqrt(canvas.width * (canvas.height - horizon)) / unit * 1.3)
  for (let crest = 0; crest < count; crest++) {
    const far = random.next()
    const y = horizon + (canvas.height - horizon) * far * far + unit * 0.01
    const half = unit * random.float(0.015, 0.06) * (0.5 + far) * byDetail(scene, 1.6, 1, 1)
    const x = canvas.width * random.next() + half * 0.8 * swing(scene, far)
    canvas.fill(pill(x - half, y, x + half, Math.max(0.7, unit * byDetail(scene, 0.004, 0.0022, 0.0022) * (0.6 + far))), palette.low, 0.28)
  }
}

/** Paints a sailing boat on the water at `at`. `size` is about half of its height, `heading` the side of its bow. */
export function paintBoat (scene: Scene, { x, y }: Point, size: number, heading: number): void {
  const { canvas, palette, transparent } = scene
  const base = y + size * 0.05 * swing(scene, 0.3)
  const point = (right: number, down: number): Point => ({ x: x + right * size * heading, y: base + down * size })
  // Mirrored corners have the opposite order.
  const sail = (...corners: Point[]) => polygon(...heading > 0 ? corners : corners.reverse())
  const color = transparent ? mix(palette.low, palette.tones[0]!, 0.6) : mix(palette.low, 0xffffff, 0.3)
  canvas.fill(sail(point(0.04, -1.1), point(0.55, -0.16), point(0.04, -0.16)), color)
  canvas.fill(sail(point(-0.04, -0.9), point(-0.04, -0.16), point(-0.42, -0.16)), mix(color, palette.tones[3]!, 0.2))
  const hull = intersection(disc(x, base - size * 0.62, size * 0.78), box(x - size, base - size * 0.1, x + size, base + size))
  canvas.fill(hull, mix(palette.tones[4]!, palette.sun, 0.12))
}
