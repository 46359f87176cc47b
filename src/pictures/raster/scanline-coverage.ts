/** Anti-aliasing by scanlines: how much of each pixel a shape covers, measured on four lines for each row. */
import { to256 } from './color.js'

/** Horizontal lines at equal distances, each clipped to an interval. */
export interface Scanlines {
  count: number
  /** The y of the first line, and the distance between two lines. */
  first: number
  step: number
  /** The interval of each line that is inside all shapes so far. It is empty if the right end is not greater than the left end. */
  lefts: Float64Array
  rights: Float64Array
}

/** A shape whose intersection with each horizontal line is one interval or empty. */
export interface Shape {
  top: number
  bottom: number
  /** Clips each line to the part inside the shape. Lines above `top` and below `bottom` may get any interval. */
  clip (lines: Scanlines): void
}

export const linesPerRow = 4

/** Coverage of one shape at a time; its arrays are reused for the next. */
export class ScanlineCoverage implements Scanlines {
  count = 0
  first = 0
  readonly step = 1 / linesPerRow
  lefts = new Float64Array(0)
  rights = new Float64Array(0)

  /** Set by `findBounds`: the pixels from `outerLeft` to `outerRight` are covered, those from `innerLeft` to `innerRight` completely. */
  outerLeft = 0
  innerLeft = 0
  innerRight = 0
  outerRight = 0

  /** Clips the scanlines of the rows from `top` up to, but not including, `bottom` to the shape and to the width of the canvas. */
  trace (shape: Shape, top: number, bottom: number, width: number): void {
    this.count = (bottom - top) * linesPerRow
    this.first = top + this.step / 2
    if (this.lefts.length < this.count) {
      this.lefts = new Float64Array(this.count)
      this.rights = new Float64Array(this.count)
    }
    this.lefts.fill(0, 0, this.count)
    this.rights.fill(width, 0, this.count)
    shape.clip(this)
    for (let line = 0; line < this.count && this.first + line * this.step < shape.top; line++) this.rights[line] = 0
    for (let line = this.count - 1; line >= 0 && this.first + line * this.step >= shape.bottom; line--) this.rights[line] = 0
  }

  /** Finds the covered pixels of the row whose first scanline is `line`. Returns false if there are none. */
  findBounds (line: number): boolean {
    // No destructuring: V8 allocates an array for it, 100 bytes for each row.
    let outerLeft = Infinity
    let innerLeft = 0
    let innerRight = Infinity
    let outerRight = 0
    for (let index = line; index < line + linesPerRow; index++) {
      const left = this.lefts[index]!
      const right = this.rights[index]!
      if (right <= left) innerRight = 0
      else {
        if (left < outerLeft) outerLeft = left
        if (right > outerRight) outerRight = right
        if (left > innerLeft) innerLeft = left
        if (right < innerRight) innerRight = right
      }
    }
    if (outerRight <= outerLeft) return false
    this.outerLeft = Math.floor(outerLeft)
    this.outerRight = Math.ceil(outerRight)
    this.innerLeft = Math.min(Math.ceil(innerLeft), this.outerRight)
    this.innerRight = Math.max(this.innerLeft, Math.min(Math.floor(innerRight), this.outerRight))
    return true
  }

  /** Returns the opacity of the pixel at `x`, from 0 to 256, in the row whose first scanline is `line`. */
  opacityAt (x: number, line: number, opacity: number): number {
    let cover = 0
    for (let index = line; index < line + linesPerRow; index++) {
      const left = this.lefts[index]!
      const right = this.rights[index]!
      const inside = (right < x + 1 ? right : x + 1) - (left > x ? left : x)
      if (inside > 0) cover += inside
    }
    return to256(opacity * cover / linesPerRow)
  }
}
