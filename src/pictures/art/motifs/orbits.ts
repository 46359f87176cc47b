/** Motif: orbits around a sun, with planets on them and translucent discs in the background. */
import { Gradient, mix, type Color } from '../../raster/color.js'
import type { Scene } from '../motif.js'
import { disc, fillRing, halfPlane, intersection, onCircle, type Point } from '../../raster/shapes.js'

export function orbits (scene: Scene): void {
  const { canvas, palette, random, detail, unit } = scene
  const night = random.boolean(0.5)
  const ground = night ? palette.tones[4]! : palette.low
  canvas.fillRows(new Gradient(night ? mix(ground, palette.high, 0.35) : palette.high, ground, 0, canvas.height))
  const sun = {
    x: canvas.width * random.float(0.42, 0.74), y: canvas.height * random.float(0.3, 0.46), radius: unit * random.float(0.13, 0.2)
  }
  paintVeils(scene, sun, night)
  const line = night ? mix(ground, palette.low, 0.62) : mix(ground, palette.tones[4]!, 0.6)
  if (detail === 'high') paintDust(scene, line)
  const rings = random.integer(4, 6)
  const step = unit * random.float(0.085, 0.12)
  for (let ring = 0; ring < rings; ring++) {
    const radius = sun.radius + step * (ring + 1)
    const broad = random.boolean(0.3)
    const thickness = unit * (broad ? random.float(0.016, 0.03) : 0.0034)
    const half = Math.max(1, thickness) / 2
    const color = broad ? random.pick([palette.tones[2]!, palette.tones[1]!, palette.sun]) : line
    fillRing(canvas, sun, radius + half, radius - half, color, 0.9)
    if (detail === 'high') paintScale(scene, sun, radius, line)
    if (ring > 0 || random.boolean(0.6)) paintPlanets(scene, sun, radius, night)
  }
  paintBody(scene, sun, sun.radius, palette.sun, mix(palette.sun, palette.tones[4]!, 0.3))
}

/** Paints large translucent discs in the background. */
function paintVeils ({ canvas, palette, random, unit, detail }: Scene, sun: Point, night: boolean): void {
  const veils = detail === 'high' ? random.integer(4, 6) : random.integer(3, 4)
  const turn = random.next()
  const colors = night ? [palette.tones[3]!, palette.tones[3]!, palette.tones[2]!] : [palette.tones[0]!, palette.high, palette.tones[1]!]
  for (let veil = 0; veil < veils; veil++) {
    const at = onCircle(sun, unit * random.float(0.25, 0.6), turn + veil / veils + random.float(-0.06, 0.06))
    const shape = disc(at.x, at.y, unit * random.float(0.2, 0.46))
    canvas.fill(shape, colors[veil % 3]!, night ? random.float(0.2, 0.45) : random.float(0.3, 0.6))
  }
}

function paintBody ({ canvas, random, detail, unit }: Scene, at: Point, radius: number, color: Color, shade: Color): void {
  canvas.fill(disc(at.x, at.y, radius), color)
  const from = onCircle(at, radius, random.next())
  const half = halfPlane(from, { x: at.x * 2 - from.x, y: at.y * 2 - from.y })
  canvas.fill(intersection(half, disc(at.x, at.y, radius)), shade)
  if (detail !== 'high' || radius < unit * 0.03) return
  for (let ring = 1; ring < 5; ring++) {
    fillRing(canvas, at, radius * ring / 5, radius * ring / 5 - Math.max(1, unit * 0.0016), mix(color, shade, 0.5))
  }
}

function paintPlanets (scene: Scene, sun: Point, radius: number, night: boolean): void {
  const { palette, random, unit } = scene
  const planets = random.integer(1, 2)
  for (let planet = 0; planet < planets; planet++) {
    const at = onCircle(sun, radius, random.float(-0.35, 0.3) + planet * 0.45)
    const size = unit * (random.boolean(0.3) ? random.float(0.045, 0.07) : random.float(0.018, 0.036))
    const color = random.pick([palette.sun, palette.tones[0]!, palette.tones[1]!, night ? palette.low : palette.tones[3]!])
    paintBody(scene, at, size, color, mix(color, palette.tones[4]!, 0.35))
  }
}

/** Paints dots along an orbit. */
function paintScale ({ canvas, unit }: Scene, sun: Point, radius: number, line: Color): void {
  const marks = 4 * Math.round(radius / unit * 40)
  for (let mark = 0; mark < marks; mark++) {
    const { x, y } = onCircle(sun, radius + unit * 0.013, mark / marks)
    canvas.fill(disc(x, y, unit * (mark % 4 === 0 ? 0.0028 : 0.0014)), line)
  }
}

function paintDust ({ canvas, random, unit }: Scene, line: Color): void {
  for (let speck = 0; speck < 120; speck++) {
    const spot = disc(canvas.width * random.next(), canvas.height * random.next(), unit * random.float(0.001, 0.0026))
    canvas.fill(spot, line, random.float(0.3, 1))
  }
}
