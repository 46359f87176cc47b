/** Pixel buffer that stores each row as spans of one colour. */
import { blendOver, transparent, type Color, type PixelColor } from './color.js'

/** The spans of one row. Neighbouring spans have different colours. The start after the last one is the width of the buffer. */
export interface SpanRow { starts: Int32Array, colors: Int32Array, count: number }

/**
 * The art is mostly flat: a row of 1024 pixels has about forty spans. The buffer stores one colour for each span, so that
 * filling, blending and encoding cost time for each span instead of each pixel.
 */
export class SpanBuffer {
  width = 0
  height = 0
  /** The colour of each span, at the index of its first pixel. Values at other pixels are undefined. */
  #colors = new Int32Array(0)
  /** A bit for each pixel, set if a span starts there. The first pixel of each row always has it set. */
  #starts = new Int32Array(0)
  #wordsPerRow = 0

  constructor (width: number, height: number) {
    this.clear(width, height)
  }

  /**
   * Resizes the buffer and makes all pixels transparent. It reuses its memory: with new memory for each picture, V8 runs a
   * major collection for every third one, which also discards compiled code and doubles the time of a picture.
   */
  clear (width: number, height: number): void {
    this.width = width
    this.height = height
    this.#wordsPerRow = Math.ceil(width / 32)
    if (this.#colors.length < width * height) this.#colors = new Int32Array(width * height)
    if (this.#starts.length < this.#wordsPerRow * height) this.#starts = new Int32Array(this.#wordsPerRow * height)
    for (let y = 0; y < height; y++) this.fillSpan(y, 0, width, transparent)
  }

  /** Returns the colour of a pixel. */
  colorAt (x: number, y: number): PixelColor {
    const row = y * this.#wordsPerRow
    let word = row + (x >>> 5)
    let bits = this.#starts[word]! & (-1 >>> (31 - (x & 31)))
    while (bits === 0) bits = this.#starts[--word]!
    return this.#colors[y * this.width + (word - row) * 32 + 31 - Math.clz32(bits)]!
  }

  /** Returns the start of the span after the one that contains `x`, or the width of the buffer if there is none. */
  nextStart (x: number, y: number): number {
    if (x + 1 >= this.width) return this.width
    const row = y * this.#wordsPerRow
    let word = row + ((x + 1) >>> 5)
    let bits = this.#starts[word]! & (-1 << (x + 1))
    while (bits === 0) {
      if (++word === row + this.#wordsPerRow) return this.width
      bits = this.#starts[word]!
    }
    return (word - row) * 32 + 31 - Math.clz32(bits & -bits)
  }

  /** Writes the spans of row `y` to `row`. Neighbouring spans of one colour are merged. */
  readRow (y: number, row: SpanRow): void {
    const words = this.#wordsPerRow
    let count = 0
    let before: PixelColor | undefined
    for (let word = 0; word < words; word++) {
      for (let bits = this.#starts[y * words + word]!; bits !== 0; bits &= bits - 1) {
        const x = word * 32 + 31 - Math.clz32(bits & -bits)
        const color = this.#colors[y * this.width + x]!
        if (color === before) continue
        row.starts[count] = x
        row.colors[count++] = color
        before = color
      }
    }
    row.starts[count] = this.width
    row.count = count
  }

  /** Blends `color` into one pixel, with an opacity from 0 to 256. */
  blend (x: number, y: number, color: Color, opacity: number): void {
    if (opacity === 0) return
    const under = this.colorAt(x, y)
    this.#split(x + 1, y, under)
    this.#starts[y * this.#wordsPerRow + (x >>> 5)]! |= 1 << x
    this.#colors[y * this.width + x] = blendOver(under, color, opacity)
  }

  /** Keeps a part of the paint of one pixel, from 0 (it becomes transparent) to 256. */
  fade (x: number, y: number, share: number): void {
    const under = this.colorAt(x, y)
    const alpha = (255 - (under >>> 24)) * share + 128 >> 8
    this.fillSpan(y, x, x + 1, alpha === 0 ? transparent : (under & 0xffffff) | (255 - alpha) << 24)
  }

  /** Fills the pixels of row `y` from `from` up to, but not including, `to`. */
  fillSpan (y: number, from: number, to: number, color: PixelColor): void {
    this.#split(to, y)
    const row = y * this.#wordsPerRow
    const first = row + (from >>> 5)
    const last = row + ((to - 1) >>> 5)
    const before = ~(-1 << from)
    const after = (to & 31) === 0 ? 0 : -1 << to
    if (first === last) this.#starts[first]! &= before | after
    else {
      this.#starts[first]! &= before
      for (let word = first + 1; word < last; word++) this.#starts[word] = 0
      this.#starts[last]! &= after
    }
    this.#starts[first]! |= 1 << from
    this.#colors[y * this.width + from] = color
  }

  /** Blends `color` into the pixels of row `y` from `from` up to, but not including, `to`, with an opacity from 0 to 256. */
  blendSpan (y: number, from: number, to: number, color: Color, opacity: number): void {
    if (opacity >= 256) return this.fillSpan(y, from, to, color)
    this.#split(from, y)
    this.#split(to, y)
    const offset = y * this.width
    for (let x = from; x < to; x = this.nextStart(x, y)) {
      this.#colors[offset + x] = blendOver(this.#colors[offset + x]!, color, opacity)
    }
  }

  /** Blends a row of pixels into row `y`, the first of them at `left`. All of them must lie inside the buffer. */
  blendPixels (y: number, left: number, pixels: ArrayLike<PixelColor>): void {
    const row = y * this.#wordsPerRow
    const offset = y * this.width
    this.#split(left + pixels.length, y)
    // From right to left: so the start of the span that a pixel belongs to has not been overwritten yet.
    for (let index = pixels.length - 1; index >= 0; index--) {
      const pixel = pixels[index]!
      const x = left + index
      const alpha = 255 - (pixel >>> 24)
      if (alpha > 0) {
        this.#colors[offset + x] = alpha === 255 ? pixel : blendOver(this.colorAt(x, y), pixel & 0xffffff, alpha + (alpha >>> 7))
        this.#starts[row + (x >>> 5)]! |= 1 << x
      } else if (index > 0 && pixels[index - 1]! >>> 24 !== 255) this.#split(x, y)
    }
  }

  /** Starts a span at `x` without changing its colour. Pass `color` if it is known. */
  #split (x: number, y: number, color?: PixelColor): void {
    if (x >= this.width) return
    const word = y * this.#wordsPerRow + (x >>> 5)
    const bit = 1 << x
    if ((this.#starts[word]! & bit) !== 0) return
    this.#colors[y * this.width + x] = color ?? this.colorAt(x, y)
    this.#starts[word]! |= bit
  }
}
