/** Layout of the caption card: its texts rendered at sizes that fit the picture. */
import { LRUCache } from 'lru-cache'
import type { Picture } from '../picture.js'
import type { CaptionCard } from './caption-card.js'
import { truncate } from './truncate.js'
import { renderCaption, renderLine, type TextMask } from './typeset.js'

// Lengths are fractions of the picture's shorter side.
const margin = 0.045
const padding = 0.042
const gap = 0.03
const captionSizes = [0.08, 0.066, 0.056, 0.047, 0.04, 0.034, 0.029]
const labelSize = 0.0215
const maxLineWidth = 1.05
/** The maximum height of the caption, as a fraction of the picture's height. */
const maxCaptionHeight = 0.27
/** The maximum height is at least this: six lines of the smallest text fit into the smallest picture. */
const minCaptionHeightPx = 92
// Smaller text is not readable.
const minCaptionPx = 12
const minLabelPx = 10
const averageLetterEm = 0.56
/** The number of characters that are kept of a model's name, however long the label is. */
const minModelLength = 6

/** Enough for about twenty captions of the largest size and all labels in use. */
const maxCacheBytes = 4 * 2 ** 20

/** Renders the texts of a picture, whose width and height are in pixels. */
export type LayOutCard = (picture: Picture, width: number, height: number) => Promise<CaptionCard>

/**
 * Creates a function that renders the texts of pictures. It caches them, since rendering a text takes 1 ms and the
 * pictures of one request share their caption.
 */
export function createCardLayout (): LayOutCard {
  const cache = new LRUCache<string, TextMask>({ maxSize: maxCacheBytes, sizeCalculation: ({ mask }) => mask.length + 1 })

  async function cached (keyParts: unknown[], render: () => Promise<TextMask>): Promise<TextMask> {
    const key = JSON.stringify(keyParts)
    const found = cache.get(key)
    if (found) return found
    const rendered = await render()
    cache.set(key, rendered)
    return rendered
  }

  return async (picture, width, height) => {
    const unit = Math.min(width, height)
    const spacing = { margin: Math.round(margin * unit), padding: Math.round(padding * unit), gap: Math.round(gap * unit) }
    const lineWidth = Math.min(width - 2 * spacing.margin, Math.round(maxLineWidth * unit)) - 2 * spacing.padding
    const maxHeight = Math.max(minCaptionHeightPx, Math.round(maxCaptionHeight * height))
    const sizes = captionSizes.map(size => Math.max(minCaptionPx, Math.round(size * unit)))
    const sizePx = Math.max(minLabelPx, Math.round(labelSize * unit))
    const caption = captionOf(picture)
    const label = labelOf(picture, lineWidth / sizePx)
    return {
      caption: await cached([caption, width, height], () => renderCaption(caption, { width: lineWidth, maxHeight, sizes })),
      label: await cached([label, lineWidth, sizePx, 'label'], () => renderLine(label, { width: lineWidth, sizePx })),
      spacing
    }
  }
}

/** The text of a card: the prompt, or what the picture is if it has none. */
function captionOf ({ caption, sources }: Picture): string {
  return sources?.kind === 'variation' ? 'Variation' : caption
}

/** Returns a label such as `dall-e-3 · 1024x1792 · hd · vivid · 2/4`. If it is too long, the name of the model is truncated first. */
function labelOf ({ model, size, quality, style, details = {}, sources, index, count }: Picture, widthEm: number): string {
  const position = count > 1 ? `${index + 1}/${count}` : undefined
  const parameters = [size, quality, style, ...Object.values(details), editOf(sources), position].filter(Boolean).map(value => ` · ${value}`).join('')
  const modelLength = Math.floor(widthEm / averageLetterEm) - parameters.length
  return truncate(model, Math.max(minModelLength, modelLength)) + parameters
}

/** What was edited, such as `edit of 3 images, mask`; undefined if the picture is not an edit. */
function editOf (sources: Picture['sources']): string | undefined {
  if (sources?.kind !== 'edit') return undefined
  const { images, guide } = sources
  return (images > 1 ? `edit of ${images} images` : 'edit') + (guide ? `, ${guide}` : '')
}
