/** Sets a picture's texts: the prompt as a caption in balanced lines, and the small label in one. */
import { cutToFit, shortened } from './truncate.js'
import { legible } from './displayable.js'
import { layOutMeasured } from './measured-layout.js'
import { layOutPlain } from './plain-layout.js'
import { draw, type Layout, type Mask } from './pango-text.js'
import { isRightToLeft } from './scripts.js'

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
  /** The sizes in pixels to choose from, the largest first. */
  sizes: number[]
}

/** Sets `text` in the largest of `sizes` at which it fits `width` × `maxHeight`, wrapped and balanced; cut with an ellipsis where even the smallest does not fit. */
export async function setCaption (text: string, box: CaptionBox): Promise<Lettering> {
  const { sizes } = box
  const smallest = sizes.at(-1)!
  const line = cutToFit(legible(text), capacity(box.width, smallest, Math.ceil(box.maxHeight / smallest)))
  const plain = layOutPlain(line, box, sizes)
  const ink = plain && await draw(plain.run)
  if (ink && ink.width <= box.width && ink.height <= box.maxHeight) return lettering(plain, ink, box)
  const measured = await layOutMeasured(line, box, sizes)
  return measured === undefined ? empty : lettering(measured, await draw(measured.run), box)
}

/** Sets `text` in one line, cut with an ellipsis where it is too long. */
export async function setLine (text: string, box: { width: number, sizePx: number }): Promise<Lettering> {
  const { width, sizePx } = box
  let line = cutToFit(legible(text), capacity(width, sizePx, 1))
  while (line !== '') {
    const run = { text: line, sizePx }
    const ink = await draw(run)
    if (ink.width <= width) return lettering({ run, lines: 1 }, ink, { width, maxHeight: 3 * sizePx })
    line = shortened(line, width / ink.width)
  }
  return empty
}

const empty: Lettering = { mask: new Uint8Array(0), width: 0, height: 0, sizePx: 0, rightToLeft: false, lines: 0 }

/** As many code points as could at most fit: the narrowest letters are a quarter of an em wide. */
function capacity (width: number, sizePx: number, lines: number): number {
  return Math.ceil(width * lines * 4 / sizePx)
}

function lettering ({ run, lines }: Layout, ink: Mask, box: { width: number, maxHeight: number }): Lettering {
  if (ink.width === 0) return empty
  const width = Math.min(ink.width, box.width)
  const height = Math.min(ink.height, box.maxHeight)
  const mask = new Uint8Array(width * height)
  for (let row = 0; row < height; row++) mask.set(ink.bytes.subarray(row * ink.width, row * ink.width + width), row * width)
  return { mask, width, height, sizePx: run.sizePx, rightToLeft: isRightToLeft(run.text), lines }
}
