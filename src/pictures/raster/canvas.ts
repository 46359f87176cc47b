/** Drawing surface with anti-aliased fills. */
import { SpanBuffer } from './span-buffer.js'
import { linesPerRow, ScanlineCoverage, type Shape } from './scanline-coverage.js'
import { rowColor, to256, transparent, type Color, type Paint } from './color.js'

const nothingCovered = { outerLeft: 0, innerLeft: 0, innerRight: 0, outerRight: 0 }

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

  /** Makes the pixels outside a shape transparent, from row `top` down to the bottom. Those on its edge keep a part of their paint. */
  eraseOutside (shape: Shape, top = 0): void {
    const coverage = this.#coverage
    coverage.trace(shape, top, this.height, this.width)
    for (let y = top; y < this.height; y++) {
      const line = (y - top) * linesPerRow
      const { outerLeft, innerLeft, innerRight, outerRight } = coverage.findBounds(line) ? coverage : nothingCovered
      if (outerLeft > 0) this.fillSpan(y, 0, outerLeft, transparent)
      if (outerRight < this.width) this.fillSpan(y, outerRight, this.width, transparent)
      for (let x = outerLeft; x < innerLeft; x++) this.fade(x, y, coverage.opacityAt(x, line, 1))
      for (let x = innerRight; x < outerRight; x++) this.fade(x, y, coverage.opacityAt(x, line, 1))
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
