/** What hangs above a landscape: the sky's gradient, a sun or moon with its halos, stars and clouds. */
import { Gradient } from '../../raster/paint.js'
import { brightness, mix, type Color } from '../palette.js'
import type { Scene } from './scene.js'
import { disc, fillRing, pill, type Point } from './shapes.js'

export interface Sun extends Point { radius: number }

/** Places the sun where the caption does not lie: in the upper part, seldom in the middle. */
export function placeSun ({ canvas, chance, unit }: Scene, lowest = 0.46): Sun {
  return {
    x: canvas.width * (chance.happens(0.65) ? chance.between(0.56, 0.8) : chance.between(0.2, 0.44)),
    y: canvas.height * chance.between(0.24, lowest),
    radius: unit * chance.between(0.085, 0.19)
  }
}

/** Paints the whole canvas as sky, from the palette's high colour to its low one at `horizon`, and the sun in it. */
export function paintSky (scene: Scene, sun: Sun, horizon: number): void {
  const { canvas, palette, chance, highDetail, unit } = scene
  const sky = new Gradient(palette.high, palette.low, 0, horizon)
  canvas.fillRows(sky)
  paintHalos(scene, sun, sky)
  if (brightness(palette.high) < 90) paintStars(scene, horizon * 0.75, highDetail ? 150 : 40)
  else if (chance.happens(0.5)) paintClouds(scene, horizon * 0.7, unit)
  canvas.fill(disc(sun.x, sun.y, sun.radius), palette.sun)
  if (highDetail) paintSunRings(scene, sun)
}

/** The halos are opaque mixtures with the sky: much faster than translucent discs, and the same to the eye. */
function paintHalos ({ canvas, palette, chance, highDetail }: Scene, sun: Sun, sky: Gradient): void {
  const halos = highDetail ? chance.whole(4, 6) : chance.whole(2, 3)
  const spread = chance.between(1.1, 2.2)
  for (let halo = halos; halo > 0; halo--) {
    const strength = (1 + halos - halo) * (highDetail ? 0.06 : 0.1)
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

function paintStars ({ canvas, chance, unit, palette }: Scene, lowest: number, count: number): void {
  for (let star = 0; star < count; star++) {
    const height = chance.next()
    const radius = unit * (chance.happens(0.1) ? chance.between(0.0024, 0.0034) : chance.between(0.001, 0.002))
    const spot = disc(canvas.width * chance.next(), lowest * height * (0.4 + 0.6 * height), Math.max(0.55, radius))
    canvas.fill(spot, mix(palette.sun, 0xffffff, 0.5), chance.between(0.45, 1))
  }
}

function paintClouds ({ canvas, chance, palette, highDetail }: Scene, lowest: number, unit: number): void {
  const color = mix(mix(palette.high, palette.low, 0.5), 0xffffff, 0.55)
  const clouds = highDetail ? chance.whole(4, 6) : chance.whole(2, 3)
  for (let cloud = 0; cloud < clouds; cloud++) {
    const x = canvas.width * chance.between(0.02, 0.98)
    const y = lowest * chance.between(0.2, 1)
    paintCloud({ x, y }, unit * chance.between(0.6, 1.2), color)
  }

  function paintCloud ({ x, y }: Point, size: number, color: Color): void {
    const thickness = Math.max(2, size * 0.016)
    for (let bar = 0; bar < 3; bar++) {
      const half = size * chance.between(0.06, 0.15)
      const middle = x + size * chance.between(-0.1, 0.1)
      canvas.fill(pill(middle - half, y + bar * Math.max(2, Math.floor(thickness * 1.9)), middle + half, thickness), color)
    }
  }
}
