/** A canvas as a PNG file, 8-bit RGB: its flat stretches become the copies of deflate, and no pixel is looked at. */
import type { Canvas } from '../raster/canvas.js'
import { DeflateWriter } from './deflate-writer.js'
import type { Row } from '../raster/span-buffer.js'
import type { Color } from '../art/palette.js'
import { pngFile } from './png-chunks.js'

/** Makes what encodes: in less than half the time of zlib at its fastest. It keeps its memory. */
export function createPngEncoder (): (canvas: Canvas) => Buffer {
  const packer = new Packer()
  return function encodePng (canvas) {
    return pngFile(canvas.width, canvas.height, packer.pack(canvas))
  }
}

const bytesPerPixel = 3
const furthestCopy = 32_768
const adlerModulus = 65_521
const seenSlots = 1024

class Packer {
  readonly #writer = new DeflateWriter()
  #bytesPerRow = 0
  #rowAt = 0
  #adler = { low: 1, high: 0 }
  /** Where a stretch of a colour was last, and how many pixels of it there were: a slot for all colours with one hash. */
  readonly #seen = { colors: new Int32Array(seenSlots), places: new Int32Array(seenSlots), pixels: new Int32Array(seenSlots) }

  /** Adds the row to the checksum: of equal pixels, one by one, the sums are known. */
  #check ({ begins, colors, count }: Row): void {
    let { low, high } = this.#adler
    high += low
    for (let index = 0; index < count; index++) {
      const pixels = begins[index + 1]! - begins[index]!
      const color = colors[index]!
      const red = color & 0xff
      const green = color >>> 8 & 0xff
      const blue = color >>> 16
      const sum = red + green + blue
      high += pixels * (3 * low + 3 * red + 2 * green + blue) + sum * 3 * (pixels * (pixels - 1) / 2)
      low += pixels * sum
    }
    this.#adler = { low: low % adlerModulus, high: high % adlerModulus }
  }

  /** The rows as a zlib stream: valid until the next is packed. */
  pack (canvas: Canvas): Buffer {
    const { width, height } = canvas
    this.#bytesPerRow = 1 + width * bytesPerPixel
    this.#adler = { low: 1, high: 0 }
    this.#seen.colors.fill(-1)
    this.#writer.begin()
    let [row, above] = [createRow(width), createRow(width)]
    for (let y = 0; y < height; y++) {
      this.#rowAt = y * this.#bytesPerRow
      canvas.readRow(y, row)
      this.#check(row)
      this.#packRow(row, above, width);
      [row, above] = [above, row]
    }
    return this.#writer.finish(this.#adler.high * 65_536 + this.#adler.low)
  }

  #packRow ({ begins, colors, count }: Row, { begins: beginsAbove, colors: colorsAbove }: Row, width: number): void {
    const writer = this.#writer
    writer.reserve(8 * count + width / 16)
    // The filter of the row: none.
    writer.literal(0)
    let index = 0
    let indexAbove = 0
    for (let x = 0; x < width;) {
      while (beginsAbove[indexAbove + 1]! <= x) indexAbove++
      let color = colors[index]!
      // As far as both rows are the same, by stretches of either.
      let same = x
      while (color === colorsAbove[indexAbove]) {
        const end = begins[index + 1]!
        const endAbove = beginsAbove[indexAbove + 1]!
        same = end < endAbove ? end : endAbove
        if (same === width) break
        if (end === same) color = colors[++index]!
        if (endAbove === same) indexAbove++
      }
      if (same > x) {
        writer.copy((same - x) * bytesPerPixel, this.#bytesPerRow)
        x = same
      } else {
        const end = begins[++index]!
        if (x === begins[index - 1]) x += this.#begin(x, color, end - x)
        writer.copy((end - x) * bytesPerPixel, bytesPerPixel)
        x = end
      }
    }
  }

  /** Writes the first pixels of a stretch, copied from the last of that colour if they are near; returns how many. */
  #begin (x: number, color: Color, pixels: number): number {
    const { colors, places, pixels: lengths } = this.#seen
    const slot = Math.imul(color, 0x9e3779b1) >>> 22
    const place = this.#rowAt + 1 + x * bytesPerPixel
    const distance = place - places[slot]!
    const seen = colors[slot] === color && distance <= furthestCopy ? Math.min(pixels, lengths[slot]!) : 0
    colors[slot] = color
    places[slot] = place
    lengths[slot] = pixels
    if (seen > 0) {
      this.#writer.copy(seen * bytesPerPixel, distance)
      return seen
    }
    this.#writer.literals(color)
    return 1
  }
}

/** No row is above the first: this one has no colour. */
function createRow (width: number): Row {
  return { begins: new Int32Array(width + 1).fill(width, 1), colors: new Int32Array(width).fill(-1), count: 0 }
}
