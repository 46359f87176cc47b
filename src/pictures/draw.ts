/** Draws a Picture as an image file: the art with uploaded images and the caption card on it, or an image of the user. */
import { dimensionsOf } from '../contract/sizes.js'
import type { DrawingThreads } from './drawing-threads.js'
import { encode } from './output/encode.js'
import { createPixelBuffers } from './output/pixel-buffers.js'
import type { Picture } from './picture.js'
import { topOfCard } from './text/caption-card.js'
import { createCardLayout } from './text/layout-caption.js'
import type { PlacedUploads } from './uploads/draw-uploads.js'
import { fitUploads } from './uploads/fit-uploads.js'
import type { UploadedImages } from './uploads/upload-store.js'
import type { UserImage } from './user-images.js'

export interface DrawPictureOptions {
  threads: Pick<DrawingThreads, 'draw'>
}

/** What a picture shows besides art. */
export interface PictureContent {
  /** The image that is shown instead of art. */
  userImage?: UserImage | undefined
  /** The images that are shown over the art. */
  uploads?: UploadedImages | undefined
}

/**
 * Creates a function that draws a picture as a file in its format, exactly of its size. The file is not padded to the
 * picture's `minBytes`. Rendered texts are cached.
 */
export function createDrawPicture ({ threads }: DrawPictureOptions): (picture: Picture, content?: PictureContent) => Promise<Buffer> {
  const layOutCard = createCardLayout()
  const buffers = createPixelBuffers()

  async function drawArt (picture: Picture, uploads: UploadedImages | undefined): Promise<Buffer> {
    const { width, height } = dimensionsOf(picture.size)
    const { frames = 1, background, sources, index } = picture
    const channels = background === 'transparent' ? 4 : 3
    const card = await layOutCard(picture, width, height)
    const lengthBytes = width * height * channels * frames
    const drawWith = (uploads?: PlacedUploads) => buffers.lend(lengthBytes, async pixels => {
      await threads.draw({ picture, width, height, frames, card, uploads, channels, pixels })
      return encode({ data: Buffer.from(pixels, 0, lengthBytes), width, height, channels }, picture)
    })
    if (!uploads) return drawWith()
    const { layers, lengthBytes: layerBytes, writeTo } = await fitUploads(uploads, { width, height }, topOfCard(card, height))
    return buffers.lend(layerBytes, async pixels => {
      await writeTo(pixels)
      return drawWith({ layers, pixels, variation: sources?.kind === 'variation' ? index : undefined })
    })
  }

  return async (picture, { userImage, uploads } = {}) =>
    userImage ? encode(await userImage.fit(picture), picture) : drawArt(picture, uploads)
}
