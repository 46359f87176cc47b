/** Layout of text in any script: Pango measures it at several sizes, starting from an estimate. */
import { measureText, type CaptionBox, type Extent, type Layout, type TextRun } from './pango-text.js'
import { estimateWidthEm, mayBreakAnywhere, lineHeightEm } from './scripts.js'
import { truncateToShare } from './truncate.js'

/** A run and its measured size. */
interface Measured { run: TextRun, extent: Extent }

/** With more lines, an uneven last line does not matter. */
const maxLinesToBalance = 8
/** The fraction of their width that wrapped lines use on average. */
const usedShare = 0.92

/**
 * Lays out a text in balanced lines at the largest size at which it fits, or truncated at the smallest. Returns undefined
 * if the text has nothing visible or the box is too small for it.
 */
export async function layOutMeasured (line: string, box: CaptionBox): Promise<Layout | undefined> {
  const fitting = await fitWholeOrTruncated(line, box)
  if (fitting === undefined || fitting.extent.lines === 0) return undefined
  const { run, extent } = await balanceMeasured(fitting, box)
  return { run, lines: extent.lines }
}

async function fitWholeOrTruncated (line: string, box: CaptionBox): Promise<Measured | undefined> {
  const { sizes } = box
  const smallest = sizes.at(-1)!
  const guess = guessSizeIndex(line, box)
  // A text that seems to need the smallest size may be too long for any size, so truncate it before trying others.
  const truncated = guess === sizes.length - 1 ? await truncateUntilFits(line, box, smallest) : undefined
  const isWhole = truncated === undefined || truncated.run.text === line
  const whole = isWhole ? await fitLargest(line, box, guess) : undefined
  return whole ?? truncated ?? await truncateUntilFits(line, box, smallest)
}

async function fitLargest (text: string, box: CaptionBox, guess: number): Promise<Measured | undefined> {
  for (const breakWords of mayBreakAnywhere(text) ? [true] : [false, true]) {
    const runs = box.sizes.map(sizePx => ({ text, sizePx, wrapWidth: box.width, breakWords }))
    const found = await findFirst(runs, guess, extent => fits(extent, box))
    if (found !== undefined) return found
  }
}

/**
 * Finds the first run that passes, if all runs after it pass as well. Each step costs a layout by Pango: with a good guess
 * of the index, two steps are enough.
 */
async function findFirst (
  runs: TextRun[], guess: number, passes: (extent: Extent, run: TextRun) => boolean
): Promise<Measured | undefined> {
  let found: Measured | undefined
  let index = guess
  for (let run = runs[index]; run !== undefined; run = runs[index]) {
    const extent = await measureText(run)
    const passed = passes(extent, run)
    if (passed) found = { run, extent }
    // Search towards the start until a run fails, or towards the end until one passes.
    if (passed ? index > guess : index < guess) break
    index += passed ? -1 : 1
  }
  return found
}

async function truncateUntilFits (text: string, box: CaptionBox, sizePx: number): Promise<Measured | undefined> {
  let run: TextRun = { text, sizePx, wrapWidth: box.width, breakWords: true }
  while (run.text !== '') {
    const extent = await measureText(run)
    if (fits(extent, box)) return { run, extent }
    run = { ...run, text: truncateToShare(run.text, box.maxHeight / extent.height) }
  }
}

/** Estimates the index of the largest size at which the text fits. */
function guessSizeIndex (text: string, box: CaptionBox): number {
  const [width, lineHeight] = [estimateWidthEm(text), lineHeightEm(text)]
  const guess = box.sizes.findIndex(sizePx => {
    const lines = Math.floor(box.maxHeight / sizePx / lineHeight)
    return width * sizePx <= lines * box.width * usedShare
  })
  return guess < 0 ? box.sizes.length - 1 : guess
}

function fits (extent: Extent, box: CaptionBox): boolean {
  return extent.width <= box.width && extent.height <= box.maxHeight
}

/** Narrows the block as long as the number of lines stays the same, so that the last line is not a single word. */
async function balanceMeasured (full: Measured, box: CaptionBox): Promise<Measured> {
  const { lines, width } = full.extent
  if (lines < 2 || lines > maxLinesToBalance) return full
  const wantedShare = estimateWidthEm(full.run.text) * full.run.sizePx / lines / width
  const shares = [0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.84, 0.88, 0.92, 0.96]
  const narrower = shares.map(share => ({ ...full.run, wrapWidth: Math.ceil(width * share) }))
  const guess = shares.findIndex(share => share >= wantedShare)
  const found = await findFirst(narrower, guess < 0 ? shares.length - 1 : guess, (extent, run) => {
    return extent.lines === lines && extent.width <= run.wrapWidth! && extent.height <= box.maxHeight
  })
  return found ?? full
}
