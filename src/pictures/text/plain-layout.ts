/** Layout of ASCII text from a table of letter widths. Without it, Pango has to lay out a caption about four times, 1 ms each. */
import type { CaptionBox, Layout } from './pango-text.js'
import { estimateWidthEm, lineHeightEm } from './scripts.js'
import { truncateToShare } from './truncate.js'

/** Printable ASCII, which has no ligatures and no accents. The ellipsis of a truncated text may follow. */
const plainText = /^[ -~]+…?$/
/** The height of letters above the baseline, and the depth of those that extend below it. */
const ascentEm = 0.77
const descentEm = 0.24
const lettersWithDescender = /[gjpqyQ$&(),/;@[\\\]_{|}]/
/** The maximum number of lines that are balanced. With more lines, an uneven last line does not matter. */
const maxBalancedLines = 8
/** The fractions of the full width that are tried for a narrower block. */
const widthShares = Array.from({ length: 12 }, (_, step) => 0.5 + step / 24)

/**
 * Lays out a text in balanced lines of whole words at the largest size at which it fits, or truncated at the smallest.
 * Returns undefined if the text is not plain or has a word that is too long for a line. Since the layout ignores kerning,
 * it may be slightly too wide: check the drawn text.
 */
export function layOutPlain (text: string, box: CaptionBox): Layout | undefined {
  const { sizes } = box
  if (!plainText.test(text)) return undefined
  const fitting = sizes.find(sizePx => fits(text, box, sizePx))
  if (fitting !== undefined) return balance(text, box, fitting)
  const smallest = sizes.at(-1)!
  if (widestWordEm(text) > box.width / smallest) return undefined
  let cut = text
  while (cut !== '' && !fits(cut, box, smallest)) cut = truncateToShare(cut, 0.97)
  return cut === '' ? undefined : balance(cut, box, smallest)
}

function fits (text: string, { width, maxHeight }: CaptionBox, sizePx: number): boolean {
  const lineEm = width / sizePx
  if (widestWordEm(text) > lineEm) return false
  const lines = breakLines(text, lineEm)
  const heightEm = ascentEm + lineHeightEm('') * (lines.length - 1) + (lettersWithDescender.test(lines.at(-1)!) ? descentEm : 0)
  return heightEm * sizePx <= maxHeight
}

function widestWordEm (text: string): number {
  return Math.max(...text.split(' ').map(estimateWidthEm))
}

/** Breaks the text into the narrowest block that has the same number of lines, so that the last line is not a single word. */
function balance (text: string, box: CaptionBox, sizePx: number): Layout {
  const fullEm = box.width / sizePx
  let lines = breakLines(text, fullEm)
  if (lines.length > 1 && lines.length <= maxBalancedLines) {
    const widest = widestWordEm(text)
    const narrower = widthShares.filter(share => share * fullEm >= widest).map(share => breakLines(text, share * fullEm))
    lines = narrower.find(({ length }) => length === lines.length) ?? lines
  }
  return { run: { text: lines.join('\n'), sizePx }, lines: lines.length }
}

/** Greedy line breaking: each line takes as many words as fit. */
function breakLines (text: string, lineEm: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (line !== '' && estimateWidthEm(longer) > lineEm) {
      lines.push(line)
      line = word
    } else line = longer
  }
  return [...lines, line]
}
