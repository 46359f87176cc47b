/** Motif: fish, seaweed and bubbles under water. */
import { Gradient, mix, type Color } from '../../raster/color.js'
import { box, disc, fillRing, halfPlane, intersection, leaf, polygon, type Point } from '../../raster/shapes.js'
import { byDetail, lift, swing, type Scene } from '../motif.js'
import { Wave, fillBelow, shifted, traceEdge } from './edges.js'
import { paintTuft, paintTwig } from './plants.js'

export function reef (scene: Scene): void {
  const { canvas, palette, random, transparent, unit } = scene
  const { width, height } = canvas
  const bowl = { x: width / 2, y: Math.min(height * 0.45, height - unit * 0.42), radius: Math.min(unit * 0.42, height * 0.44) }
  paintSea(scene)
  const floor = transparent ? bowl.y + bowl.radius * 0.6 : height - unit * random.float(0.18, 0.42)
  paintFloor(scene, floor)
  const school = random.boolean(0.45)
  const density = school ? byDetail(scene, 4, random.integer(8, 12), 18) : byDetail(scene, 2, random.integer(3, 5), 7)
  const fish = Math.round(density * Math.sqrt(width * height) / unit)
  const heading = random.pick([-1, 1])
  const colors = random.shuffle([palette.sun, palette.tones[0]!, palette.tones[1]!, mix(palette.sun, palette.tones[0]!, 0.5)])
  for (let index = 0; index < fish; index++) {
    const size = unit * (school ? random.float(0.035, 0.055) : random.float(0.07, 0.15)) * byDetail(scene, 1.35, 1, 1)
    const place = placeFish(scene, index, fish, school)
    const at = transparent
      ? { x: bowl.x + (place.x - 0.5) * bowl.radius * 1.3, y: bowl.y + (place.y - 0.55) * bowl.radius * 1.5 }
      : { x: width * place.x, y: height * place.y }
    paintFish(scene, at, size, school || random.boolean(0.7) ? heading : -heading, school ? colors[0]! : colors[index % colors.length]!)
  }
  paintBubbles(scene, floor)
  if (transparent) {
    canvas.eraseOutside(disc(bowl.x, bowl.y, bowl.radius))
    fillRing(canvas, bowl, bowl.radius, bowl.radius * 0.965, mix(palette.tones[0]!, 0xffffff, 0.35))
  }
}

/** Returns the place of a fish as shares of the picture: a school has rows, other fish keep apart. */
function placeFish ({ random }: Scene, index: number, count: number, isSchool: boolean): Point {
  if (!isSchool) {
    return { x: (index * 0.618 + random.float(0.05, 0.3)) % 0.84 + 0.08, y: 0.22 + 0.42 * (index + random.float(0.2, 0.8)) / count }
  }
  const row = index % 4
  return { x: 0.22 + 0.6 * (index + random.float(0, 0.7)) / count + 0.05 * (row % 2), y: 0.25 + 0.09 * row + random.float(-0.02, 0.02) }
}

/** Paints the water, with light that falls in from above. */
function paintSea (scene: Scene): void {
  const { canvas, palette, random, detail } = scene
  const { width, height } = canvas
  const [top, bottom] = random.pick([
    [mix(palette.tones[1]!, palette.high, 0.5), mix(palette.tones[3]!, palette.tones[4]!, 0.6)],
    [mix(palette.low, palette.tones[1]!, 0.35), palette.tones[2]!],
    [palette.tones[2]!, palette.tones[4]!],
    [palette.high, palette.tones[3]!],
    [palette.tones[3]!, mix(palette.tones[4]!, 0, 0.25)]
  ] as const)
  canvas.fillRows(detail === 'low' ? mix(top, bottom, 0.55) : new Gradient(top, bottom, 0, height))
  if (random.boolean(0.35)) paintSurface(scene, mix(top, bottom, 0.1))
  if (detail === 'low') return
  const lean = random.float(-0.25, 0.25) * height
  for (let ray = 0; ray < byDetail(scene, 0, 3, 5); ray++) {
    const x = width * random.float(0.05, 0.95)
    const [narrow, wide] = [width * random.float(0.015, 0.05), width * random.float(0.06, 0.12)]
    const drift = width * 0.02 * swing(scene, random.next())
    const end = x + lean + drift
    const beam = polygon({ x: x - narrow, y: 0 }, { x: x + narrow, y: 0 }, { x: end + wide, y: height }, { x: end - wide, y: height })
    canvas.fill(beam, mix(palette.low, 0xffffff, 0.3), 0.1)
  }
}

/** Paints the sky above the water. */
function paintSurface (scene: Scene, water: Color): void {
  const { canvas, palette, random, detail, unit } = scene
  const level = canvas.height * random.float(0.1, 0.2)
  const wave = new Wave(random, unit * random.float(0.1, 0.2))
  const drift = unit * 0.04 * swing(scene)
  const edge = traceEdge(canvas.width, x => level - unit * 0.03 * (wave.at(x + drift) - 0.5))
  canvas.fillRows(mix(palette.low, 0xffffff, 0.35), 0, Math.ceil(level + unit * 0.02))
  fillBelow(canvas, edge, mix(water, palette.low, 0.35))
  const deep = new Gradient(water, mix(water, palette.tones[3]!, 0.7), level, canvas.height)
  fillBelow(canvas, shifted(edge, unit * byDetail(scene, 0.03, 0.014, 0.014)), detail === 'low' ? water : deep)
}

function paintFloor (scene: Scene, level: number): void {
  const { canvas, palette, random, unit } = scene
  const { width } = canvas
  const layers = 2
  const floors = random.pick([
    [mix(palette.tones[3]!, palette.low, 0.18), mix(palette.tones[4]!, palette.tones[3]!, 0.25)],
    [mix(palette.low, palette.tones[1]!, 0.6), mix(palette.low, palette.tones[2]!, 0.6)],
    [mix(palette.tones[2]!, palette.sun, 0.4), palette.tones[3]!]
  ])
  for (let layer = 0; layer < layers; layer++) {
    const plants = Math.round(width / unit * byDetail(scene, 3, random.integer(4, 6), random.integer(7, 9)))
    for (let plant = 0; plant < plants; plant++) {
      const foot = { x: width * (plant + random.float(0.1, 0.9)) / plants, y: level + unit * (0.05 + 0.06 * layer) }
      const color = random.pick([palette.tones[2]!, palette.tones[3]!, mix(palette.sun, palette.tones[3]!, 0.5)])
      const height = unit * lift(scene) * random.float(0.14, 0.36) * (1 - 0.25 * layer)
      random.pick([paintKelp, paintTwig, paintTuft, paintCoral])(scene, foot, height, mix(color, palette.tones[4]!, 0.15 * layer))
    }
    const wave = new Wave(random, unit * 0.45)
    const edge = traceEdge(width, x => level + unit * (0.09 * layer - 0.08 * (wave.at(x) - 0.5)))
    fillBelow(canvas, edge, floors[layer]!)
  }
}

/** Paints a winding leaf. */
function paintKelp (scene: Scene, foot: Point, height: number, color: Color): void {
  const { canvas, random } = scene
  const pieces = 6
  const start = random.next()
  let from = foot
  for (let piece = 1; piece <= pieces; piece++) {
    const side = piece % 2 === 0 ? 1 : -1
    const to = { x: foot.x + side * height * 0.05 * (1 + 0.6 * swing(scene, start + piece * 0.13)), y: foot.y - height * piece / pieces }
    canvas.fill(leaf(from, { x: to.x + (to.x - from.x) * 0.1, y: to.y - height * 0.03 }, height * 0.045, height * 0.045), color)
    from = to
  }
}

/** Paints a branching coral with round tips. */
function paintCoral ({ canvas, random, unit }: Scene, foot: Point, height: number, color: Color): void {
  const branches = random.integer(3, 5)
  for (let branch = 0; branch < branches; branch++) {
    const lean = (branch / (branches - 1) - 0.5) * height * 0.7
    const tip = { x: foot.x + lean, y: foot.y - height * random.float(0.5, 0.7) }
    const width = Math.max(1.5, unit * 0.011)
    canvas.fill(leaf(foot, tip, width, width), color)
    canvas.fill(disc(tip.x, tip.y, width * 1.1), color)
  }
}

function paintFish (scene: Scene, at: Point, size: number, heading: number, color: Color): void {
  const { canvas, palette, random, detail, unit } = scene
  const start = random.next()
  const x = at.x + heading * unit * 0.025 * swing(scene, start)
  const y = at.y + unit * 0.008 * swing(scene, start + 0.25)
  const plump = random.float(0.36, 0.52)
  const point = (ahead: number, down: number): Point => ({ x: x + heading * ahead * size, y: y + down * size })
  const body = leaf(point(-0.85, 0), point(1, 0), size * plump, size * plump)
  const dark = mix(color, palette.tones[4]!, 0.3)
  const convex = (...corners: Point[]) => polygon(...heading > 0 ? corners : corners.reverse())
  const wag = 0.08 * swing(scene, start * 3)
  canvas.fill(convex(point(-0.62, 0), point(-1.25, 0.42 + wag), point(-1.25, -0.42 + wag)), dark)
  canvas.fill(convex(point(-0.3, -plump * 0.8), point(0.1, -plump * 1.45), point(0.35, -plump * 0.7)), dark)
  canvas.fill(body, color)
  if (detail !== 'low') {
    const belly = halfPlane(point(heading, 0.08), point(-heading, 0.08))
    canvas.fill(intersection(body, belly), mix(color, palette.low, 0.3))
    const stripes = byDetail(scene, 0, 1, 3)
    for (let stripe = 0; stripe < stripes; stripe++) {
      const middle = x + heading * size * (0.25 - 0.3 * stripe)
      canvas.fill(intersection(body, box(middle - size * 0.06, y - size, middle + size * 0.06, y + size)), dark)
    }
  }
  const eye = point(0.6, -0.09)
  canvas.fill(disc(eye.x, eye.y, size * 0.085), mix(palette.low, 0xffffff, 0.6))
  canvas.fill(disc(eye.x + heading * size * 0.02, eye.y, size * 0.045), mix(palette.tones[4]!, 0, 0.4))
}

function paintBubbles (scene: Scene, floor: number): void {
  const { canvas, palette, random, unit } = scene
  const columns = byDetail(scene, 1, random.integer(1, 3), 4)
  const color = mix(palette.low, 0xffffff, 0.5)
  for (let column = 0; column < columns; column++) {
    const x = canvas.width * random.float(0.1, 0.9)
    for (let bubble = 0; bubble < byDetail(scene, 3, 5, 9); bubble++) {
      const radius = unit * random.float(0.005, 0.014)
      const at = { x: x + unit * 0.02 * swing(scene, random.next()), y: floor - unit * (0.08 + 0.1 * bubble * random.float(0.7, 1.2)) }
      fillRing(canvas, at, radius, radius - Math.max(0.8, unit * 0.0022), color, 0.8)
    }
  }
}
