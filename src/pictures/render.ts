/** Renders pictures as image files, base64 and thumbnails: equal pictures have equal bytes on every machine. */
import pLimit from 'p-limit'
import type { Base64Image } from '../contract/responses.js'
import { dimensionsOf } from '../contract/sizes.js'
import { createDrawPicture, type PictureContent } from './draw.js'
import { createDrawingThreads, maxThreads, type DrawingThreads } from './drawing-threads.js'
import { toBase64Image } from './output/base64-image.js'
import { pad } from './output/padding.js'
import { createPictureCache, type IsWanted } from './picture-cache.js'
import { pictureToText, type Picture } from './picture.js'
import { loadSharp } from './text/fonts.js'
import type { UploadStore } from './uploads/upload-store.js'
import { UnknownImageError, type UserImages } from './user-images.js'

export interface RendererOptions {
  /** The size of the cache of rendered pictures in bytes. 0 disables it. */
  cacheBytes: number
  /** The registered images of users. */
  userImages: Pick<UserImages, 'get'>
  /** The uploaded images of edits and variations. */
  uploads: Pick<UploadStore, 'get'>
  /** The threads that draw. `close` of the renderer closes them. Default: those of the process. */
  threads?: DrawingThreads
}

/**
 * Renders pictures. Pass `isWanted` if the caller may stop waiting: a picture that no caller wants when its turn comes is
 * not rendered, and the promise rejects with an AbandonedError. The default is that it is wanted.
 */
export interface Renderer {
  /** How many pictures were drawn since the start, and how many files, base64 texts and thumbnails came from the cache. */
  readonly counts: { readonly drawn: number, readonly cacheHits: number }
  /** Loads sharp, which takes 80 ms for the first call of a process. Rejects with a SharpLoadError if that fails. */
  load: () => Promise<void>
  /**
   * Returns the file of a picture in its format and size. With `squares`, it is a mosaic of the picture with so many squares
   * along its longer edge, not padded to `minBytes`. Rejects with an UnknownImageError if its user image is not registered, or
   * if its uploaded images are not stored.
   */
  file: (picture: Picture, isWanted?: IsWanted, squares?: number) => Promise<Buffer>
  /** Returns the same file as base64, with its length and hash. */
  base64: (picture: Picture, isWanted?: IsWanted, squares?: number) => Promise<Base64Image>
  /**
   * Returns a PNG file that is at most `width` pixels wide and has the proportions of the picture: its first frame if it is
   * an animation, transparent if the picture is.
   */
  thumbnail: (picture: Picture, width: number, isWanted?: IsWanted, squares?: number) => Promise<Buffer>
  /** Ends the drawing threads within seconds, unless other mocks use them. Pictures in progress are still drawn. */
  close: () => void
}

/** Thrown if no caller waits for a picture any longer. */
export class AbandonedError extends Error {
  override readonly name = 'AbandonedError'
}

export function createRenderer ({ cacheBytes, userImages, uploads, threads = createDrawingThreads() }: RendererOptions): Renderer {
  const counts = { drawn: 0, cacheHits: 0 }
  const memoise = createPictureCache(cacheBytes, () => { counts.cacheHits++ })
  const drawPicture = createDrawPicture({ threads })
  const drawInTurn = createQueue()
  // One at a time: its canvas, its pixels and what sharp needs take up to 90 MB, and an animation occupies a processor for seconds.
  const drawLargeInTurn = createQueue(1)
  // A queue of its own, so that the first thumbnail need not wait until all pictures are drawn.
  const shrinkInTurn = createQueue()
  // One at a time, so that other requests are served between the pieces, however many heavy pictures are requested.
  const padInTurn = createQueue(1)

  const contentOf = ({ userImage: id, sources }: Picture): PictureContent => {
    const userImage = id === undefined ? undefined : userImages.get(id)
    if (id !== undefined && !userImage) throw new UnknownImageError(`The image ${id} is not registered`)
    const uploaded = sources && uploads.get(sources.id)
    if (sources && !uploaded) throw new UnknownImageError(`The uploaded images ${sources.id} are no longer stored`)
    return { userImage, uploads: uploaded }
  }
  const unpadded = (picture: Picture, isWanted?: IsWanted, squares?: number) =>
    memoise(pictureToText(withoutPadding(picture)) + mosaicText(squares), async isWanted => {
      // Looked up before the picture waits in the queue: meanwhile other images may replace them.
      const content = { ...contentOf(picture), squares }
      return (isLarge(picture) ? drawLargeInTurn : drawInTurn)(() => {
        counts.drawn++
        return drawPicture(picture, content)
      }, isWanted)
    }, isWanted)
  const file = (picture: Picture, isWanted?: IsWanted, squares?: number) => {
    const { format, minBytes } = picture
    return minBytes === undefined || squares !== undefined
      ? unpadded(picture, isWanted, squares)
      : memoise(pictureToText(picture), async isWanted => pad(await unpadded(picture, isWanted), format, minBytes), isWanted)
  }
  const mosaic = async (picture: Picture, squares: number, isWanted?: IsWanted) =>
    toBase64Image(await unpadded(picture, isWanted, squares), picture.format)
  const base64 = (picture: Picture, isWanted?: IsWanted, squares?: number) => squares !== undefined
    ? mosaic(picture, squares, isWanted)
    : memoise(`${pictureToText(picture)}.base64`, async isWanted => {
      const { format, minBytes } = picture
      const file = await unpadded(picture, isWanted)
      return minBytes === undefined ? toBase64Image(file, format) : padInTurn(() => toBase64Image(file, format, minBytes), isWanted)
    }, isWanted)
  const thumbnail = (picture: Picture, width: number, isWanted?: IsWanted, squares?: number) =>
    memoise(`${pictureToText(picture)}${mosaicText(squares)}.${width}`, async isWanted => {
      const file = await unpadded(picture, isWanted, squares)
      return shrinkInTurn(() => shrink(file, picture.size, width), isWanted)
    }, isWanted)
  return { counts, load: async () => { await loadSharp() }, file, base64, thumbnail, close: threads.close }
}

function mosaicText (squares: number | undefined): string {
  return squares === undefined ? '' : `.mosaic${squares}`
}

/** Whether a picture takes much more memory or time than ordinary pictures. */
function isLarge ({ size, frames = 1 }: Picture): boolean {
  const { width, height } = dimensionsOf(size)
  return width * height * frames > 2 * 1792 * 1024
}

function withoutPadding ({ minBytes, ...picture }: Picture): Picture {
  return picture
}

/** Returns an image of the given size as a PNG at most `width` pixels wide. It is never enlarged. */
async function shrink (file: Buffer, size: string, width: number): Promise<Buffer> {
  const sharp = await loadSharp()
  return sharp(file)
    // Decodes all pixels. Otherwise sharp lets libwebp scale them, whose results differ between x64 and arm64.
    .extract({ left: 0, top: 0, ...dimensionsOf(size) })
    .resize({ width, withoutEnlargement: true })
    .png({ compressionLevel: 6, palette: false })
    .toBuffer()
}

/** Creates a queue that skips pictures that no caller waits for when their turn comes. */
function createQueue (concurrency = maxThreads + 1) {
  const limit = pLimit(concurrency)
  return <Result>(create: () => Promise<Result>, isWanted: IsWanted): Promise<Result> => limit(async () => {
    if (!isWanted()) throw new AbandonedError()
    return create()
  })
}
