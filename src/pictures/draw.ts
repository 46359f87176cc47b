/** Draws a Picture: the art, the caption card on it, and the PNG around both. */
import type { WorkerPool } from './worker-pool.js'
import type { UserImage } from './user-images.js'
import { dimensionsOf } from '../contract/sizes.js'
import type { Picture } from './picture.js'
import { withText } from './output/png-chunks.js'
import { createCardSetter } from './text/layout-caption.js'

export interface DrawPictureOptions {
  threads: Pick<WorkerPool, 'draw'>
}

/**
 * Makes what draws a picture as a PNG file: 8-bit RGB, exactly its size, with the request as text chunks; a given image
 * instead of a drawn one, where there is one. It is not padded to the picture's `minBytes`. It keeps texts that it has set.
 */
export function createDrawPicture ({ threads }: DrawPictureOptions): (picture: Picture, given?: UserImage) => Promise<Buffer> {
  const setCaptionCard = createCardSetter()

  function drawn (picture: Picture): Promise<Buffer> {
    const { width, height } = dimensionsOf(picture.size)
    return threads.draw({ art: picture, width, height }, () => setCaptionCard(picture, width, height))
  }

  return async (picture, given) => {
    return withText(await (given ? given.fitted(picture.size) : drawn(picture)), provenance(picture))
  }
}

/** What the picture says about itself; the prompt is the caption, cut where the whole was too long. */
function provenance ({ caption, model, size, quality, style, details, index, count, seed }: Picture): Record<string, string> {
  return {
    Software: 'openai-images-mock',
    Description: caption,
    prompt: caption,
    model,
    size,
    ...(quality && { quality }),
    ...(style && { style }),
    ...details,
    index: String(index),
    n: String(count),
    seed
  }
}
