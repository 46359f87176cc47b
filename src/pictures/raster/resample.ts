/** Resizes RGBA pixels by integer arithmetic, so that results are the same on every machine. sharp's differ between x64 and arm64. */
import type { Dimensions } from '../../contract/sizes.js'

export interface RgbaImage extends Dimensions {
  /** Four bytes for each pixel; the colours are not multiplied by the alpha. */
  pixels: Uint8Array
}

/** The consecutive source pixels of one target pixel, from `first` on, and their weights. */
interface Taps {
  first: number
  weights: readonly number[]
}

/**
 * Resizes the source to the size of the target. Each target pixel is the mean of the area that it covers; an enlarged image
 * is interpolated. The colours of transparent pixels have no effect.
 *
 *     resample({ pixels: photo, width: 1960, height: 1000 }, { pixels: new Uint8Array(4 * 512 * 261), width: 512, height: 261 })
 */
export function resample (source: RgbaImage, target: RgbaImage): void {
  if (source.width === target.width && source.height === target.height) return target.pixels.set(source.pixels)
  const columns = tapsOf(source.width, target.width)
  const rows = tapsOf(source.height, target.height)
  const readRow = createRowReader(source, columns)
  const sums = new Float64Array(target.width * 4)
  const total = totalWeight(columns) * totalWeight(rows)
  for (const [y, { first, weights }] of rows.entries()) {
    sums.fill(0)
    for (const [index, weight] of weights.entries()) addRow(sums, readRow(first + index), weight)
    writeRow(sums, total, target.pixels.subarray(y * target.width * 4, (y + 1) * target.width * 4))
  }
}

/** The sum of the weights is the same for every target pixel. */
function totalWeight ([taps]: readonly Taps[]): number {
  return taps!.weights.reduce((sum, weight) => sum + weight, 0)
}

function tapsOf (from: number, to: number): Taps[] {
  return Array.from({ length: to }, (_, index) => to > from ? nearestTwo(index, from, to) : covered(index, from, to))
}

/** The part of each source pixel that the target pixel covers. A source pixel has `to` units, a target pixel `from`. */
function covered (index: number, from: number, to: number): Taps {
  const [start, end] = [index * from, (index + 1) * from]
  const first = Math.floor(start / to)
  const last = Math.ceil(end / to) - 1
  const weights = Array.from({ length: last - first + 1 }, (_, at) =>
    Math.min(end, (first + at + 1) * to) - Math.max(start, (first + at) * to))
  return { first, weights }
}

/** The two source pixels with the nearest centres. The distance of two centres is `2 * to` units. */
function nearestTwo (index: number, from: number, to: number): Taps {
  const unit = 2 * to
  const centre = (2 * index + 1) * from - to
  if (from === 1 || centre <= 0) return { first: 0, weights: [unit] }
  const first = Math.floor(centre / unit)
  if (first >= from - 1) return { first: from - 1, weights: [unit] }
  const weight = centre - first * unit
  return { first, weights: [unit - weight, weight] }
}

/** Creates a function that returns a row of the source in the target's width, as exact sums. It caches two rows. */
function createRowReader ({ pixels, width }: RgbaImage, columns: readonly Taps[]): (y: number) => Float64Array {
  const cached = [0, 1].map(() => ({ y: -1, sums: new Float64Array(columns.length * 4) }))
  return y => {
    const row = cached[y & 1]!
    if (row.y !== y) {
      sumRow(pixels, y * width, columns, row.sums)
      row.y = y
    }
    return row.sums
  }
}

function sumRow (pixels: Uint8Array, start: number, columns: readonly Taps[], sums: Float64Array): void {
  let at = 0
  for (const { first, weights } of columns) {
    let [red, green, blue, alpha] = [0, 0, 0, 0]
    let source = (start + first) * 4
    for (let index = 0; index < weights.length; index++, source += 4) {
      const weight = weights[index]! * pixels[source + 3]!
      red += pixels[source]! * weight
      green += pixels[source + 1]! * weight
      blue += pixels[source + 2]! * weight
      alpha += weight
    }
    sums[at++] = red
    sums[at++] = green
    sums[at++] = blue
    sums[at++] = alpha
  }
}

function addRow (sums: Float64Array, row: Float64Array, weight: number): void {
  for (let at = 0; at < sums.length; at++) sums[at]! += row[at]! * weight
}

/** All sums are integers below 2^53, so their quotients are rounded in the same way on every machine. */
function writeRow (sums: Float64Array, total: number, target: Uint8Array): void {
  for (let at = 0; at < target.length; at += 4) {
    const alpha = sums[at + 3]!
    const rounded = Math.round(alpha / total)
    target[at + 3] = rounded
    for (let channel = 0; channel < 3; channel++) target[at + channel] = rounded === 0 ? 0 : Math.round(sums[at + channel]! / alpha)
  }
}
