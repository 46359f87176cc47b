/** From a Picture to PNG bytes, remembered and bounded: the same picture, the same bytes, on every machine. */
import { availableParallelism } from 'node:os'
import pLimit from 'p-limit'
import { drawPicture } from './draw.js'
import { createPictureCache } from './picture-cache.js'
import { pictureToText, type Picture } from './picture.js'

export interface RendererOptions {
  /** How many bytes of finished pictures are kept; 0 keeps none. */
  cacheBytes: number
}

export interface Renderer {
  /** The picture as a PNG file: 8-bit RGB, exactly its size. */
  png: (picture: Picture) => Promise<Buffer>
  /** The same file as base64, in ASCII bytes. */
  base64: (picture: Picture) => Promise<Buffer>
}

export function createRenderer ({ cacheBytes }: RendererOptions): Renderer {
  const memoise = createPictureCache(cacheBytes)
  // More at once would only hold more memory: drawing keeps the processors busy.
  const oneOfFew = pLimit(availableParallelism())

  const png = (picture: Picture) => {
    const key = pictureToText(picture)
    return memoise(key, () => oneOfFew(() => drawPicture(picture)))
  }
  const base64 = (picture: Picture) =>
    memoise(`${pictureToText(picture)}.base64`, async () => Buffer.from((await png(picture)).toString('base64'), 'latin1'))
  return { png, base64 }
}
