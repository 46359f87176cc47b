/** Renders the texts of a picture: the prompt as a caption of balanced lines, and the label in one line. */
import { toDisplayable } from './displayable.js'
import { layOutMeasured } from './measured-layout.js'
import { drawText, type CaptionBox, type Layout, type Mask } from './pango-text.js'
import { layOutPlain } from './plain-layout.js'
import { isRightToLeft } from './scripts.js'
import { truncate, truncateToShare } from './truncate.js'

/** Rendered text as an alpha mask, cropped to its visible pixels: one byte for each pixel, row by row. 255 is opaque. */
export interface TextMask {
  mask: Uint8Array
  width: number
  height: number
  /** The font size in pixels. */
  sizePx: number
  /** Whether the paragraph is written from right to left. If so, align the block to the right. */
  rightToLeft: boolean
  /** The number of lines. 0 if the text has nothing visible; then the mask is empty. */
  lines: number
}

/**
 * Renders `text` at the largest of the sizes at which it fits into the box, in balanced lines. If it does not fit at the
 * smallest size, it is truncated with an ellipsis.
 */
export async function renderCaption (text: string, box: CaptionBox): Promise<TextMask> {
  const smallest = box.sizes.at(-1)!
  const line = truncate(toDisplayable(text), maxCodePoints(box.width, smallest, Math.ceil(box.maxHeight / smallest)))
  const plain = layOutPlain(line, box)
  const mask = plain && await drawText(plain.run)
  if (mask && mask.width <= box.width && mask.height <= box.maxHeight) return crop(plain, mask, box)
  const measured = await layOutMeasured(line, box)
  return measured === undefined ? empty : crop(measured, await drawText(measured.run), box)
}

/** Renders `text` in one line. If it is too long, it is truncated with an ellipsis. */
export async function renderLine (text: string, box: { width: number, sizePx: number }): Promise<TextMask> {
  const { width, sizePx } = box
  let line = truncate(toDisplayable(text), maxCodePoints(width, sizePx, 1))
  while (line !== '') {
    const run = { text: line, sizePx }
    const mask = await drawText(run)
    if (mask.width <= width) return crop({ run, lines: 1 }, mask, { width, maxHeight: 3 * sizePx })
    line = truncateToShare(line, width / mask.width)
  }
  return empty
}

const empty: TextMask = { mask: new Uint8Array(0), width: 0, height: 0, sizePx: 0, rightToLeft: false, lines: 0 }

/** An upper bound for the code points that fit: the narrowest letters are a quarter of an em wide. */
function maxCodePoints (width: number, sizePx: number, lines: number): number {
  return Math.ceil(width * lines * 4 / sizePx)
}

/** Crops the mask to the box. */
function crop ({ run, lines }: Layout, drawn: Mask, box: { width: number, maxHeight: number }): TextMask {
  if (drawn.width === 0) return empty
  const width = Math.min(drawn.width, box.width)
  const height = Math.min(drawn.height, box.maxHeight)
  const mask = new Uint8Array(width * height)
  for (let row = 0; row < height; row++) mask.set(drawn.bytes.subarray(row * drawn.width, row * drawn.width + width), row * width)
  return { mask, width, height, sizePx: run.sizePx, rightToLeft: isRightToLeft(run.text), lines }
}
