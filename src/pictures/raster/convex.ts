/** The shapes that all others are made of, each by where level lines enter and leave it. */
import type { Lines, Shape } from './scanline-coverage.js'

// Classes, not closures: V8 throws compiled code away with the last closure that uses it, and would compile these anew for each picture.

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

  narrow ({ count, first, step, lefts, rights }: Lines): void {
    const x = this.#x
    const square = this.#radius * this.#radius
    for (let line = 0, away = first - this.#y; line < count; line++, away += step) {
      const half = Math.sqrt(Math.max(0, square - away * away))
      if (x - half > lefts[line]!) lefts[line] = x - half
      if (x + half < rights[line]!) rights[line] = x + half
    }
  }
}

/** A box whose corners are quarter discs, of any radius from 0 to half of its height. */
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

  narrow ({ count, first, step, lefts, rights }: Lines): void {
    const radius = this.#radius
    const [left, right] = [this.#left, this.#right]
    const [upper, lower] = [this.top + radius, this.bottom - radius]
    for (let line = 0, y = first; line < count; line++, y += step) {
      // How deep the line lies within a corner's square: 0 where it lies in none.
      const depth = Math.max(0, upper - y, y - lower)
      const inset = depth === 0 ? 0 : radius - Math.sqrt(Math.max(0, radius * radius - depth * depth))
      if (left + inset > lefts[line]!) lefts[line] = left + inset
      if (right - inset < rights[line]!) rights[line] = right - inset
    }
  }
}

/** What lies to the right of the line through `through`, for one who walks `run` to the right and `rise` down. */
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

  narrow ({ count, first, step, lefts, rights }: Lines): void {
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

export class Intersection implements Shape {
  readonly top: number
  readonly bottom: number
  readonly #shapes: readonly Shape[]

  /** The ends need only be given where the shapes' own do not tell them. */
  constructor (
    shapes: readonly Shape[],
    top = Math.max(...shapes.map(shape => shape.top)),
    bottom = Math.min(...shapes.map(shape => shape.bottom))
  ) {
    this.top = top
    this.bottom = bottom
    this.#shapes = shapes
  }

  narrow (lines: Lines): void {
    for (const shape of this.#shapes) shape.narrow(lines)
  }
}

/** The left (-1) or right (1) half of the band between two circles, down to `bottom`. */
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

  narrow (lines: Lines): void {
    this.#rim.narrow(lines)
    const { count, first, step, lefts, rights } = lines
    const [x, inner, side] = [this.#x, this.#inner, this.#side]
    // Where the hole does not reach, the halves meet between two columns and so leave no seam.
    const seam = Math.round(x)
    for (let line = 0, away = first - this.#y; line < count; line++, away += step) {
      const half = Math.sqrt(Math.max(0, inner * inner - away * away))
      const border = half < 0.5 ? seam : x + side * half
      if (side < 0 && border < rights[line]!) rights[line] = border
      else if (side > 0 && border > lefts[line]!) lefts[line] = border
    }
  }
}
