/** The surface a picture is drawn on: opaque pixels, and the anti-aliased fills that every motif is made of. */
import { mix, type Color } from './palette.js'

/** One colour, or one per row: so gradients stay constant along a row, which is fast to fill and packs well as PNG. */
export type Paint = Color | ((y: number) => Color)

/** A stretch of one horizontal line; empty where right is not beyond left. */
export interface Span { left: number, right: number }

/** A shape that every horizontal line crosses in at most one stretch. */
export interface Shape {
  top: number
  bottom: number
  /** Cuts the span down to the part of the line at `y` that lies inside the shape. */
  narrow (y: number, span: Span): void
}

const mostLinesPerRow = 4

export class Canvas {
  readonly width: number
  readonly height: number
  readonly pixels: Uint32Array<ArrayBuffer>
  readonly #span: Span = { left: 0, right: 0 }
  readonly #lefts = new Float64Array(mostLinesPerRow)
  readonly #rights = new Float64Array(mostLinesPerRow)

  constructor (width: number, height: number) {
    this.width = width
    this.height = height
    this.pixels = new Uint32Array(width * height)
  }

  /** Paints whole rows, `bottom` not included. */
  fillRows (paint: Paint, top = 0, bottom = this.height): void {
    const colorAt = perRow(paint)
    for (let y = Math.max(0, top); y < Math.min(this.height, bottom); y++) {
      this.pixels.fill(colorAt(y), y * this.width, (y + 1) * this.width)
    }
  }

  fill (shape: Shape, paint: Paint, opacity = 1): void {
    const colorAt = perRow(paint)
    const first = Math.max(0, Math.floor(shape.top))
    const end = Math.min(this.height, Math.ceil(shape.bottom))
    for (let y = first; y < end; y++) this.#fillRow(shape, y, colorAt(y), opacity)
  }

  /** Lays `color` over one pixel; `cover` from 0 (nothing) to 1 (all of it). */
  blend (x: number, y: number, color: Color, cover: number): void {
    const index = y * this.width + x
    this.pixels[index] = mix(this.pixels[index]!, color, cover)
  }

  #setRun (from: number, to: number, color: Color): void {
    // On few pixels the call of fill costs more than the filling.
    if (to - from > 24) this.pixels.fill(color, from, to)
    else for (let index = from; index < to; index++) this.pixels[index] = color
  }

  /** Copies the row at `y`, from `left` to `right`, to all rows below it. */
  repeatRow (y: number, left: number, right: number): void {
    const from = Math.max(0, Math.floor(left))
    const to = Math.min(this.width, Math.ceil(right))
    if (from >= to) return
    const row = this.pixels.slice(y * this.width + from, y * this.width + to)
    for (let below = y + 1; below < this.height; below++) this.pixels.set(row, below * this.width + from)
  }

  /** Lays `color` over the pixels `from` to `to` (not included) of one row. */
  blendRun (y: number, from: number, to: number, color: Color, opacity: number): void {
    const offset = y * this.width
    if (opacity >= 1) return this.#setRun(offset + from, offset + to, color)
    // Art is mostly flat, so the pixel before usually held the same colour: mix once for the whole stretch.
    let under = -1
    let mixed = 0
    for (let index = offset + from; index < offset + to; index++) {
      const pixel = this.pixels[index]!
      if (pixel !== under) {
        under = pixel
        mixed = mix(pixel, color, opacity)
      }
      this.pixels[index] = mixed
    }
  }

  #fillRow (shape: Shape, y: number, color: Color, opacity: number): void {
    // Two lines measure a steep edge as well as four do; a flat one needs all four.
    const lines = this.#measure(shape, y, 2) ? 2 : 4
    if (lines === 4) this.#measure(shape, y, 4)
    let outerLeft = this.width
    let innerLeft = 0
    let innerRight = this.width
    let outerRight = 0
    for (let line = 0; line < lines; line++) {
      const left = this.#lefts[line]!
      const right = this.#rights[line]!
      if (left > innerLeft) innerLeft = left
      if (right < innerRight) innerRight = right
      if (right > left && left < outerLeft) outerLeft = left
      if (right > left && right > outerRight) outerRight = right
    }
    if (outerRight <= outerLeft) return
    const end = Math.ceil(outerRight)
    const solidFrom = Math.min(Math.ceil(innerLeft), end)
    const solidTo = Math.max(solidFrom, Math.min(Math.floor(innerRight), end))
    this.#blendEdge(y, Math.floor(outerLeft), solidFrom, lines, color, opacity)
    if (solidFrom < solidTo) this.blendRun(y, solidFrom, solidTo, color, opacity)
    this.#blendEdge(y, solidTo, end, lines, color, opacity)
  }

  /** Crosses the shape with that many lines inside the row; true if no end moves by a whole pixel between them. */
  #measure (shape: Shape, y: number, lines: number): boolean {
    const span = this.#span
    const lefts = this.#lefts
    const rights = this.#rights
    let steep = true
    for (let line = 0; line < lines; line++) {
      const at = y + (line + 0.5) / lines
      span.left = 0
      span.right = this.width
      if (at >= shape.top && at < shape.bottom) shape.narrow(at, span)
      else span.right = 0
      if (span.right <= span.left) {
        span.left = span.right = this.width
        steep = false
      }
      steep &&= line === 0 || (Math.abs(span.left - lefts[0]!) < 1 && Math.abs(span.right - rights[0]!) < 1)
      lefts[line] = span.left
      rights[line] = span.right
    }
    return steep
  }

  #blendEdge (y: number, from: number, to: number, lines: number, color: Color, opacity: number): void {
    const lefts = this.#lefts
    const rights = this.#rights
    for (let x = from; x < to; x++) {
      let cover = 0
      for (let line = 0; line < lines; line++) {
        const left = lefts[line]!
        const right = rights[line]!
        const inside = (right < x + 1 ? right : x + 1) - (left > x ? left : x)
        if (inside > 0) cover += inside
      }
      if (cover > 0) this.blend(x, y, color, opacity * cover / lines)
    }
  }
}

export function perRow (paint: Paint): (y: number) => Color {
  return typeof paint === 'number' ? () => paint : paint
}

/** From `from` at the row `top` to `to` at the row `bottom`, and constant beyond. */
export function gradient (from: Color, to: Color, top: number, bottom: number): Paint {
  return y => mix(from, to, Math.max(0, Math.min(1, (y + 0.5 - top) / (bottom - top))))
}
