/** A canvas as tests look at it: the colour of each pixel, row by row. */
import type { Canvas } from '../../src/pictures/canvas.js'

export function pixelsOf (canvas: Canvas): Int32Array {
  return new Int32Array(canvas.width * canvas.height).map((_, index) => canvas.colorAt(index % canvas.width, Math.floor(index / canvas.width)))
}
