/** Lays plain text out by the known widths of its letters: to ask Pango how it breaks takes four settings, a millisecond each. */
import { shortened } from './truncate.js'
import type { CaptionBox } from './typeset.js'
import type { Layout } from './pango-text.js'
import { leadingOf, widthEm } from './scripts.js'

/** What has neither ligatures nor accents nor letters of other scripts. */
const plainText = /^[ -~]+…?$/
/** How far letters rise above the baseline, and some of them fall below it. */
const ascentEm = 0.77
const descentEm = 0.24
const descending = /[gjpqyQ$&(),/;@[\\\]_{|}]/
/** A text of more lines looks right wherever they break. */
const maxBalancedLines = 8
/** The shares of the full width at which a block of fewer lines is tried. */
const narrowerShares = Array.from({ length: 12 }, (_, step) => 0.5 + step / 24)

/**
 * The text in balanced lines of whole words: at the first of `sizes` at which it fits, or at the last and cut. Nothing
 * where it is not plain, or has a word too long for a line. Kerning is left out, so it may still turn out too wide.
 */
export function layOutPlain (text: string, box: CaptionBox, sizes: readonly number[]): Layout | undefined {
  if (!plainText.test(text)) return undefined
  const fitting = sizes.find(sizePx => fits(text, box, sizePx))
  if (fitting !== undefined) return laidOut(text, box, fitting)
  const smallest = sizes.at(-1)!
  if (widestWord(text) > box.width / smallest) return undefined
  let cut = text
  while (cut !== '' && !fits(cut, box, smallest)) cut = shortened(cut, 0.97)
  return cut === '' ? undefined : laidOut(cut, box, smallest)
}

function fits (text: string, { width, maxHeight }: CaptionBox, sizePx: number): boolean {
  const lineEm = width / sizePx
  if (widestWord(text) > lineEm) return false
  const lines = brokenInto(text, lineEm)
  const inkEm = ascentEm + leadingOf('') * (lines.length - 1) + (descending.test(lines.at(-1)!) ? descentEm : 0)
  return inkEm * sizePx <= maxHeight
}

function widestWord (text: string): number {
  return Math.max(...text.split(' ').map(widthEm))
}

/** In the narrowest block that has as many lines, so that no last word stands alone. */
function laidOut (text: string, box: CaptionBox, sizePx: number): Layout {
  const full = box.width / sizePx
  let lines = brokenInto(text, full)
  if (lines.length > 1 && lines.length <= maxBalancedLines) {
    const widest = widestWord(text)
    const narrower = narrowerShares.filter(share => share * full >= widest).map(share => brokenInto(text, share * full))
    lines = narrower.find(({ length }) => length === lines.length) ?? lines
  }
  return { run: { text: lines.join('\n'), sizePx }, lines: lines.length }
}

/** As many words to each line as it holds. */
function brokenInto (text: string, lineEm: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (line !== '' && widthEm(longer) > lineEm) {
      lines.push(line)
      line = word
    } else line = longer
  }
  return [...lines, line]
}
