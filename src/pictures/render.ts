/** From a Picture to PNG bytes, remembered and bounded: the same picture, the same bytes, on every machine. */
import { availableParallelism } from 'node:os'
import pLimit from 'p-limit'
import type { Base64Image } from '../contract/responses.js'
import { base64Image } from './output/base64-image.js'
import { createDrawPicture } from './draw.js'
import { createWorkerPool } from './worker-pool.js'
import { loadSharp } from './text/fonts.js'
import { UnknownImageError, type UserImage, type UserImages } from './user-images.js'
import { createPictureCache, type IsWanted } from './picture-cache.js'
import { pictureToText, type Picture } from './picture.js'
import { padded } from './output/png-chunks.js'
import { shrunk } from './output/thumbnail.js'

export interface RendererOptions {
  /** How many bytes of finished pictures are kept; 0 keeps none. */
  cacheBytes: number
  /** The users' own images. */
  userImages: Pick<UserImages, 'get'>
}

export interface Renderer {
  /** Loads sharp, which takes 80 ms once in a process. Rejects with a SharpLoadError; then no picture can be made. */
  load: () => Promise<void>
  /**
   * The picture as a PNG file: 8-bit RGB, exactly its size. Rejects with an UnknownImageError, or with an
   * AbandonedError where it is not wanted any more when its turn comes, and nobody else waits for it.
   */
  png: (picture: Picture, isWanted?: IsWanted) => Promise<Buffer>
  /** The same file as base64, with its length and hash. */
  base64: (picture: Picture, isWanted?: IsWanted) => Promise<Base64Image>
  /** The picture at most `width` pixels wide, in its own proportions. */
  thumbnail: (picture: Picture, width: number, isWanted?: IsWanted) => Promise<Buffer>
  /** Ends the threads that draw, as soon as they have drawn. */
  close: () => Promise<void>
}

/** A picture that nobody waits for any more. */
export class AbandonedError extends Error {
  override readonly name = 'AbandonedError'
}

export function createRenderer ({ cacheBytes, userImages }: RendererOptions): Renderer {
  const memoise = createPictureCache(cacheBytes)
  const threads = createWorkerPool()
  const drawPicture = createDrawPicture({ threads })
  const drawing = createQueue()
  const userImage = ({ given: id }: Picture): UserImage | undefined => {
    if (id === undefined) return undefined
    const image = userImages.get(id)
    if (!image) throw new UnknownImageError(`Failed to find the given image ${id}`)
    return image
  }
  // In a queue of their own, so that the first thumbnail does not wait until all pictures are drawn.
  const shrinking = createQueue()
  // One at a time, so that however many are asked for, everything else gets its turn after each piece.
  const padding = createQueue(1)

  const unpadded = (picture: Picture, isWanted?: IsWanted) =>
    memoise(pictureToText(withoutPadding(picture)), async isWanted => {
      // Found before the picture's turn comes: while it waits, other images may take the place of all that are given.
      const given = userImage(picture)
      return drawing(() => drawPicture(picture, given), isWanted)
    }, isWanted)
  const png = (picture: Picture, isWanted?: IsWanted) => picture.minBytes === undefined
    ? unpadded(picture, isWanted)
    : memoise(pictureToText(picture), async isWanted => padded(await unpadded(picture, isWanted), picture.minBytes!), isWanted)
  const base64 = (picture: Picture, isWanted?: IsWanted) =>
    memoise(`${pictureToText(picture)}.base64`, async isWanted => {
      const { minBytes } = picture
      const file = await unpadded(picture, isWanted)
      return minBytes === undefined ? base64Image(file) : padding(() => base64Image(file, minBytes), isWanted)
    }, isWanted)
  const thumbnail = (picture: Picture, width: number, isWanted?: IsWanted) =>
    memoise(`${pictureToText(picture)}.${width}`, async isWanted => {
      const whole = await unpadded(picture, isWanted)
      return shrinking(() => shrunk(whole, width), isWanted)
    }, isWanted)
  return { load: async () => { await loadSharp() }, png, base64, thumbnail, close: threads.close }
}

/** How many are made at once: each keeps a processor busy, and a thread of its own takes a dozen megabytes. */
const mostDrawings = Math.min(availableParallelism(), 4)

function withoutPadding ({ minBytes, ...picture }: Picture): Picture {
  return picture
}

function createQueue (mostAtOnce = mostDrawings) {
  const oneOfFew = pLimit(mostAtOnce)
  return <Made>(make: () => Promise<Made>, isWanted: IsWanted): Promise<Made> => oneOfFew(async () => {
    if (!isWanted()) throw new AbandonedError()
    return make()
  })
}
