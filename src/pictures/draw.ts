/** Draws a Picture: the art, the caption card on it, and the PNG around both. */
import { setImmediate } from 'node:timers/promises'
import pLimit from 'p-limit'
import { Canvas } from './canvas.js'
import { createCardSetter, drawCaptionCard } from './caption-card.js'
import { compose } from './composition.js'
import { createPngEncoder } from './encode.js'
import { UnknownImageError, type GivenImages } from './given.js'
import type { Picture } from './picture.js'
import { withText, withWeight } from './png-chunks.js'
import { inSteps } from './steps.js'

/** The picture as a PNG file: 8-bit RGB, exactly its size, with the request as text chunks. */
export type DrawPicture = (picture: Picture) => Promise<Buffer>

/** Makes what draws: it keeps the memory that it draws in, and texts that it has set. */
export function createDrawPicture (givenImages?: Pick<GivenImages, 'fitted'>): DrawPicture {
  const canvas = new Canvas(0, 0)
  const setCaptionCard = createCardSetter()
  const encodePng = createPngEncoder()

  // All are drawn on one canvas.
  const inTurn = pLimit(1)

  async function drawn (picture: Picture): Promise<Buffer> {
    const [width, height] = picture.size.split('x').map(Number) as [number, number]
    // Set by Pango on another thread, while the art is drawn on this one.
    const setting = setCaptionCard(picture, width, height)
    const [png] = await Promise.all([inTurn(async () => {
      // Whoever came meanwhile is answered first.
      await setImmediate()
      canvas.clear(width, height)
      const { palette } = await inSteps(compose(picture, canvas))
      const card = await setting
      await setImmediate()
      drawCaptionCard(canvas, palette, card)
      return inSteps(encodePng(canvas))
    }), setting])
    return png
  }

  return async picture => {
    const png = picture.given === undefined ? await drawn(picture) : await givenImages?.fitted(picture.given, picture.size)
    if (!png) throw new UnknownImageError(`Failed to find the given image ${picture.given}`)
    return withWeight(withText(png, provenance(picture)), picture.minBytes ?? 0)
  }
}

/** What the picture says about itself; the prompt is the caption, cut where the whole was too long. */
function provenance ({ caption, model, size, quality, style, index, count, seed }: Picture): Record<string, string> {
  return {
    Software: 'openai-images-mock',
    Description: caption,
    prompt: caption,
    model,
    size,
    ...(quality && { quality }),
    ...(style && { style }),
    index: String(index),
    n: String(count),
    seed
  }
}
