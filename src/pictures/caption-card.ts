/** The card in the picture's lower corner: the prompt, and a small line that says what was asked for. */
import { LRUCache } from 'lru-cache'
import type { Canvas } from './canvas.js'
import { RoundedBox } from './convex.js'
import { cutToFit } from './cut-to-fit.js'
import { setCaption, setLine, type Lettering } from './lettering.js'
import { mix, pack, type Palette, type Rgb } from './palette.js'
import type { Picture } from './picture.js'

/** All lengths are shares of the picture's shorter side. */
const margin = 0.045
const padding = 0.042
const gap = 0.03
const cornerRadius = 0.012
const captionSizes = [0.08, 0.066, 0.056, 0.047, 0.04, 0.034, 0.029]
const labelSize = 0.0215
/** Below these sizes in pixels type is not legible. */
const smallestCaptionPx = 12
const smallestLabelPx = 10
/** The width of a letter, and what is left at least of a model's name. */
const averageLetterEm = 0.56
const shortestModelName = 6
/** The caption's share of the picture's height, and the most of its width that reads well on a wide one. */
const captionHeight = 0.27
const widestLine = 1.05
/** Even the smallest picture has room for six lines of the smallest type. */
const leastCaptionHeightPx = 92

/** Some twenty captions of the largest size, and all the labels that are in use. */
const mostBytes = 4 * 2 ** 20

/** What a card shows, set but not drawn yet. */
export interface CaptionCard { caption: Lettering, label: Lettering }

/** Sets the texts for a picture of that size in pixels. */
export type SetCaptionCard = (picture: Picture, width: number, height: number) => Promise<CaptionCard>

/** Makes what sets texts: it remembers them, since setting one takes a millisecond and most labels, and captions of one request, are alike. */
export function createCardSetter (): SetCaptionCard {
  const letterings = new LRUCache<string, Lettering>({ maxSize: mostBytes, sizeCalculation: ({ mask }) => mask.length + 1 })

  async function remembered (key: unknown[], set: () => Promise<Lettering>): Promise<Lettering> {
    const text = JSON.stringify(key)
    const found = letterings.get(text) ?? await set()
    letterings.set(text, found)
    return found
  }

  return async (picture, width, height) => {
    const unit = Math.min(width, height)
    const { outside, inside } = spacing(unit)
    const lineWidth = Math.min(width - 2 * outside, Math.round(widestLine * unit)) - 2 * inside
    const maxHeight = Math.max(leastCaptionHeightPx, Math.round(captionHeight * height))
    const sizes = captionSizes.map(share => Math.max(smallestCaptionPx, Math.round(share * unit)))
    const sizePx = Math.max(smallestLabelPx, Math.round(labelSize * unit))
    const facts = labelOf(picture, lineWidth / sizePx)
    return {
      caption: await remembered([picture.caption, width, height], () => setCaption(picture.caption, { width: lineWidth, maxHeight, sizes })),
      label: await remembered([facts, lineWidth, sizePx, 'label'], () => setLine(facts, { width: lineWidth, sizePx }))
    }
  }
}

export function drawCaptionCard (canvas: Canvas, palette: Palette, { caption, label }: CaptionCard): void {
  const unit = Math.min(canvas.width, canvas.height)
  const { outside, inside, between } = spacing(unit)
  const textWidth = Math.max(caption.width, label.width)
  const textHeight = caption.height + (caption.lines > 0 ? between : 0) + label.height
  const left = caption.rightToLeft ? canvas.width - outside - textWidth - 2 * inside : outside
  const top = canvas.height - outside - textHeight - 2 * inside
  const [right, bottom] = [left + textWidth + 2 * inside, canvas.height - outside]
  canvas.fill(new RoundedBox(left, top, right, bottom, cornerRadius * unit), pack(palette.paper))

  const place = (text: Lettering, y: number, color: Rgb) => {
    const x = caption.rightToLeft ? left + inside + textWidth - text.width : left + inside
    ink(canvas, text, x, y, color, palette.paper)
  }
  place(caption, top + inside, palette.ink)
  place(label, top + inside + textHeight - label.height, softened(palette))
}

function spacing (unit: number): { outside: number, inside: number, between: number } {
  return { outside: Math.round(margin * unit), inside: Math.round(padding * unit), between: Math.round(gap * unit) }
}

/** `dall-e-3 · 1024x1792 · hd · vivid · 2/4`; a long name of a model is cut before anything else is. */
function labelOf ({ model, size, quality, style, index, count }: Picture, widthEm: number): string {
  const place = count > 1 ? `${index + 1}/${count}` : undefined
  const facts = [size, quality, style, place].filter(Boolean).map(fact => ` · ${fact}`).join('')
  const room = Math.floor(widthEm / averageLetterEm) - facts.length
  return cutToFit(model, Math.max(shortestModelName, room)) + facts
}

/** The label's ink: two thirds of the way from the paper, still at least 4.5:1. */
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
