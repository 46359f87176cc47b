/** Shapes that a canvas can fill, each defined by the part of a scanline that lies inside it. */
import type { Canvas } from './canvas.js'
import type { Paint } from './color.js'
import type { Scanlines, Shape } from './scanline-coverage.js'

export interface Point { x: number, y: number }

// Classes instead of closures: V8 discards compiled code with the last closure that uses it, and would compile it again for each picture.

export class Disc implements Shape {
  readonly top: number
  readonly bottom: number
  readonly #x: number
  readonly #y: number
  readonly #radius: number

  constructor (x: number, y: number, radius: number) {
    this.top = y - radius
    this.bottom = y + radius
    this.#x = x
    this.#y = y
    this.#radius = radius
  }

  clip ({ count, first, step, lefts, rights }: Scanlines): void {
    const x = this.#x
    const square = this.#radius * this.#radius
    for (let line = 0, away = first - this.#y; line < count; line++, away += step) {
      const half = Math.sqrt(Math.max(0, square - away * away))
      if (x - half > lefts[line]!) lefts[line] = x - half
      if (x + half < rights[line]!) rights[line] = x + half
    }
  }
}

/** A box with rounded corners. The radius is at most half of the height; 0 makes the corners square. */
export class RoundedBox implements Shape {
  readonly top: number
  readonly bottom: number
  readonly #left: number
  readonly #right: number
  readonly #radius: number

  constructor (left: number, top: number, right: number, bottom: number, radius: number) {
    this.top = top
    this.bottom = bottom
    this.#left = left
    this.#right = right
    this.#radius = radius
  }

  clip ({ count, first, step, lefts, rights }: Scanlines): void {
    const radius = this.#radius
    const [left, right] = [this.#left, this.#right]
    const [upper, lower] = [this.top + radius, this.bottom - radius]
    for (let line = 0, y = first; line < count; line++, y += step) {
      // How far the line is above the centres of the upper corners or below those of the lower ones; 0 between them.
      const depth = Math.max(0, upper - y, y - lower)
      const inset = depth === 0 ? 0 : radius - Math.sqrt(Math.max(0, radius * radius - depth * depth))
      if (left + inset > lefts[line]!) lefts[line] = left + inset
      if (right - inset < rights[line]!) rights[line] = right - inset
    }
  }
}

/** The half-plane on the right of a line through the point `through` with the direction (`run`, `rise`), y pointing down. */
export class HalfPlane implements Shape {
  readonly top = -Infinity
  readonly bottom = Infinity
  readonly #x: number
  readonly #y: number
  readonly #run: number
  readonly #rise: number

  constructor (through: { x: number, y: number }, run: number, rise: number) {
    this.#x = through.x
    this.#y = through.y
    this.#run = run
    this.#rise = rise
  }

  clip ({ count, first, step, lefts, rights }: Scanlines): void {
    const [run, rise] = [this.#run, this.#rise]
    const slope = run / rise
    for (let line = 0, away = first - this.#y; line < count; line++, away += step) {
      const border = this.#x + slope * away
      if (rise > 0 && border < rights[line]!) rights[line] = border
      else if (rise < 0 && border > lefts[line]!) lefts[line] = border
      else if (rise === 0 && away * run < 0) rights[line] = lefts[line]!
    }
  }
}

/** The area that all of the shapes cover. */
export class Intersection implements Shape {
  readonly top: number
  readonly bottom: number
  readonly #shapes: readonly Shape[]

  /** Pass `top` and `bottom` only if they cannot be derived from those of the shapes, as for half-planes, which are infinite. */
  constructor (
    shapes: readonly Shape[],
    top = Math.max(...shapes.map(shape => shape.top)),
    bottom = Math.min(...shapes.map(shape => shape.bottom))
  ) {
    this.top = top
    this.bottom = bottom
    this.#shapes = shapes
  }

  clip (lines: Scanlines): void {
    for (const shape of this.#shapes) shape.clip(lines)
  }
}

/** The left (`side` -1) or right (`side` 1) half of the ring between two circles, cut off below `bottom`. */
export class HalfRing implements Shape {
  readonly top: number
  readonly bottom: number
  readonly #rim: Disc
  readonly #x: number
  readonly #y: number
  readonly #inner: number
  readonly #side: number

  constructor ({ x, y }: { x: number, y: number }, outer: number, inner: number, side: number, bottom: number) {
    this.#rim = new Disc(x, y, outer)
    this.top = this.#rim.top
    this.bottom = Math.min(this.#rim.bottom, bottom)
    this.#x = x
    this.#y = y
    this.#inner = inner
    this.#side = side
  }

  clip (lines: Scanlines): void {
    this.#rim.clip(lines)
    const { count, first, step, lefts, rights } = lines
    const [x, inner, side] = [this.#x, this.#inner, this.#side]
    // Above and below the hole, the halves meet between two columns of pixels, which leaves no visible seam.
    const seam = Math.round(x)
    for (let line = 0, away = first - this.#y; line < count; line++, away += step) {
      const half = Math.sqrt(Math.max(0, inner * inner - away * away))
      const border = half < 0.5 ? seam : x + side * half
      if (side < 0 && border < rights[line]!) rights[line] = border
      else if (side > 0 && border > lefts[line]!) lefts[line] = border
    }
  }
}

export function disc (x: number, y: number, radius: number): Shape {
  return new Disc(x, y, radius)
}

export function box (left: number, top: number, right: number, bottom: number): Shape {
  return new RoundedBox(left, top, right, bottom, 0)
}

/** A horizontal bar with round ends. */
export function pill (left: number, y: number, right: number, radius: number): Shape {
  return new RoundedBox(left, y - radius, right, y + radius, radius)
}

export function intersection (...shapes: Shape[]): Shape {
  return new Intersection(shapes)
}

/** The half-plane on the right of the line from `from` to `to`. */
export function halfPlane (from: Point, to: Point): Shape {
  return new HalfPlane(from, to.x - from.x, to.y - from.y)
}

/** A convex polygon. Its corners must be in clockwise order. */
export function polygon (...corners: Point[]): Shape {
  const sides = corners.map((corner, index) => halfPlane(corner, corners[(index + 1) % corners.length]!))
  const heights = corners.map(corner => corner.y)
  return new Intersection(sides, Math.min(...heights), Math.max(...heights))
}

/** A leaf: two arcs from `base` to `tip`, which bulge by `right` and `left` pixels from the straight line between them. */
export function leaf (base: Point, tip: Point, right: number, left: number): Shape {
  const bulge = Math.max(right, left)
  const arcs = [discThrough(base, tip, right), discThrough(tip, base, left)]
  return new Intersection(arcs, Math.min(base.y, tip.y) - bulge, Math.max(base.y, tip.y) + bulge)
}

/** The disc through both points whose edge is `sagitta` pixels to the right of the line between them. */
function discThrough (from: Point, to: Point, sagitta: number): Shape {
  const run = to.x - from.x
  const rise = to.y - from.y
  const length = Math.sqrt(run * run + rise * rise)
  const radius = (length * length / 4 + sagitta * sagitta) / (2 * sagitta)
  const inward = (radius - sagitta) / length
  return disc((from.x + to.x) / 2 + rise * inward, (from.y + to.y) / 2 - run * inward, radius)
}

/** A straight line of the given width, with flat ends. */
export function stroke (from: Point, to: Point, width: number): Shape {
  const run = to.x - from.x
  const rise = to.y - from.y
  const half = width / 2 / Math.sqrt(run * run + rise * rise)
  const x = -rise * half
  const y = run * half
  return polygon(
    { x: from.x - x, y: from.y - y }, { x: to.x - x, y: to.y - y },
    { x: to.x + x, y: to.y + y }, { x: from.x + x, y: from.y + y }
  )
}

/** Draws the ring between two circles around one centre, cut off below `bottom`. */
export function fillRing (
  canvas: Canvas, centre: Point, outer: number, inner: number, paint: Paint, opacity = 1, bottom = Infinity
): void {
  for (const side of [-1, 1]) canvas.fill(new HalfRing(centre, outer, inner, side, bottom), paint, opacity)
}

/** Returns the point of a circle at `turn` turns clockwise from the top: 0 and 1 are the top, 0.25 is the right. */
export function onCircle (centre: Point, radius: number, turn: number): Point {
  const quarter = Math.floor(turn * 4)
  const along = turn * 4 - quarter
  // A polynomial for the tangent of half the angle, since Math.sin and Math.cos differ between machines.
  const square = along * along
  const slope = along * (0.7854 + square * (0.1615 + square * 0.0531))
  const scale = radius / (1 + slope * slope)
  const across = 2 * slope * scale
  const ahead = (1 - slope * slope) * scale
  const points = [[across, -ahead], [ahead, across], [-across, ahead], [-ahead, -across]]
  const [x, y] = points[((quarter % 4) + 4) % 4] as [number, number]
  return { x: centre.x + x, y: centre.y + y }
}
