/** Resizes raw pixels in integers: sharp's results differ between x64 and arm64 in some sizes. */
import { setImmediate } from 'node:timers/promises'
import type { Dimensions } from '../../contract/sizes.js'

/** The pixels of a source that make up one pixel of the result, from the index `first` on. The sum of their weights is `total`. */
interface Part { first: number, weights: readonly number[], total: number }

/** Other work can run after so many pixels, about 3 ms. */
const pixelsPerTurn = 2 ** 17

/** Resizes RGBA pixels: the mean of the covered pixels if they become fewer, linear interpolation if they become more. */
export async function resize (source: Uint8Array, from: Dimensions, to: Dimensions): Promise<Uint8Array> {
  const result = new Uint8Array(to.width * to.height * 4)
  const columns = partsOf(from.width, to.width)
  const rows = [0, 1].map(() => ({ index: -1, values: new Int32Array(to.width * 4) }))
  const sums = new Float64Array(to.width * 4)
  let pixels = 0
  for (const [y, { first, weights, total }] of partsOf(from.height, to.height).entries()) {
    sums.fill(total >> 1)
    for (const [index, weight] of weights.entries()) {
      // A row is needed for at most two rows of the result that follow each other, or together with its neighbour.
      const row = rows[(first + index) % 2]!
      if (row.index !== first + index) {
        row.index = first + index
        resizeRow(source, row.index * from.width * 4, columns, row.values)
        pixels += from.width
      }
      for (let at = 0; at < sums.length; at++) sums[at]! += weight * row.values[at]!
    }
    writeRow(sums, total, result, y * to.width * 4)
    pixels += to.width
    if (pixels > pixelsPerTurn) {
      pixels = 0
      await setImmediate()
    }
  }
  return result
}

/** Resizes a row. The results are colours times alpha, and alpha times 255. */
function resizeRow (source: Uint8Array, start: number, columns: readonly Part[], values: Int32Array): void {
  let at = 0
  for (const { first, weights, total } of columns) {
    let [red, green, blue, alpha] = [0, 0, 0, 0]
    let from = start + first * 4
    for (let index = 0; index < weights.length; index++, from += 4) {
      const share = weights[index]! * source[from + 3]!
      red += share * source[from]!
      green += share * source[from + 1]!
      blue += share * source[from + 2]!
      alpha += share * 255
    }
    const half = total >> 1
    values[at++] = (red + half) / total
    values[at++] = (green + half) / total
    values[at++] = (blue + half) / total
    values[at++] = (alpha + half) / total
  }
}

function writeRow (sums: Float64Array, total: number, result: Uint8Array, start: number): void {
  for (let at = 0; at < sums.length; at += 4) {
    const alpha = Math.floor(sums[at + 3]! / total)
    if (alpha === 0) continue
    for (let channel = 0; channel < 3; channel++) {
      result[start + at + channel] = Math.min(255, Math.floor((Math.floor(sums[at + channel]! / total) * 255 + (alpha >> 1)) / alpha))
    }
    result[start + at + 3] = Math.floor((alpha + 127) / 255)
  }
}

/** How the pixels of a row or column of `count` pixels make up one of `resized` pixels. All weights are integers. */
function partsOf (count: number, resized: number): Part[] {
  return Array.from({ length: resized }, (_, index) => count < resized ? between(index, count, resized) : covered(index, count, resized))
}

function covered (index: number, count: number, resized: number): Part {
  const [start, end] = [index * count, (index + 1) * count]
  const first = Math.floor(start / resized)
  const weights = Array.from({ length: Math.ceil(end / resized) - first }, (_, at) =>
    Math.min(end, (first + at + 1) * resized) - Math.max(start, (first + at) * resized))
  return { first, weights, total: count }
}

function between (index: number, count: number, resized: number): Part {
  const position = (2 * index + 1) * count - resized
  const first = Math.floor(position / (2 * resized))
  const share = position - first * 2 * resized
  if (first < 0) return { first: 0, weights: [1], total: 1 }
  return first + 1 < count
    ? { first, weights: [2 * resized - share, share], total: 2 * resized }
    : { first: count - 1, weights: [1], total: 1 }
}
