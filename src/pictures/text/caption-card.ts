/** The card in the picture's lower corner, drawn: the prompt, and a small line that says what was asked for. */
import type { Canvas } from '../raster/canvas.js'
import { RoundedBox } from '../raster/convex.js'
import type { Lettering } from './typeset.js'
import { mix, pack, type Palette, type Rgb } from '../art/palette.js'

/** A share of the picture's shorter side. */
const cornerRadius = 0.012

/** What a card shows, set but not drawn yet, and its distances in pixels. */
export interface CaptionCard {
  caption: Lettering
  label: Lettering
  spacing: {
    /** From the picture's border. */
    outside: number
    /** From its own border to its texts. */
    inside: number
    /** Between these. */
    between: number
  }
}

export function drawCaptionCard (canvas: Canvas, palette: Palette, { caption, label, spacing: { outside, inside, between } }: CaptionCard): void {
  const textWidth = Math.max(caption.width, label.width)
  const textHeight = caption.height + (caption.lines > 0 ? between : 0) + label.height
  const left = caption.rightToLeft ? canvas.width - outside - textWidth - 2 * inside : outside
  const top = canvas.height - outside - textHeight - 2 * inside
  const [right, bottom] = [left + textWidth + 2 * inside, canvas.height - outside]
  canvas.fill(new RoundedBox(left, top, right, bottom, cornerRadius * Math.min(canvas.width, canvas.height)), pack(palette.paper))

  const place = (text: Lettering, y: number, color: Rgb) => {
    const x = caption.rightToLeft ? left + inside + textWidth - text.width : left + inside
    ink(canvas, text, x, y, color, palette.paper)
  }
  place(caption, top + inside, palette.ink)
  place(label, top + inside + textHeight - label.height, softened(palette))
}

/** The label's ink: nearly three quarters of the way from the paper, still at least 4.5:1. */
function softened ({ ink, paper }: Palette): Rgb {
  const between = (index: 0 | 1 | 2) => Math.round(paper[index] + (ink[index] - paper[index]) * 0.72)
  return [between(0), between(1), between(2)]
}

/** Draws the text on the card, which is of one colour: so equal pixels of the mask, in a row, are one run. */
function ink (canvas: Canvas, { mask, width, height }: Lettering, left: number, top: number, rgb: Rgb, paper: Rgb): void {
  const colors = Array.from({ length: 256 }, (_, cover) => mix(pack(paper), pack(rgb), cover / 255))
  for (let y = 0; y < height; y++) {
    const row = y * width
    for (let x = 0, end = 0; x < width; x = end) {
      const cover = mask[row + x]!
      for (end = x + 1; end < width && mask[row + end] === cover;) end++
      if (cover > 0) canvas.fillRun(top + y, left + x, left + end, colors[cover]!)
    }
  }
}
