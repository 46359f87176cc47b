/** Encodes pixels as a PNG, JPEG, WebP or GIF file with sharp. Metadata describes the picture, except in a GIF. */
import type { Sharp } from 'sharp'
import type { Picture } from '../picture.js'
import { loadSharp } from '../text/fonts.js'
import { provenanceOf } from './provenance.js'

/** Pixels with 8 bits for each channel, RGB or RGBA, row by row. */
export interface Pixels {
  data: Buffer
  width: number
  height: number
  channels: 3 | 4
}

/** Returns the file in the picture's format, a GIF with one frame. Do not change `data` until the promise is settled. */
export async function encode ({ data, width, height, channels }: Pixels, picture: Picture): Promise<Buffer> {
  const sharp = await loadSharp()
  const image = sharp(data, { raw: { width, height, channels }, limitInputPixels: false })
  const file = await withFormat(image, picture).withXmp(provenanceOf(picture)).toBuffer()
  // A copy, since the file is cached: memory of sharp that stays in use prevents the free memory around it from being returned.
  return Buffer.from(file)
}

/**
 * The settings are the fastest ones whose files are not much larger: docs/decisions/0018-sharp-encodes.md has the measurements.
 * None of them quantises with dithering, so that equal areas stay equal.
 */
function withFormat (image: Sharp, { format, compression = 100 }: Picture): Sharp {
  // sharp's qualities begin with 1.
  const quality = Math.max(1, compression)
  switch (format) {
    case 'png': return image.png({ compressionLevel: 1, adaptiveFiltering: false, palette: false })
    case 'jpeg': return image.jpeg({ quality })
    case 'webp': return image.webp({ quality, effort: 0 })
    case 'gif': return image.gif({ dither: 0, effort: 1 })
  }
}
