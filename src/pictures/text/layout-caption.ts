/** What a picture's card says, set in type: the prompt, and a small line that tells what was asked for. */
import { LRUCache } from 'lru-cache'
import type { CaptionCard } from './caption-card.js'
import { cutToFit } from './truncate.js'
import { setCaption, setLine, type Lettering } from './typeset.js'
import type { Picture } from '../picture.js'

/** All lengths are shares of the picture's shorter side. */
const margin = 0.045
const padding = 0.042
const gap = 0.03
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

/** Sets the texts for a picture of that size in pixels. */
export type SetCaptionCard = (picture: Picture, width: number, height: number) => Promise<CaptionCard>

/** Makes what sets texts: it remembers them, since setting one takes a millisecond and most labels, and captions of one request, are alike. */
export function createCardSetter (): SetCaptionCard {
  const letterings = new LRUCache<string, Lettering>({ maxSize: mostBytes, sizeCalculation: ({ mask }) => mask.length + 1 })

  async function remembered (key: unknown[], set: () => Promise<Lettering>): Promise<Lettering> {
    const text = JSON.stringify(key)
    const found = letterings.get(text)
    if (found) return found
    const made = await set()
    letterings.set(text, made)
    return made
  }

  return async (picture, width, height) => {
    const unit = Math.min(width, height)
    const spacing = { outside: Math.round(margin * unit), inside: Math.round(padding * unit), between: Math.round(gap * unit) }
    const lineWidth = Math.min(width - 2 * spacing.outside, Math.round(widestLine * unit)) - 2 * spacing.inside
    const maxHeight = Math.max(leastCaptionHeightPx, Math.round(captionHeight * height))
    const sizes = captionSizes.map(share => Math.max(smallestCaptionPx, Math.round(share * unit)))
    const sizePx = Math.max(smallestLabelPx, Math.round(labelSize * unit))
    const facts = labelOf(picture, lineWidth / sizePx)
    return {
      caption: await remembered([picture.caption, width, height], () => setCaption(picture.caption, { width: lineWidth, maxHeight, sizes })),
      label: await remembered([facts, lineWidth, sizePx, 'label'], () => setLine(facts, { width: lineWidth, sizePx })),
      spacing
    }
  }
}

/** `dall-e-3 · 1024x1792 · hd · vivid · 2/4`; a long name of a model is cut before anything else is. */
function labelOf ({ model, size, quality, style, details = {}, index, count }: Picture, widthEm: number): string {
  const place = count > 1 ? `${index + 1}/${count}` : undefined
  const facts = [size, quality, style, ...Object.values(details), place].filter(Boolean).map(fact => ` · ${fact}`).join('')
  const room = Math.floor(widthEm / averageLetterEm) - facts.length
  return cutToFit(model, Math.max(shortestModelName, room)) + facts
}
