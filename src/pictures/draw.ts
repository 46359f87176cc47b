/** Draws a Picture as an image file: the art with the caption card on it, or an image of the user, encoded in its format. */
import { dimensionsOf } from '../contract/sizes.js'
import type { DrawingThreads } from './drawing-threads.js'
import { encode } from './output/encode.js'
import { createPixelBuffers } from './output/pixel-buffers.js'
import type { Picture } from './picture.js'
import { createCardLayout } from './text/layout-caption.js'
import type { UserImage } from './user-images.js'

export interface DrawPictureOptions {
  threads: Pick<DrawingThreads, 'draw'>
}

/**
 * Creates a function that draws a picture as a file in its format, exactly of its size. With `userImage`, the file shows
 * that image instead of art. The file is not padded to the picture's `minBytes`. Rendered texts are cached.
 */
export function createDrawPicture ({ threads }: DrawPictureOptions): (picture: Picture, userImage?: UserImage) => Promise<Buffer> {
  const layOutCard = createCardLayout()
  const buffers = createPixelBuffers()

  async function drawArt (picture: Picture): Promise<Buffer> {
    const { width, height } = dimensionsOf(picture.size)
    const { frames = 1, background } = picture
    const channels = background === 'transparent' ? 4 : 3
    const card = await layOutCard(picture, width, height)
    const lengthBytes = width * height * channels * frames
    return buffers.lend(lengthBytes, async pixels => {
      await threads.draw({ picture, width, height, frames, card, channels, pixels })
      return encode({ data: Buffer.from(pixels, 0, lengthBytes), width, height, channels }, picture)
    })
  }

  return async (picture, userImage) => userImage ? encode(await userImage.fit(picture), picture) : drawArt(picture)
}
