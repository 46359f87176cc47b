/** Draws a Picture as an image file: the art with uploaded images and the caption card on it, or an image of the user. */
import { dimensionsOf } from '../contract/sizes.js'
import type { DrawingThreads } from './drawing-threads.js'
import { encode, type Pixels } from './output/encode.js'
import { joinFrames } from './output/gif-animation.js'
import { createPixelBuffers } from './output/pixel-buffers.js'
import type { Picture } from './picture.js'
import { pixelate } from './raster/pixelate.js'
import { topOfCard } from './text/caption-card.js'
import { createCardLayout } from './text/layout-caption.js'
import type { PlacedUploads } from './uploads/draw-uploads.js'
import { createUseFitted } from './uploads/fit-uploads.js'
import type { UploadedImages } from './uploads/upload-store.js'
import type { UserImage } from './user-images.js'

export interface DrawPictureOptions {
  threads: Pick<DrawingThreads, 'draw' | 'resize'>
}

/** What a picture shows besides art. */
export interface PictureContent {
  /** The image that is shown instead of art. */
  userImage?: UserImage | undefined
  /** The images that are shown over the art. */
  uploads?: UploadedImages | undefined
  /** Reduces the picture to a mosaic with so many squares along its longer edge. Default: all details. */
  squares?: number | undefined
}

/**
 * Creates a function that draws a picture as a file in its format, exactly of its size. The file is not padded to the
 * picture's `minBytes`. Rendered texts are cached.
 */
export function createDrawPicture ({ threads }: DrawPictureOptions): (picture: Picture, content?: PictureContent) => Promise<Buffer> {
  const layOutCard = createCardLayout()
  const buffers = createPixelBuffers()
  const useFitted = createUseFitted(threads)

  /** Returns a file for each frame. */
  async function drawArt (picture: Picture, { uploads, squares }: PictureContent): Promise<Buffer[]> {
    const { width, height } = dimensionsOf(picture.size)
    const { frames = 1, background, sources, index } = picture
    const isTransparent = background === 'transparent'
    // The frames of an opaque animation contain only what changes, so that what does not move keeps its color.
    const hasShown = frames > 1 && !isTransparent
    const channels = isTransparent || hasShown ? 4 : 3
    const card = await layOutCard(picture, width, height)
    const frameBytes = width * height * channels
    const drawWith = (uploads?: PlacedUploads) => buffers.lend(frameBytes * (hasShown ? 2 : 1), async pixels => {
      const files: Buffer[] = []
      // No pixel of the first frame equals a zero.
      if (hasShown) new Uint8Array(pixels, frameBytes, frameBytes).fill(0)
      for (let frame = 0; frame < frames; frame++) {
        await threads.draw({ picture, width, height, phase: frame / frames, card, uploads, channels, pixels, hasShown, squares })
        files.push(await encode({ data: Buffer.from(pixels, 0, frameBytes), width, height, channels }, picture))
      }
      return files
    })
    if (!uploads) return drawWith()
    const variation = sources?.kind === 'variation' ? index : undefined
    return useFitted(uploads, { width, height }, topOfCard(card, height), fitted => drawWith({ ...fitted, variation }))
  }

  return async (picture, content = {}) => {
    const { userImage, squares } = content
    const { frames = 1, frameDurationMs, background } = picture
    const files = userImage
      ? Array<Buffer>(frames).fill(await encode(reduced(await userImage.fit(picture), squares), picture))
      : await drawArt(picture, content)
    return frameDurationMs === undefined ? files[0]! : joinFrames(files, { durationMs: frameDurationMs, keepsFrames: background !== 'transparent' })
  }
}

function reduced (image: Pixels, squares: number | undefined): Pixels {
  if (squares !== undefined) pixelate(image.data, { ...image, squares })
  return image
}
