/** Sky of a landscape: a gradient, a sun or moon with halos, and stars or clouds. */
import { Gradient, brightness, mix, type Color } from '../../raster/color.js'
import type { Scene } from '../motif.js'
import { disc, fillRing, pill, type Point } from '../../raster/shapes.js'

export interface Sun extends Point { radius: number }

/** Chooses a position of the sun above the caption card, rarely in the middle. */
export function placeSun ({ canvas, random, unit }: Scene, lowest = 0.46): Sun {
  return {
    x: canvas.width * (random.boolean(0.65) ? random.float(0.56, 0.8) : random.float(0.2, 0.44)),
    y: canvas.height * random.float(0.24, lowest),
    radius: unit * random.float(0.085, 0.19)
  }
}

/** Paints the sky on the whole canvas, from the palette's `high` at the top to its `low` at `horizon`, and the sun. */
export function paintSky (scene: Scene, sun: Sun, horizon: number): void {
  const { canvas, palette, random, detail, transparent, unit } = scene
  if (transparent) return
  const sky = new Gradient(palette.high, palette.low, 0, horizon)
  canvas.fillRows(sky)
  paintHalos(scene, sun, sky)
  if (brightness(palette.high) < 90) paintStars(scene, horizon * 0.75, detail === 'high' ? 150 : 40)
  else if (random.boolean(0.5)) paintClouds(scene, horizon * 0.7, unit)
  canvas.fill(disc(sun.x, sun.y, sun.radius), palette.sun)
  if (detail === 'high') paintSunRings(scene, sun)
}

/** Paints halos as opaque mixtures with the sky, which is much faster than translucent discs and looks the same. */
function paintHalos ({ canvas, palette, random, detail }: Scene, sun: Sun, sky: Gradient): void {
  const halos = detail === 'high' ? random.integer(4, 6) : random.integer(2, 3)
  const spread = random.float(1.1, 2.2)
  for (let halo = halos; halo > 0; halo--) {
    const strength = (1 + halos - halo) * (detail === 'high' ? 0.06 : 0.1)
    const glow = disc(sun.x, sun.y, sun.radius * (1 + spread * halo / halos))
    canvas.fill(glow, sky.tinted(palette.sun, strength))
  }
}

function paintSunRings ({ canvas, palette }: Scene, sun: Sun): void {
  const line = mix(palette.sun, palette.low, 0.55)
  for (let ring = 1; ring <= 3; ring++) {
    const radius = sun.radius * (1 - ring * 0.2)
    fillRing(canvas, sun, radius, radius - Math.max(1, sun.radius * 0.016), line, 0.6)
  }
}

function paintStars ({ canvas, random, unit, palette }: Scene, lowest: number, count: number): void {
  for (let star = 0; star < count; star++) {
    const height = random.next()
    const radius = unit * (random.boolean(0.1) ? random.float(0.0024, 0.0034) : random.float(0.001, 0.002))
    const spot = disc(canvas.width * random.next(), lowest * height * (0.4 + 0.6 * height), Math.max(0.55, radius))
    canvas.fill(spot, mix(palette.sun, 0xffffff, 0.5), random.float(0.45, 1))
  }
}

function paintClouds ({ canvas, random, palette, detail }: Scene, lowest: number, unit: number): void {
  const color = mix(mix(palette.high, palette.low, 0.5), 0xffffff, 0.55)
  const clouds = detail === 'high' ? random.integer(4, 6) : random.integer(2, 3)
  for (let cloud = 0; cloud < clouds; cloud++) {
    const x = canvas.width * random.float(0.02, 0.98)
    const y = lowest * random.float(0.2, 1)
    paintCloud({ x, y }, unit * random.float(0.6, 1.2), color)
  }

  function paintCloud ({ x, y }: Point, size: number, color: Color): void {
    const thickness = Math.max(2, size * 0.016)
    for (let bar = 0; bar < 3; bar++) {
      const half = size * random.float(0.06, 0.15)
      const middle = x + size * random.float(-0.1, 0.1)
      canvas.fill(pill(middle - half, y + bar * Math.max(2, Math.floor(thickness * 1.9)), middle + half, thickness), color)
    }
  }
}
