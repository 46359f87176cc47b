/** Motif: orbits around a star or a large planet, with planets on them and translucent discs in the background. */
import { Gradient, mix, type Color } from '../../raster/color.js'
import { byDetail, type Scene } from '../motif.js'
import { disc, fillRing, halfPlane, intersection, onCircle, type Point } from '../../raster/shapes.js'

/** A star or a large planet, and what surrounds it. */
interface System extends Point {
  radius: number
  isLarge: boolean
  rings: number
  /** The distance between two orbits. */
  step: number
}

export function orbits (scene: Scene): void {
  const { canvas, palette, random, detail, transparent } = scene
  const night = !transparent && random.boolean(0.5)
  const ground = night ? palette.tones[4]! : palette.low
  const line = transparent ? palette.tones[2]! : night ? mix(ground, palette.low, 0.62) : mix(ground, palette.tones[4]!, 0.6)
  if (transparent) {
    for (const system of chooseSystems(scene)) paintSystem(scene, system, night, line)
    return
  }
  const high = night ? mix(ground, palette.high, 0.35) : palette.high
  canvas.fillRows(detail === 'low' ? mix(high, ground, 0.5) : new Gradient(high, ground, 0, canvas.height))
  const system = chooseSystem(scene)
  paintVeils(scene, system, night)
  if (detail === 'high') paintDust(scene, line)
  paintSystem(scene, system, night, line)
}

/** Chooses a system whose outer orbits may leave the picture. */
function chooseSystem (scene: Scene): System {
  const { canvas: { width, height }, random, unit } = scene
  // A large planet lies at the border of the picture, and shows its orbits as long arcs.
  const isLarge = random.boolean(0.35)
  const outer = Math.round(Math.max(width, height) / unit - 1)
  return {
    x: width * (isLarge ? random.pick([random.float(0.02, 0.16), random.float(0.84, 0.98)]) : random.float(0.3, 0.74)),
    y: height * (isLarge ? random.float(0.05, 0.4) : random.float(0.28, 0.48)),
    radius: unit * (isLarge ? random.float(0.28, 0.42) : random.float(0.09, 0.19)),
    isLarge,
    rings: byDetail(scene, 3, random.integer(4, 6), random.integer(5, 6)) + outer,
    step: unit * random.float(0.08, 0.13) * byDetail(scene, 1.4, 1, 1)
  }
}

/** Chooses the systems of a transparent picture: one, or a row along its longer side. */
function chooseSystems (scene: Scene): System[] {
  const { canvas: { width, height }, random, unit } = scene
  const count = Math.max(1, Math.round(0.95 * Math.max(width, height) / unit))
  const reach = Math.min(unit * 0.41, 0.45 * Math.max(width, height) / count)
  return Array.from({ length: count }, (_, index) => {
    const share = (index + 0.5) / count
    const radius = unit * random.float(0.12, 0.16)
    const rings = byDetail(scene, 3, random.integer(4, 5), 5)
    return {
      x: width * (width > height ? share : 0.5),
      y: height * (width > height ? 0.46 : count === 1 ? 0.44 : share),
      radius,
      isLarge: false,
      rings,
      step: (reach - radius) / rings
    }
  })
}

function paintSystem (scene: Scene, system: System, night: boolean, line: Color): void {
  const { canvas, palette, random, detail, transparent, unit } = scene
  for (let ring = 0; ring < system.rings; ring++) {
    const radius = system.radius + system.step * (ring + (transparent ? 0.8 : 1))
    const broad = random.boolean(0.3)
    const thickness = unit * (broad ? random.float(0.016, 0.03) : byDetail(scene, 0.006, 0.0034, 0.0034)) * (transparent ? 2 : 1)
    const half = Math.max(1, thickness) / 2
    const color = broad ? random.pick([palette.tones[2]!, palette.tones[1]!, palette.sun]) : line
    fillRing(canvas, system, radius + half, radius - half, color, 0.9)
    if (detail === 'high') paintScale(scene, system, radius, line)
    if (ring > 0 || random.boolean(0.6)) paintPlanets(scene, system, radius, night)
  }
  const body = random.pick([palette.tones[1]!, palette.tones[2]!, ...system.isLarge ? [] : [palette.sun, palette.sun]])
  paintBody(scene, system, system.radius, body, mix(body, palette.tones[4]!, 0.3))
}

/** Paints large translucent discs in the background. */
function paintVeils (scene: Scene, star: Point, night: boolean): void {
  const { canvas, palette, random, unit } = scene
  const veils = byDetail(scene, 2, random.integer(3, 4), random.integer(4, 6))
  const turn = random.next()
  const colors = night ? [palette.tones[3]!, palette.tones[3]!, palette.tones[2]!] : [palette.tones[0]!, palette.high, palette.tones[1]!]
  for (let veil = 0; veil < veils; veil++) {
    const at = onCircle(star, unit * random.float(0.25, 0.6), turn + veil / veils + random.float(-0.06, 0.06))
    const shape = disc(at.x, at.y, unit * random.float(0.2, 0.46))
    canvas.fill(shape, colors[veil % 3]!, night ? random.float(0.2, 0.45) : random.float(0.3, 0.6))
  }
}

function paintBody (scene: Scene, at: Point, radius: number, color: Color, shade: Color): void {
  const { canvas, random, detail, unit } = scene
  canvas.fill(disc(at.x, at.y, radius), color)
  const from = onCircle(at, radius, random.next())
  const half = halfPlane(from, { x: at.x * 2 - from.x, y: at.y * 2 - from.y })
  if (detail !== 'low') canvas.fill(intersection(half, disc(at.x, at.y, radius)), shade)
  if (detail !== 'high' || radius < unit * 0.03) return
  for (let ring = 1; ring < 5; ring++) {
    fillRing(canvas, at, radius * ring / 5, radius * ring / 5 - Math.max(1, unit * 0.0016), mix(color, shade, 0.5))
  }
}

/** Paints planets on an orbit. During an animation they go round once. */
function paintPlanets (scene: Scene, star: Point, radius: number, night: boolean): void {
  const { palette, phase, random, transparent, unit } = scene
  const planets = random.integer(1, 2)
  for (let planet = 0; planet < planets; planet++) {
    const start = transparent ? random.next() : random.float(-0.35, 0.3)
    const at = onCircle(star, radius, start + planet * 0.45 + phase)
    const scale = unit * byDetail(scene, 1.3, 1, 1) * (transparent ? 1.3 : 1)
    const size = scale * (random.boolean(0.3) ? random.float(0.04, 0.065) : random.float(0.018, 0.036))
    const color = random.pick([palette.sun, palette.tones[0]!, palette.tones[1]!, night ? palette.low : palette.tones[3]!])
    paintBody(scene, at, size, color, mix(color, palette.tones[4]!, 0.35))
  }
}

/** Paints dots along an orbit. */
function paintScale ({ canvas, unit }: Scene, star: Point, radius: number, line: Color): void {
  const marks = 4 * Math.round(radius / unit * 40)
  for (let mark = 0; mark < marks; mark++) {
    const { x, y } = onCircle(star, radius + unit * 0.013, mark / marks)
    canvas.fill(disc(x, y, unit * (mark % 4 === 0 ? 0.0028 : 0.0014)), line)
  }
}

function paintDust ({ canvas, random, unit }: Scene, line: Color): void {
  for (let speck = 0; speck < 120; speck++) {
    const spot = disc(canvas.width * random.next(), canvas.height * random.next(), unit * random.float(0.001, 0.0026))
    canvas.fill(spot, line, random.float(0.3, 1))
  }
}
