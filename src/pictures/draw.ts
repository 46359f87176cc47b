/** Draws a Picture as a PNG file: the art, the caption card on it, and text chunks that describe it. */
import { dimensionsOf } from '../contract/sizes.js'
import { withTextChunks } from './output/png-chunks.js'
import type { Picture } from './picture.js'
import { createCardLayout } from './text/layout-caption.js'
import type { UserImage } from './user-images.js'
import type { WorkerPool } from './worker-pool.js'

export interface DrawPictureOptions {
  threads: Pick<WorkerPool, 'draw'>
}

/**
 * Creates a function that draws a picture as a PNG file: 8-bit RGB, exactly of its size. With `userImage`, the file shows
 * that image instead of art. The file is not padded to the picture's `minBytes`. Rendered texts are cached.
 */
export function createDrawPicture ({ threads }: DrawPictureOptions): (picture: Picture, userImage?: UserImage) => Promise<Buffer> {
  const layOutCard = createCardLayout()

  function drawArt (picture: Picture): Promise<Buffer> {
    const { width, height } = dimensionsOf(picture.size)
    return threads.draw({ art: picture, width, height }, () => layOutCard(picture, width, height))
  }

  return async (picture, userImage) => {
    return withTextChunks(await (userImage ? userImage.toPng(picture.size) : drawArt(picture)), describe(picture))
  }
}

/** The text chunks of the file. The prompt is the caption, which is truncated if it is too long. */
function describe ({ caption, model, size, quality, style, details, index, count, seed }: Picture): Record<string, string> {
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
