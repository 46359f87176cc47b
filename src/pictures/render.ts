/** From a Picture to PNG bytes, remembered and bounded: the same picture, the same bytes, on every machine. */
import { availableParallelism } from 'node:os'
import pLimit from 'p-limit'
import { drawPicture } from './draw.js'
import type { GivenImages } from './given.js'
import { createPictureCache, type IsWanted } from './picture-cache.js'
import { pictureToText, type Picture } from './picture.js'

export interface RendererOptions {
  /** How many bytes of finished pictures are kept; 0 keeps none. */
  cacheBytes: number
  /** The users' own images. */
  givenImages: Pick<GivenImages, 'fitted'>
}

export interface Renderer {
  /**
   * The picture as a PNG file: 8-bit RGB, exactly its size. Rejects with an UnknownImageError, or with an
   * AbandonedError where it is not wanted any more when its turn comes, and nobody else waits for it.
   */
  png: (picture: Picture, isWanted?: IsWanted) => Promise<Buffer>
  /** The same file as base64, in ASCII bytes. */
  base64: (picture: Picture, isWanted?: IsWanted) => Promise<Buffer>
}

/** A picture that nobody waits for any more. */
export class AbandonedError extends Error {
  override readonly name = 'AbandonedError'
}

export function createRenderer ({ cacheBytes, givenImages }: RendererOptions): Renderer {
  const memoise = createPictureCache(cacheBytes)
  // More at once would only hold more memory: drawing keeps the processors busy.
  const oneOfFew = pLimit(availableParallelism())

  const draw = async (picture: Picture, isWanted: IsWanted) => {
    if (!isWanted()) throw new AbandonedError()
    return drawPicture(picture, givenImages)
  }
  const png = (picture: Picture, isWanted?: IsWanted) =>
    memoise(pictureToText(picture), isWanted => oneOfFew(draw, picture, isWanted), isWanted)
  const base64 = (picture: Picture, isWanted?: IsWanted) =>
    memoise(`${pictureToText(picture)}.base64`, async isWanted => Buffer.from((await png(picture, isWanted)).toString('base64'), 'latin1'), isWanted)
  return { png, base64 }
}
