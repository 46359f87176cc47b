/** Draws a Picture as an image file: the art with the caption card on it, or an image of the user, encoded in its format. */
import { setImmediate } from 'node:timers/promises'
import { dimensionsOf } from '../contract/sizes.js'
import { compose } from './art/composition.js'
import { encode, type Pixels } from './output/encode.js'
import type { Picture } from './picture.js'
import { Canvas } from './raster/canvas.js'
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

  /** Draws each frame in one turn of the event loop, since all pictures share the canvas. Requests are served between frames. */
  async function drawArt (picture: Picture): Promise<Pixels> {
    const { width, height } = dimensionsOf(picture.size)
    const { frames = 1 } = picture
    const card = await layOutCard(picture, width, height)
    const data = Buffer.allocUnsafeSlow(width * height * 3 * frames)
    for (let frame = 0; frame < frames; frame++) {
      await setImmediate()
      canvas.clear(width, height)
      const { palette } = compose(picture, canvas)
      drawCaptionCard(canvas, palette, card)
      expand(canvas, data.subarray(width * height * 3 * frame))
    }
    return { data, width, height, channels: 3 }
  }

  return async (picture, userImage) => encode(await (userImage ? userImage.fit(picture) : drawArt(picture)), picture)
}

function expand (canvas: Canvas, data: Buffer): void {
  const { width, height } = canvas
  const row = { starts: new Int32Array(width + 1), colors: new Int32Array(width), count: 0 }
  let at = 0
  for (let y = 0; y < height; y++) {
    canvas.readRow(y, row)
    for (let index = 0; index < row.count; index++) {
      const color = row.colors[index]!
      const end = (y * width + row.starts[index + 1]!) * 3
      for (; at < end; at += 3) {
        data[at] = color & 0xff
        data[at + 1] = color >>> 8 & 0xff
        data[at + 2] = color >>> 16
      }
    }
  }
}
