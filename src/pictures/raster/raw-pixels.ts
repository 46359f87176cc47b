/** Raw pixels of a canvas, as sharp reads them: RGB, or RGBA whose colours are not premultiplied. */
import type { Color } from './color.js'
import type { SpanBuffer, SpanRow } from './span-buffer.js'

/** Expands the spans of a canvas into memory. Three channels require opaque pixels. */
export function writeRaw (canvas: SpanBuffer, memory: ArrayBufferLike, { channels }: { channels: 3 | 4 }): void {
  const { width, height } = canvas
  const bytes = new Uint8Array(memory)
  const row = { starts: new Int32Array(width + 1), colors: new Int32Array(width), count: 0 }
  const expandRow = channels === 3 ? rgbExpander(bytes) : rgbaExpander(bytes)
  for (let y = 0; y < height; y++) {
    canvas.readRow(y, row)
    expandRow(row, y * width)
  }
}

/**
 * Reduces a frame of an animation to what changes. The memory has the RGBA pixels of the frame, and then as many that are
 * shown before it. Pixels that stay the same become transparent; the others replace those that are shown.
 */
export function keepChanges (memory: ArrayBufferLike, count: number): void {
  const now = new Uint32Array(memory, 0, count)
  const before = new Uint32Array(memory, count * 4, count)
  for (let pixel = 0; pixel < count; pixel++) {
    if (now[pixel] === before[pixel]) now[pixel] = 0
    else before[pixel] = now[pixel]!
  }
}

/** Writes the spans of a row, whose first pixel has the index `first`. */
type ExpandRow = (row: SpanRow, first: number) => void

// The words are read from bytes, so that their order is right on machines of both byte orders.

function rgbaExpander (bytes: Uint8Array): ExpandRow {
  const pixels = new Uint32Array(bytes.buffer)
  const pattern = new Uint8Array(4)
  const word = new Uint32Array(pattern.buffer)
  return ({ starts, colors, count }, first) => {
    for (let index = 0; index < count; index++) {
      const color = colors[index]!
      pattern[0] = color
      pattern[1] = color >>> 8
      pattern[2] = color >>> 16
      pattern[3] = 255 - (color >>> 24)
      const value = word[0]!
      const end = first + starts[index + 1]!
      for (let pixel = first + starts[index]!; pixel < end; pixel++) pixels[pixel] = value
    }
  }
}

/** Writes four pixels as three words where a span is long enough, which takes a third of the time of single bytes. */
function rgbExpander (bytes: Uint8Array): ExpandRow {
  const words = new Uint32Array(bytes.buffer, 0, bytes.length >>> 2)
  const pattern = new Uint8Array(12)
  const wordsOfPattern = new Uint32Array(pattern.buffer)
  return ({ starts, colors, count }, first) => {
    for (let index = 0; index < count; index++) {
      const color = colors[index]!
      let pixel = first + starts[index]!
      const end = first + starts[index + 1]!
      // The part of the span that starts and ends at a multiple of four pixels.
      const wholeStart = pixel + 3 & ~3
      const wholeEnd = end & ~3
      if (wholeStart < wholeEnd) {
        for (; pixel < wholeStart; pixel++) writePixel(bytes, pixel, color)
        for (let part = 0; part < 4; part++) writePixel(pattern, part, color)
        const one = wordsOfPattern[0]!
        const two = wordsOfPattern[1]!
        const three = wordsOfPattern[2]!
        for (let word = pixel / 4 * 3; pixel < wholeEnd; pixel += 4, word += 3) {
          words[word] = one
          words[word + 1] = two
          words[word + 2] = three
        }
      }
      for (; pixel < end; pixel++) writePixel(bytes, pixel, color)
    }
  }
}

function writePixel (bytes: Uint8Array, pixel: number, color: Color): void {
  bytes[pixel * 3] = color
  bytes[pixel * 3 + 1] = color >>> 8
  bytes[pixel * 3 + 2] = color >>> 16
}
