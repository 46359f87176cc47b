/** Which code points the fonts that ship with the product can draw. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fontsFolder } from './fonts.js'

const boundaries = readBoundaries(join(fontsFolder, 'coverage.json'))

/** Whether one of our fonts has a glyph for the code point. */
export function isCovered (codePoint: number): boolean {
  let low = 0
  let high = boundaries.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (boundaries[middle]! <= codePoint) low = middle + 1
    else high = middle
  }
  // Every other boundary begins a covered range, the first one among them.
  return low % 2 === 1
}

/** The file holds the lengths of runs, not covered and covered by turns: their sums are where covered ranges begin and end. */
function readBoundaries (file: string): Uint32Array {
  const runs: number[] = JSON.parse(readFileSync(file, 'utf8'))
  let sum = 0
  return Uint32Array.from(runs, length => (sum += length))
}
