/** Lays text of any script out by asking Pango how it would break it, from a good guess on. */
import { shortened } from './truncate.js'
import type { CaptionBox } from './typeset.js'
import { measure, type Extent, type Layout, type TextRun } from './pango-text.js'
import { isUnspaced, leadingOf, widthEm } from './scripts.js'

/** A run of text and what it was measured to take. */
interface Measured { run: TextRun, extent: Extent }

/** A text of more lines looks right wherever they break. */
const maxBalancedLines = 8
/** What wrapped lines use of their width, about. */
const usedShare = 0.92

/** The text in balanced lines at the largest of `sizes` at which it fits, or at the smallest and cut; nothing where there is nothing to see, or no room. */
export async function layOutMeasured (line: string, box: CaptionBox, sizes: number[]): Promise<Layout | undefined> {
  const fitting = await largestWholeOrCut(line, box, sizes, sizes.at(-1)!)
  if (fitting === undefined || fitting.extent.lines === 0) return undefined
  const { run, extent } = await balanced(fitting, box)
  return { run, lines: extent.lines }
}

async function largestWholeOrCut (line: string, box: CaptionBox, sizes: number[], smallest: number): Promise<Measured | undefined> {
  const guess = guessSize(line, box, sizes)
  // What seems to need the smallest size may be far too long for any, and so is cut before others are tried.
  const cut = guess === sizes.length - 1 ? await cutUntilItFits(line, box, smallest) : undefined
  const isWhole = cut === undefined || cut.run.text === line
  const whole = isWhole ? await largestFitting(line, box, sizes, guess) : undefined
  return whole ?? cut ?? await cutUntilItFits(line, box, smallest)
}

async function largestFitting (text: string, box: CaptionBox, sizes: number[], guess: number): Promise<Measured | undefined> {
  for (const breakWords of isUnspaced(text) ? [true] : [false, true]) {
    const runs = sizes.map(sizePx => ({ text, sizePx, wrapWidth: box.width, breakWords }))
    const found = await firstThat(runs, guess, extent => fits(extent, box))
    if (found !== undefined) return found
  }
}

/** The first run whose extent passes, where all after it pass too. Each step costs a typesetting: from a good guess two are enough. */
async function firstThat (runs: TextRun[], guess: number, passes: (extent: Extent, run: TextRun) => boolean): Promise<Measured | undefined> {
  let found: Measured | undefined
  let index = guess
  for (let run = runs[index]; run !== undefined; run = runs[index]) {
    const extent = await measure(run)
    const passed = passes(extent, run)
    if (passed) found = { run, extent }
    // Up to the first that fails, or down to the first that passes.
    if (passed ? index > guess : index < guess) break
    index += passed ? -1 : 1
  }
  return found
}

async function cutUntilItFits (text: string, box: CaptionBox, sizePx: number): Promise<Measured | undefined> {
  let run: TextRun = { text, sizePx, wrapWidth: box.width, breakWords: true }
  while (run.text !== '') {
    const extent = await measure(run)
    if (fits(extent, box)) return { run, extent }
    run = { ...run, text: shortened(run.text, box.maxHeight / extent.height) }
  }
}

/** Which of the sizes the text will probably take. */
function guessSize (text: string, box: CaptionBox, sizes: number[]): number {
  const [width, leading] = [widthEm(text), leadingOf(text)]
  const guess = sizes.findIndex(sizePx => {
    const lines = Math.floor(box.maxHeight / sizePx / leading)
    return width * sizePx <= lines * box.width * usedShare
  })
  return guess < 0 ? sizes.length - 1 : guess
}

function fits (extent: Extent, box: CaptionBox): boolean {
  return extent.width <= box.width && extent.height <= box.maxHeight
}

/** Narrows the block while its lines stay as many, so that no last word stands alone. */
async function balanced (full: Measured, box: CaptionBox): Promise<Measured> {
  const { lines, width } = full.extent
  if (lines < 2 || lines > maxBalancedLines) return full
  const wanted = widthEm(full.run.text) * full.run.sizePx / lines / width
  const shares = [0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.84, 0.88, 0.92, 0.96]
  const narrower = shares.map(share => ({ ...full.run, wrapWidth: Math.ceil(width * share) }))
  const guess = shares.findIndex(share => share >= wanted)
  const found = await firstThat(narrower, guess < 0 ? shares.length - 1 : guess, (extent, run) => {
    return extent.lines === lines && extent.width <= run.wrapWidth! && extent.height <= box.maxHeight
  })
  return found ?? full
}
