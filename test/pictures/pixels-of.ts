/** Reads the colour of each pixel of a canvas, row by row. */
import type { Canvas } from '../../src/pictures/raster/canvas.js'

export function pixelsOf (canvas: Canvas): Int32Array {
  const { width, height } = canvas
  const pixels = new Int32Array(width * height)
  for (let y = 0, index = 0; y < height; y++) {
    for (let x = 0; x < width; x++, index++) pixels[index] = canvas.colorAt(x, y)
  }
  return pixels
}

/** Reads the same faster, span by span, for tests that read millions of pixels. */
export function pixelsBySpan (canvas: Canvas): Int32Array {
  const { width, height } = canvas
  const pixels = new Int32Array(width * height)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width;) {
      const end = canvas.nextStart(x, y)
      pixels.fill(canvas.colorAt(x, y), y * width + x, y * width + end)
      x = end
    }
  }
  return pixels
}
