/** Sets a picture's texts: the prompt as a caption in balanced lines, and the small label in one. */
import { cutToFit } from './cut-to-fit.js'
import { legible } from './legible.js'
import { draw, measure, type Extent, type TextRun } from './text-run.js'
import { isRightToLeft, isUnspaced, leadingOf, widthEm } from './writing.js'

/** Set text as an alpha mask, trimmed to its ink: one byte a pixel, row by row, 255 where there is ink. */
export interface Lettering {
  mask: Uint8Array
  width: number
  height: number
  sizePx: number
  /** Whether the paragraph runs from the right, so that the caller aligns the block to the right. */
  rightToLeft: boolean
  /** 0 where there was nothing to set: then the mask is empty. */
  lines: number
}

export interface CaptionBox {
  width: number
  maxHeight: number
  /** The sizes in pixels to choose from. */
  sizes: number[]
  maxLines?: number
}

/** A run of text and what it was measured to take. */
interface Measured { run: TextRun, extent: Extent }

/** A text of more lines looks right wherever they break. */
const maxBalancedLines = 8
/** What wrapped lines use of their width, about. */
const usedShare = 0.92

/** Sets `text` in the largest of `sizes` at which it fits `width` × `maxHeight`, wrapped and balanced; cut with an ellipsis where even the smallest does not fit. */
export async function setCaption (text: string, box: CaptionBox): Promise<Lettering> {
  const sizes = [...box.sizes].sort((a, b) => b - a)
  const smallest = sizes.at(-1)
  if (smallest === undefined) return empty
  const line = cutToFit(legible(text), capacity(box.width, smallest, Math.ceil(box.maxHeight / smallest)))
  const fitting = await largestWholeOrCut(line, box, sizes, smallest)
  return fitting === undefined ? empty : await set(await balanced(fitting, box), box.width, box.maxHeight)
}

/** Sets `text` in one line, cut with an ellipsis where it is too long. */
export async function setLine (text: string, box: { width: number, sizePx: number }): Promise<Lettering> {
  const { width, sizePx } = box
  let run: TextRun = { text: cutToFit(legible(text), capacity(width, sizePx, 1)), sizePx }
  while (run.text !== '') {
    const extent = await measure(run)
    if (extent.width <= width) return await set({ run, extent }, width, 3 * sizePx)
    run = { ...run, text: shortened(run.text, width / extent.width) }
  }
  return empty
}

const empty: Lettering = { mask: new Uint8Array(0), width: 0, height: 0, sizePx: 0, rightToLeft: false, lines: 0 }

/** As many code points as could at most fit: the narrowest letters are a quarter of an em wide. */
function capacity (width: number, sizePx: number, lines: number): number {
  return Math.ceil(width * lines * 4 / sizePx)
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
    const ratio = Math.min(box.maxHeight / extent.height, (box.maxLines ?? Infinity) / extent.lines)
    run = { ...run, text: shortened(run.text, ratio) }
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

/** The text cut to a share of its length; always by something, never by much more than is known to be too much. */
function shortened (text: string, ratio: number): string {
  const length = [...text].length
  return text === '…' ? '' : cutToFit(text, Math.max(1, Math.floor(length * Math.min(0.97, Math.max(0.3, ratio)))))
}

function fits (extent: Extent, box: CaptionBox): boolean {
  return extent.width <= box.width && extent.height <= box.maxHeight && extent.lines <= (box.maxLines ?? Infinity)
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

async function set ({ run, extent }: Measured, maxWidth: number, maxHeight: number): Promise<Lettering> {
  if (extent.lines === 0) return empty
  const ink = await draw(run)
  const width = Math.min(ink.width, maxWidth)
  const height = Math.min(ink.height, maxHeight)
  const mask = new Uint8Array(width * height)
  for (let row = 0; row < height; row++) mask.set(ink.bytes.subarray(row * ink.width, row * ink.width + width), row * width)
  return { mask, width, height, sizePx: run.sizePx, rightToLeft: isRightToLeft(run.text), lines: extent.lines }
}
