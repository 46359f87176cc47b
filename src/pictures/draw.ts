/** Draws a Picture: the art, the caption card on it, and the PNG around both. */
import type { DrawingThreads } from './drawing-threads.js'
import { UnknownImageError, type GivenImages } from './given.js'
import { dimensionsOf, type Picture } from './picture.js'
import { withText, withWeight } from './png-chunks.js'
import { createCardSetter } from './set-card.js'

export interface DrawPictureOptions {
  threads: Pick<DrawingThreads, 'draw'>
  /** The users' own images. */
  givenImages: Pick<GivenImages, 'fitted'>
}

/** Makes what draws a picture as a PNG file: 8-bit RGB, exactly its size, with the request as text chunks. It keeps texts that it has set. */
export function createDrawPicture ({ threads, givenImages }: DrawPictureOptions): (picture: Picture) => Promise<Buffer> {
  const setCaptionCard = createCardSetter()

  function drawn (picture: Picture): Promise<Buffer> {
    const { width, height } = dimensionsOf(picture.size)
    return threads.draw({ art: picture, width, height }, () => setCaptionCard(picture, width, height))
  }

  return async picture => {
    const png = picture.given === undefined ? await drawn(picture) : await givenImages.fitted(picture.given, picture.size)
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
