/** Sky of a landscape: a gradient with stars if it is dark, and a sun, a moon, clouds or birds. */
import { Gradient, brightness, mix, type Color } from '../../raster/color.js'
import { disc, fillRing, leaf, pill, type Point } from '../../raster/shapes.js'
import { Crescent } from '../../raster/silhouettes.js'
import { byDetail, swing, type Scene } from '../motif.js'

export interface Sun extends Point { radius: number }

/**
 * Chooses a position of the sun or moon above the caption card, rarely in the middle, and at most at the height `lowest`. In
 * a transparent picture it rises behind the subject, which stands on `horizon`.
 */
export function placeSun ({ canvas, random, transparent, unit }: Scene, horizon: number, lowest = 0.44): Sun {
  const x = canvas.width * (random.boolean(0.6) ? random.float(0.54, 0.84) : random.float(0.16, 0.44))
  const y = canvas.height * random.float(0.17, lowest)
  const radius = unit * random.float(0.075, 0.19)
  if (!transparent) return { x, y, radius }
  const large = radius * 0.5 + unit * 0.15
  return { x: (x + canvas.width) / 3, y: Math.max(large + unit * 0.03, horizon - large * 0.9), radius: large }
}

/**
 * Paints the sky on the whole canvas, from the palette's `high` at the top to its `low` at `horizon`, and what it shows.
 * A transparent picture gets only the latter.
 */
export function paintSky (scene: Scene, sun: Sun, horizon: number): void {
  const { canvas, palette, random, sky, transparent } = scene
  const gradient = new Gradient(palette.high, palette.low, 0, horizon)
  if (!transparent) paintGradient(scene, gradient, horizon)
  const stars = byDetail(scene, 14, 40, 150)
  if (!transparent && brightness(palette.high) < 90) paintStars(scene, horizon * 0.75, stars, sky === 'moon' ? moonAt(scene, sun) : undefined)
  switch (sky) {
    case 'sun': return paintSun(scene, sun, gradient)
    case 'moon': return paintMoon(scene, sun)
    case 'clouds': return paintClouds(scene, horizon)
    case 'birds': return paintBirds(scene, { x: canvas.width * random.float(0.3, 0.8), y: horizon * random.float(0.25, 0.6) })
  }
}

/** Paints the gradient, in a few flat bands if the detail is low. */
function paintGradient ({ canvas, detail }: Scene, gradient: Gradient, horizon: number): void {
  if (detail !== 'low') return canvas.fillRows(gradient)
  const bands = 4
  for (let band = 0; band < bands; band++) {
    const top = Math.round(horizon * band / bands)
    const color = mix(gradient.from, gradient.to, band / (bands - 1))
    canvas.fillRows(color, top, band === bands - 1 ? canvas.height : Math.round(horizon * (band + 1) / bands))
  }
}

function paintSun (scene: Scene, sun: Sun, gradient: Gradient): void {
  const { canvas, palette, detail, transparent } = scene
  if (!transparent && detail !== 'low') paintHalos(scene, sun, gradient)
  canvas.fill(disc(sun.x, sun.y, sun.radius), palette.sun)
  if (detail !== 'high') return
  const line = mix(palette.sun, palette.low, 0.55)
  for (let ring = 1; ring <= 3; ring++) {
    const radius = sun.radius * (1 - ring * 0.2)
    fillRing(canvas, sun, radius, radius - Math.max(1, sun.radius * 0.016), line, 0.6)
  }
}

/** Paints halos as opaque mixtures with the sky, which is much faster than translucent discs and looks the same. */
function paintHalos (scene: Scene, sun: Sun, gradient: Gradient): void {
  const { canvas, palette, random } = scene
  const halos = byDetail(scene, 0, random.integer(2, 3), random.integer(4, 6))
  const spread = random.float(1.1, 2.2) * (1 + 0.1 * swing(scene))
  for (let halo = halos; halo > 0; halo--) {
    const strength = (1 + halos - halo) * byDetail(scene, 0, 0.1, 0.06)
    const glow = disc(sun.x, sun.y, sun.radius * (1 + spread * halo / halos))
    canvas.fill(glow, gradient.tinted(palette.sun, strength))
  }
}

function moonAt (scene: Scene, { x, y, radius }: Sun): Sun {
  return { x, y: y + radius * 0.72 * 0.06 * swing(scene), radius: radius * 0.72 }
}

function paintMoon (scene: Scene, place: Sun): void {
  const { canvas, palette, random, transparent } = scene
  const color = transparent ? palette.sun : mix(palette.sun, 0xffffff, brightness(palette.high) < 120 ? 0.6 : 0.25)
  const moon = moonAt(scene, place)
  const { radius } = moon
  if (random.boolean(0.6)) return canvas.fill(new Crescent(moon, radius, random.pick([-1, 1] as const)), color)
  canvas.fill(disc(moon.x, moon.y, radius), color)
  const shade = mix(color, transparent ? palette.tones[2]! : palette.high, 0.18)
  for (const [x, y, size] of [[-0.35, -0.2, 0.24], [0.3, 0.35, 0.3], [0.25, -0.42, 0.15], [-0.3, 0.5, 0.12]] as const) {
    canvas.fill(disc(moon.x + x * radius, moon.y + y * radius, size * radius), shade)
  }
}

/** Paints stars, none of them in front of the dark part of the moon. */
export function paintStars (scene: Scene, lowest: number, count: number, moon?: Sun): void {
  const { canvas, random, unit, palette } = scene
  const largest = byDetail(scene, 0.005, 0.0034, 0.0034)
  for (let star = 0; star < count; star++) {
    const height = random.next()
    const radius = Math.max(0.55, unit * (random.boolean(0.1) ? random.float(0.7, 1) : random.float(0.3, 0.6)) * largest)
    const [x, y] = [canvas.width * random.next(), lowest * height * (0.4 + 0.6 * height)]
    const opacity = random.float(0.45, 0.8) + 0.2 * swing(scene, random.next())
    if (!moon || !isNear({ x, y }, moon, moon.radius + radius)) canvas.fill(disc(x, y, radius), mix(palette.sun, 0xffffff, 0.5), opacity)
  }
}

function isNear (one: Point, other: Point, distance: number): boolean {
  const [x, y] = [one.x - other.x, one.y - other.y]
  return x * x + y * y < distance * distance
}

/** Paints clouds above the horizon: all of them in bars, or all of them in heaps. */
function paintClouds (scene: Scene, horizon: number): void {
  const { canvas, random, palette, transparent, unit } = scene
  const light = transparent ? palette.tones[0]! : mix(mix(palette.high, palette.low, 0.5), 0xffffff, 0.55)
  const heaped = random.boolean(0.6)
  const clouds = byDetail(scene, 2, random.integer(3, 4), random.integer(5, 7)) * Math.max(1, Math.round(canvas.width / unit / 1.5))
  const size = unit * random.float(0.7, 1.3)
  for (let cloud = 0; cloud < clouds; cloud++) {
    const share = (cloud + random.float(0.1, 0.9)) / clouds
    const x = canvas.width * (transparent ? 0.18 + 0.64 * share : share) + unit * 0.03 * swing(scene, random.next())
    const y = horizon * random.float(transparent ? 0.24 : 0.14, 0.74)
    const color = mix(light, palette.high, transparent ? 0 : random.float(0, 0.25))
    const own = size * random.float(0.65, 1.1)
    if (heaped) paintHeap(scene, { x, y }, own, color)
    else paintBars(scene, { x, y }, own, color)
  }
}

function paintBars ({ canvas, random }: Scene, { x, y }: Point, size: number, color: Color): void {
  const thickness = Math.max(2, size * 0.016)
  for (let bar = 0; bar < 3; bar++) {
    const half = size * random.float(0.06, 0.15)
    const middle = x + size * random.float(-0.1, 0.1)
    canvas.fill(pill(middle - half, y + bar * Math.max(2, Math.floor(thickness * 1.9)), middle + half, thickness), color)
  }
}

/** Paints a cloud with a round top and a flat bottom. */
export function paintHeap ({ canvas, random }: Scene, { x, y }: Point, size: number, color: Color): void {
  const half = size * random.float(0.09, 0.15)
  const base = half * 0.24
  canvas.fill(pill(x - half, y, x + half, base), color)
  for (const place of random.shuffle([-0.42, 0.08, 0.5])) {
    const radius = half * random.float(0.3, 0.52)
    canvas.fill(disc(x + half * place, y + base - radius * 0.95, radius), color)
  }
}

/** Paints a loose flock of birds. */
export function paintBirds (scene: Scene, centre: Point): void {
  const { canvas, random, palette, transparent, unit } = scene
  const color = transparent ? palette.tones[2]! : brightness(palette.high) > 110 ? palette.tones[4]! : mix(palette.low, 0xffffff, 0.35)
  const count = byDetail(scene, 3, random.integer(4, 6), random.integer(8, 12))
  const size = unit * random.float(0.03, 0.05)
  const heading = random.pick([-1, 1])
  for (let bird = 0; bird < count; bird++) {
    const rank = Math.ceil(bird / 2) * (bird % 2 === 0 ? 1 : -1)
    const x = centre.x - heading * Math.abs(rank) * size * random.float(1.1, 1.7) + unit * 0.02 * swing(scene, 0.1)
    const y = centre.y + rank * size * random.float(0.55, 0.95)
    const span = size * random.float(0.75, 1.1)
    const flap = span * (0.34 + 0.14 * swing(scene, random.next()))
    const at = { x, y }
    canvas.fill(leaf({ x: x - span, y: y - flap }, at, span * 0.2, span * 0.02), color)
    canvas.fill(leaf(at, { x: x + span, y: y - flap }, span * 0.2, span * 0.02), color)
  }
}
