/** The outline of a shape: where lines through the rows of a picture enter and leave it, and so how much of a pixel it covers. */
import { partsOf } from '../art/palette.js'

/** A number of level lines, one below the other. */
export interface Lines {
  count: number
  /** The y of the first line, and the way from each to the next. */
  first: number
  step: number
  /** The part of each line that is left of it, by its ends: none where right is not beyond left. */
  lefts: Float64Array
  rights: Float64Array
}

/** A shape that every level line crosses in at most one stretch. */
export interface Shape {
  top: number
  bottom: number
  /** Cuts each line down to the part that lies inside the shape, as if the shape went on above its top and below its bottom. */
  narrow (lines: Lines): void
}

export const linesPerRow = 4

/** Holds the outline of one shape at a time. */
export class Outline implements Lines {
  count = 0
  first = 0
  readonly step = 1 / linesPerRow
  lefts = new Float64Array(0)
  rights = new Float64Array(0)

  /** The pixels of a row that are covered at all, and those between that are covered wholly. */
  outerLeft = 0
  innerLeft = 0
  innerRight = 0
  outerRight = 0

  /** Measures the shape on the rows from `top` to `bottom`, not included, of a picture of that width. */
  trace (shape: Shape, top: number, bottom: number, width: number): void {
    this.count = (bottom - top) * linesPerRow
    this.first = top + this.step / 2
    if (this.lefts.length < this.count) {
      this.lefts = new Float64Array(this.count)
      this.rights = new Float64Array(this.count)
    }
    this.lefts.fill(0, 0, this.count)
    this.rights.fill(width, 0, this.count)
    shape.narrow(this)
    for (let line = 0; line < this.count && this.first + line * this.step < shape.top; line++) this.rights[line] = 0
    for (let line = this.count - 1; line >= 0 && this.first + line * this.step >= shape.bottom; line--) this.rights[line] = 0
  }

  /** Finds the row's pixels that the shape covers, given the row's first line; false where there are none. */
  enclose (line: number): boolean {
    // One by one: V8 makes the array of a destructuring assignment, 100 bytes of garbage for each row.
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

  /** How much of the pixel at `x` paint of that opacity covers, given the row's first line: in parts of 256. */
  coverAt (x: number, line: number, opacity: number): number {
    let cover = 0
    for (let index = line; index < line + linesPerRow; index++) {
      const left = this.lefts[index]!
      const right = this.rights[index]!
      const inside = (right < x + 1 ? right : x + 1) - (left > x ? left : x)
      if (inside > 0) cover += inside
    }
    return partsOf(opacity * cover / linesPerRow)
  }
}
