/** Shapes with curved outlines: ovals, crescents, and silhouettes that a list of widths describes. */
import { Disc, type Point } from './shapes.js'
import type { Scanlines, Shape } from './scanline-coverage.js'

/** A vertical part of a symmetric shape, as fractions of its half width: -1 is the left outline, 0 the axis, 1 the right outline. */
export interface Strip { from: number, to: number }

/** An ellipse whose upper and lower halves may have different heights. `above: Infinity` gives the upper half vertical sides. */
export class Oval implements Shape {
  readonly top: number
  readonly bottom: number
  readonly #x: number
  readonly #y: number
  readonly #left: number
  readonly #right: number
  readonly #above: number
  readonly #below: number

  /** A `strip` limits the shape to a part of the ellipse. */
  constructor ({ x, y }: Point, halfWidth: number, above: number, below = above, strip?: Strip) {
    this.top = y - above
    this.bottom = y + below
    this.#x = x
    this.#y = y
    this.#left = halfWidth * (strip?.from ?? -1)
    this.#right = halfWidth * (strip?.to ?? 1)
    this.#above = above
    this.#below = below
  }

  clip ({ count, first, step, lefts, rights }: Scanlines): void {
    for (let line = 0, away = first - this.#y; line < count; line++, away += step) {
      const share = away / (away < 0 ? this.#above : this.#below)
      const half = Math.sqrt(Math.max(0, 1 - share * share))
      const left = this.#x + this.#left * half
      const right = this.#x + this.#right * half
      if (left > lefts[line]!) lefts[line] = left
      if (right < rights[line]!) rights[line] = right
    }
  }
}

/** A crescent: a disc without the part that an equally high disc on its left (`side` 1) or right (`side` -1) covers. */
export class Crescent implements Shape {
  readonly top: number
  readonly bottom: number
  readonly #rim: Disc
  readonly #shadow: Point
  readonly #radius: number
  readonly #side: number

  constructor ({ x, y }: Point, radius: number, side: -1 | 1) {
    this.#rim = new Disc(x, y, radius)
    this.top = this.#rim.top
    this.bottom = this.#rim.bottom
    // So large and so near that each line is divided into at most two parts, of which one is lit.
    this.#shadow = { x: x - side * radius * 0.5, y }
    this.#radius = radius * 0.88
    this.#side = side
  }

  clip (lines: Scanlines): void {
    this.#rim.clip(lines)
    const { count, first, step, lefts, rights } = lines
    for (let line = 0, away = first - this.#shadow.y; line < count; line++, away += step) {
      const square = this.#radius * this.#radius - away * away
      if (square <= 0) continue
      const border = this.#shadow.x + this.#side * Math.sqrt(square)
      if (this.#side > 0 && border > lefts[line]!) lefts[line] = border
      if (this.#side < 0 && border < rights[line]!) rights[line] = border
    }
  }
}

/**
 * A silhouette that is symmetric to a vertical axis, such as a vase. Its half widths at equal distances from the top to the
 * bottom are joined by a smooth curve.
 */
export class Silhouette implements Shape {
  readonly top: number
  readonly bottom: number
  readonly #x: number
  readonly #halfWidths: readonly number[]
  readonly #left: number
  readonly #right: number

  /** `scale` is the length in pixels of a half width of 1. A `strip` limits the shape to a part of the silhouette. */
  constructor (halfWidths: readonly number[], x: number, top: number, bottom: number, scale: number, strip?: Strip) {
    this.top = top
    this.bottom = bottom
    this.#x = x
    this.#halfWidths = halfWidths
    this.#left = scale * (strip?.from ?? -1)
    this.#right = scale * (strip?.to ?? 1)
  }

  clip ({ count, first, step, lefts, rights }: Scanlines): void {
    const last = this.#halfWidths.length - 1
    const perPixel = last / (this.bottom - this.top)
    for (let line = 0, y = first; line < count; line++, y += step) {
      const half = this.#halfWidthAt(Math.max(0, Math.min(last, (y - this.top) * perPixel)), last)
      const left = this.#x + this.#left * half
      const right = this.#x + this.#right * half
      if (left > lefts[line]!) lefts[line] = left
      if (right < rights[line]!) rights[line] = right
    }
  }

  /** A Catmull-Rom spline through the half widths. */
  #halfWidthAt (place: number, last: number): number {
    const index = Math.min(last - 1, Math.floor(place))
    const along = place - index
    const widths = this.#halfWidths
    const from = widths[index]!
    const to = widths[index + 1]!
    const before = index > 0 ? widths[index - 1]! : from
    const after = index + 2 <= last ? widths[index + 2]! : to
    const slope = (to - before) / 2
    const nextSlope = (after - from) / 2
    const bend = to - from
    return Math.max(0, from + along * (slope + along * (3 * bend - 2 * slope - nextSlope + along * (slope + nextSlope - 2 * bend))))
  }
}
