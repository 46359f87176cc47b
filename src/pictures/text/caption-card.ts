/** The caption card in the lower corner of a picture: the prompt, and a label with the parameters of the request. */
import type { Palette } from '../art/palette.js'
import type { Canvas } from '../raster/canvas.js'
import { mix, pack, type Rgb } from '../raster/color.js'
import { RoundedBox } from '../raster/shapes.js'
import type { TextMask } from './typeset.js'

/** As a fraction of the picture's shorter side. */
const cornerRadius = 0.012

/** The rendered texts of a card and its spacing in pixels. */
export interface CaptionCard {
  caption: TextMask
  label: TextMask
  spacing: {
    /** Between the card and the border of the picture. */
    margin: number
    /** Between the border of the card and its texts. */
    padding: number
    /** Between the caption and the label. */
    gap: number
  }
}

/** Draws a card. It is on the left side, or on the right side if the caption is written from right to left. */
export function drawCaptionCard (canvas: Canvas, palette: Palette, card: CaptionCard): void {
  const { caption, label, spacing: { margin, padding } } = card
  const { cardColor, textColor } = palette
  const textWidth = Math.max(caption.width, label.width)
  const textHeight = textHeightOf(card)
  const left = caption.rightToLeft ? canvas.width - margin - textWidth - 2 * padding : margin
  const top = topOfCard(card, canvas.height)
  const [right, bottom] = [left + textWidth + 2 * padding, canvas.height - margin]
  canvas.fill(new RoundedBox(left, top, right, bottom, cornerRadius * Math.min(canvas.width, canvas.height)), pack(cardColor))

  const drawAligned = (text: TextMask, y: number, color: Rgb) => {
    const x = caption.rightToLeft ? left + padding + textWidth - text.width : left + padding
    drawText(canvas, text, x, y, color, cardColor)
  }
  drawAligned(caption, top + padding, textColor)
  drawAligned(label, top + padding + textHeight - label.height, labelColor(palette))
}

/** Returns the upper edge of a card in a picture of this height, in pixels. */
export function topOfCard (card: CaptionCard, height: number): number {
  const { margin, padding } = card.spacing
  return height - margin - textHeightOf(card) - 2 * padding
}

function textHeightOf ({ caption, label, spacing: { gap } }: CaptionCard): number {
  return caption.height + (caption.lines > 0 ? gap : 0) + label.height
}

/** The text colour mixed with the card's colour. The contrast is still at least 4.5:1. */
function labelColor ({ textColor, cardColor }: Palette): Rgb {
  const channel = (index: 0 | 1 | 2) => Math.round(cardColor[index] + (textColor[index] - cardColor[index]) * 0.72)
  return [channel(0), channel(1), channel(2)]
}

/** Draws a text on a background of one colour, so that pixels of equal alpha in a row are one span. */
function drawText (canvas: Canvas, { mask, width, height }: TextMask, left: number, top: number, color: Rgb, background: Rgb): void {
  const colors = Array.from({ length: 256 }, (_, alpha) => mix(pack(background), pack(color), alpha / 255))
  for (let y = 0; y < height; y++) {
    const row = y * width
    for (let x = 0, end = 0; x < width; x = end) {
      const alpha = mask[row + x]!
      for (end = x + 1; end < width && mask[row + end] === alpha;) end++
      if (alpha > 0) canvas.fillSpan(top + y, left + x, left + end, colors[alpha]!)
    }
  }
}
