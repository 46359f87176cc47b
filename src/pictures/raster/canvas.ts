/** Drawing surface with anti-aliased fills. */
import { SpanBuffer } from './span-buffer.js'
import { linesPerRow, ScanlineCoverage, type Shape } from './scanline-coverage.js'
import { rowColor, to256, type Color, type Paint } from './color.js'

export class Canvas extends SpanBuffer {
  readonly #coverage = new ScanlineCoverage()

  /** Fills the rows from `top` up to, but not including, `bottom`. */
  fillRows (paint: Paint, top = 0, bottom = this.height): void {
    for (let y = Math.max(0, top); y < Math.min(this.height, bottom); y++) this.fillSpan(y, 0, this.width, rowColor(paint, y))
  }

  /** Fills a shape, with an opacity from 0 to 1. */
  fill (shape: Shape, paint: Paint, opacity = 1): void {
    const first = Math.max(0, Math.floor(shape.top))
    const end = Math.min(this.height, Math.ceil(shape.bottom))
    if (first >= end) return
    this.#coverage.trace(shape, first, end, this.width)
    for (let y = first; y < end; y++) this.#fillRow(y, (y - first) * linesPerRow, rowColor(paint, y), opacity)
  }

  /** Copies the pixels from `left` to `right` of row `y` to all rows below it. */
  repeatRow (y: number, left: number, right: number): void {
    const from = Math.max(0, Math.floor(left))
    const to = Math.min(this.width, Math.ceil(right))
    for (let x = from; x < to;) {
      const [color, end] = [this.colorAt(x, y), Math.min(to, this.nextStart(x, y))]
      for (let below = y + 1; below < this.height; below++) this.fillSpan(below, x, end, color)
      x = end
    }
  }

  #fillRow (y: number, line: number, color: Color, opacity: number): void {
    const coverage = this.#coverage
    if (!coverage.findBounds(line)) return
    const { outerLeft, innerLeft, innerRight, outerRight } = coverage
    if (innerLeft < innerRight) this.blendSpan(y, innerLeft, innerRight, color, to256(opacity))
    for (let x = outerLeft; x < innerLeft; x++) this.blend(x, y, color, coverage.opacityAt(x, line, opacity))
    for (let x = innerRight; x < outerRight; x++) this.blend(x, y, color, coverage.opacityAt(x, line, opacity))
  }
}
