/** Height curves across the picture, one y for each column, and fills, strokes and shadows along them. */
import type { Canvas } from '../../raster/canvas.js'
import type { RandomGenerator } from '../random-generator.js'
import { rowColor, to256, type Color, type Paint } from '../../raster/color.js'

/** The y of a curve in each column. */
export type Edge = Float64Array

/** A smooth random curve with values from 0 to 1 and one knot per `wavelength` pixels. */
export class Wave {
  readonly #knots: readonly number[]
  readonly #shift: number
  readonly #wavelength: number

  constructor (random: RandomGenerator, wavelength: number) {
    this.#knots = Array.from({ length: 64 }, () => random.next())
    this.#shift = random.next()
    this.#wavelength = wavelength
  }

  at (x: number): number {
    const place = x / this.#wavelength + this.#shift
    const knot = Math.floor(place)
    const along = place - knot
    const from = this.#knots[knot & 63]!
    return from + (this.#knots[(knot + 1) & 63]! - from) * along * along * (3 - 2 * along)
  }
}

/** Evaluates `heightAt` for each column. */
export function traceEdge (width: number, heightAt: (x: number) => number): Edge {
  return new Float64Array(width).map((_, x) => heightAt(x))
}

/** Returns the edge moved down by a number of pixels. */
export function shifted (edge: Edge, by: number): Edge {
  return edge.map(y => y + by)
}

/** Returns half the height of the anti-aliased zone in a column: 0.5 for a level edge, more for a steep one. */
function reachAt (edge: Edge, x: number): number {
  const before = edge[Math.max(0, x - 1)]!
  const after = edge[Math.min(edge.length - 1, x + 1)]!
  const slope = (after - before) / 2
  return Math.sqrt(1 + slope * slope) / 2
}

/** Blends the pixels of one column that the edge crosses. Returns the first row that is completely below the edge. */
function blendCrossing (canvas: Canvas, edge: Edge, x: number, paint: Paint): number {
  const y = edge[x]!
  const reach = reachAt(edge, x)
  const solid = Math.max(0, Math.min(canvas.height, Math.ceil(y + reach - 0.5)))
  for (let row = Math.max(0, Math.floor(y - reach + 0.5)); row < solid; row++) {
    canvas.blend(x, row, rowColor(paint, row), to256(Math.max(0, (row + 0.5 - y) / reach / 2 + 0.5)))
  }
  return solid
}

/** Paints everything below the edge. */
export function fillBelow (canvas: Canvas, edge: Edge, paint: Paint): void {
  const solid = new Int32Array(edge.length)
  for (let x = 0; x < edge.length; x++) solid[x] = blendCrossing(canvas, edge, x, paint)
  blendBetween(canvas, solid, new Int32Array(edge.length).fill(canvas.height), paint, 1)
}

/**
 * Blends the paint into each column from its top row up to, but not including, its bottom row. Neighbouring pixels of a row
 * are blended as one span.
 */
function blendBetween (canvas: Canvas, tops: Int32Array, bottoms: Int32Array, paint: Paint, opacity: number): void {
  const parts = to256(opacity)
  // The start of the open span of each row. The open spans are those of the rows from `top` to `bottom`.
  const starts = new Int32Array(canvas.height)
  let [top, bottom] = [0, 0]
  for (let x = 0; x <= tops.length; x++) {
    const newTop = x < tops.length ? tops[x]! : canvas.height
    const newBottom = x < tops.length ? bottoms[x]! : 0
    for (let row = top; row < bottom; row++) {
      if (row >= newTop && row < newBottom) row = newBottom - 1
      else canvas.blendSpan(row, starts[row]!, x, rowColor(paint, row), parts)
    }
    for (let row = newTop; row < newBottom; row++) {
      if (row >= top && row < bottom) row = bottom - 1
      else starts[row] = x
    }
    top = newTop
    bottom = newBottom
  }
}

/** Draws a line of the given thickness along the edge. */
export function strokeAlong (canvas: Canvas, edge: Edge, thickness: number, color: Color, opacity = 1): void {
  for (let x = 0; x < canvas.width; x++) {
    const y = edge[x]!
    const steepness = reachAt(edge, x) * 2
    const reach = (thickness / 2 + 0.5) * steepness
    const end = Math.min(canvas.height, Math.ceil(y + reach))
    for (let row = Math.max(0, Math.floor(y - reach)); row < end; row++) {
      const away = Math.abs(row + 0.5 - y) / steepness
      const cover = Math.max(0, Math.min(1, thickness, thickness / 2 + 0.5 - away))
      canvas.blend(x, row, color, to256(cover * opacity))
    }
  }
}

/** The number of steps of a shadow. More would not be visible: a step is about one pixel high. */
const shadowSteps = 16

/** Paints a soft shadow of the given depth in pixels above the edge. Its opacity is greatest at the edge. */
export function shadeAbove (canvas: Canvas, edge: Edge, depth: number, color: Color, opacity: number): void {
  const contour = (step: number): Int32Array => {
    const rows = new Int32Array(edge.length)
    for (let x = 0; x < edge.length; x++) {
      rows[x] = Math.max(0, Math.min(canvas.height, Math.ceil(edge[x]! + 1 - depth * step / shadowSteps)))
    }
    return rows
  }
  let bottoms = contour(0)
  for (let step = 1; step <= shadowSteps; step++) {
    const tops = contour(step)
    const near = 1 - (step - 0.5) / shadowSteps
    blendBetween(canvas, tops, bottoms, color, opacity * near * near)
    bottoms = tops
  }
}
