/** The surface a picture is drawn on: flat rows, and the anti-aliased fills that every motif is made of. */
import { FlatRows } from './span-buffer.js'
import { linesPerRow, Outline, type Shape } from './scanline-coverage.js'
import { colorAt, type Paint } from './paint.js'
import { partsOf, type Color } from '../art/palette.js'

export class Canvas extends FlatRows {
  readonly #outline = new Outline()

  /** Paints whole rows, `bottom` not included. */
  fillRows (paint: Paint, top = 0, bottom = this.height): void {
    for (let y = Math.max(0, top); y < Math.min(this.height, bottom); y++) this.fillRun(y, 0, this.width, colorAt(paint, y))
  }

  fill (shape: Shape, paint: Paint, opacity = 1): void {
    const first = Math.max(0, Math.floor(shape.top))
    const end = Math.min(this.height, Math.ceil(shape.bottom))
    if (first >= end) return
    this.#outline.trace(shape, first, end, this.width)
    for (let y = first; y < end; y++) this.#fillRow(y, (y - first) * linesPerRow, colorAt(paint, y), opacity)
  }

  /** Copies the row at `y`, from `left` to `right`, to all rows below it. */
  repeatRow (y: number, left: number, right: number): void {
    const from = Math.max(0, Math.floor(left))
    const to = Math.min(this.width, Math.ceil(right))
    for (let x = from; x < to;) {
      const [color, end] = [this.colorAt(x, y), Math.min(to, this.nextBegin(x, y))]
      for (let below = y + 1; below < this.height; below++) this.fillRun(below, x, end, color)
      x = end
    }
  }

  #fillRow (y: number, line: number, color: Color, opacity: number): void {
    const outline = this.#outline
    if (!outline.enclose(line)) return
    const { outerLeft, innerLeft, innerRight, outerRight } = outline
    if (innerLeft < innerRight) this.blendRun(y, innerLeft, innerRight, color, partsOf(opacity))
    for (let x = outerLeft; x < innerLeft; x++) this.blend(x, y, color, outline.coverAt(x, line, opacity))
    for (let x = innerRight; x < outerRight; x++) this.blend(x, y, color, outline.coverAt(x, line, opacity))
  }
}
