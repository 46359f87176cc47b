/** The pixels of flat art, row by row: as stretches of one colour, painted and blended by the run. */
import { mixParts, type Color } from '../art/palette.js'

/** The stretches of one row, none in the colour of the one before. The begin after the last is the canvas's width. */
export interface Row { begins: Int32Array, colors: Int32Array, count: number }

/** No colour. */
const blank = -1

/**
 * Art is mostly flat: a row of 1024 pixels has some forty stretches. Only where one begins is its colour kept, so
 * that filling, blending and packing cost by the stretch and not by the pixel.
 */
export class FlatRows {
  width = 0
  height = 0
  /** The colour of each stretch, at the pixel where it begins; what stands at other pixels means nothing. */
  #colors = new Int32Array(0)
  /** A bit for each pixel, set where a stretch begins; at the left border one always does. */
  #begins = new Int32Array(0)
  #wordsPerRow = 0

  constructor (width: number, height: number) {
    this.clear(width, height)
  }

  /**
   * Makes it blank and of that size. Its memory is kept: a new one for each picture would bring a major collection
   * for every third, which throws compiled code away too, and so double the work of a picture.
   */
  clear (width: number, height: number): void {
    this.width = width
    this.height = height
    this.#wordsPerRow = Math.ceil(width / 32)
    if (this.#colors.length < width * height) this.#colors = new Int32Array(width * height)
    if (this.#begins.length < this.#wordsPerRow * height) this.#begins = new Int32Array(this.#wordsPerRow * height)
    for (let y = 0; y < height; y++) this.fillRun(y, 0, width, blank)
  }

  colorAt (x: number, y: number): Color {
    const row = y * this.#wordsPerRow
    let word = row + (x >>> 5)
    let bits = this.#begins[word]! & (-1 >>> (31 - (x & 31)))
    while (bits === 0) bits = this.#begins[--word]!
    return this.#colors[y * this.width + (word - row) * 32 + 31 - Math.clz32(bits)]!
  }

  /** Where the stretch after the one at `x` begins; the canvas's width after the last. */
  nextBegin (x: number, y: number): number {
    if (x + 1 >= this.width) return this.width
    const row = y * this.#wordsPerRow
    let word = row + ((x + 1) >>> 5)
    let bits = this.#begins[word]! & (-1 << (x + 1))
    while (bits === 0) {
      if (++word === row + this.#wordsPerRow) return this.width
      bits = this.#begins[word]!
    }
    return (word - row) * 32 + 31 - Math.clz32(bits & -bits)
  }

  /** Reads a row. */
  readRow (y: number, row: Row): void {
    const words = this.#wordsPerRow
    let count = 0
    let before: Color = blank - 1
    for (let word = 0; word < words; word++) {
      for (let bits = this.#begins[y * words + word]!; bits !== 0; bits &= bits - 1) {
        const x = word * 32 + 31 - Math.clz32(bits & -bits)
        const color = this.#colors[y * this.width + x]!
        if (color === before) continue
        row.begins[count] = x
        row.colors[count++] = color
        before = color
      }
    }
    row.begins[count] = this.width
    row.count = count
  }

  /** Lays `color` over one pixel; `parts` from 0 (nothing) to 256 (all of it). */
  blend (x: number, y: number, color: Color, parts: number): void {
    if (parts === 0) return
    const under = this.colorAt(x, y)
    this.#cut(x + 1, y, under)
    this.#begins[y * this.#wordsPerRow + (x >>> 5)]! |= 1 << x
    this.#colors[y * this.width + x] = mixParts(under, color, parts)
  }

  /** Paints the pixels `from` to `to` (not included) of one row. */
  fillRun (y: number, from: number, to: number, color: Color): void {
    this.#cut(to, y)
    const row = y * this.#wordsPerRow
    const first = row + (from >>> 5)
    const last = row + ((to - 1) >>> 5)
    const before = ~(-1 << from)
    const after = (to & 31) === 0 ? 0 : -1 << to
    if (first === last) this.#begins[first]! &= before | after
    else {
      this.#begins[first]! &= before
      for (let word = first + 1; word < last; word++) this.#begins[word] = 0
      this.#begins[last]! &= after
    }
    this.#begins[first]! |= 1 << from
    this.#colors[y * this.width + from] = color
  }

  /** Lays `color` over the pixels `from` to `to` (not included) of one row; `parts` as of one pixel. */
  blendRun (y: number, from: number, to: number, color: Color, parts: number): void {
    if (parts >= 256) return this.fillRun(y, from, to, color)
    this.#cut(from, y)
    this.#cut(to, y)
    const offset = y * this.width
    for (let x = from; x < to; x = this.nextBegin(x, y)) {
      this.#colors[offset + x] = mixParts(this.#colors[offset + x]!, color, parts)
    }
  }

  /** Makes a stretch begin at `x`, in the colour that is there: given where it is known. */
  #cut (x: number, y: number, color?: Color): void {
    if (x >= this.width) return
    const word = y * this.#wordsPerRow + (x >>> 5)
    const bit = 1 << x
    if ((this.#begins[word]! & bit) !== 0) return
    this.#colors[y * this.width + x] = color ?? this.colorAt(x, y)
    this.#begins[word]! |= bit
  }
}
