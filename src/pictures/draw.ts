/** Draws a Picture as an image file: the art with the caption card on it, or an image of the user, encoded in its format. */
import { setImmediate } from 'node:timers/promises'
import { dimensionsOf } from '../contract/sizes.js'
import { compose } from './art/composition.js'
import { encode } from './output/encode.js'
import { createPixelBuffers } from './output/pixel-buffers.js'
import type { Picture } from './picture.js'
import { Canvas } from './raster/canvas.js'
import { writeRaw } from './raster/raw-pixels.js'
import { drawCaptionCard } from './text/caption-card.js'
import { createCardLayout } from './text/layout-caption.js'
import type { UserImage } from './user-images.js'

/**
 * Creates a function that draws a picture as a file in its format, exactly of its size. With `userImage`, the file shows
 * that image instead of art. The file is not padded to the picture's `minBytes`. Rendered texts are cached.
 */
export function createDrawPicture (): (picture: Picture, userImage?: UserImage) => Promise<Buffer> {
  const layOutCard = createCardLayout()
  const canvas = new Canvas(0, 0)

  const buffers = createPixelBuffers()

  /** Draws each frame in one turn of the event loop, since all pictures share the canvas. Requests are served between frames. */
  async function drawArt (picture: Picture): Promise<Buffer> {
    const { width, height } = dimensionsOf(picture.size)
    const { frames = 1, background } = picture
    const channels = background === 'transparent' ? 4 : 3
    const card = await layOutCard(picture, width, height)
    return buffers.lend(width * height * channels * frames, async data => {
      for (let frame = 0; frame < frames; frame++) {
        await setImmediate()
        canvas.clear(width, height)
        const { palette } = compose(picture, canvas, { phase: frame / frames })
        drawCaptionCard(canvas, palette, card)
        writeRaw(canvas, data, { channels, frame })
      }
      return encode({ data, width, height, channels }, picture)
    })
  }

  return async (picture, userImage) => userImage ? encode(await userImage.fit(picture), picture) : drawArt(picture)
}
