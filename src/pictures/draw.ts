/** Draws a Picture: the art, the caption card on it, and the PNG around both. */
import { drawCaptionCard } from './caption-card.js'
import { compose } from './composition.js'
import { loadSharp } from './fonts.js'
import { UnknownImageError, type GivenImages } from './given.js'
import type { Picture } from './picture.js'
import { withText, withWeight } from './png-chunks.js'

/** The picture as a PNG file: 8-bit RGB, exactly its size, with the request as text chunks. */
export async function drawPicture (picture: Picture, givenImages?: Pick<GivenImages, 'fitted'>): Promise<Buffer> {
  const png = picture.given === undefined ? await drawn(picture) : await givenImages?.fitted(picture.given, picture.size)
  if (!png) throw new UnknownImageError(`Failed to find the given image ${picture.given}`)
  return withWeight(withText(png, provenance(picture)), picture.minBytes ?? 0)
}

async function drawn (picture: Picture): Promise<Buffer> {
  const [width, height] = picture.size.split('x').map(Number) as [number, number]
  const { canvas, palette } = compose(picture, width, height)
  await drawCaptionCard(canvas, palette, picture)
  const sharp = await loadSharp()
  // Flat art packs as well without filters as with them, at a fraction of the work.
  return sharp(Buffer.from(canvas.pixels.buffer), { raw: { width, height, channels: 4 } })
    .removeAlpha()
    .png({ compressionLevel: 1, adaptiveFiltering: false })
    .toBuffer()
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
