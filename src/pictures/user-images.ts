/** A user's own image files, fitted to the size that a request asks for. */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { loadSharp, SharpLoadError } from './text/fonts.js'
import { dimensionsOf } from '../contract/sizes.js'

/** An image file that cannot be used; its message is one line for the user. */
export class UserImageError extends Error {
  override readonly name = 'GivenImageError'
}

/** A picture of a given image that is not registered, or no longer. */
export class UnknownImageError extends Error {
  override readonly name = 'UnknownImageError'
}

export interface GivenImagesOptions {
  /** How many bytes the files may have together, replaced ones included. Default 256 MiB. */
  maxBytes?: number
}

export interface UserImages {
  /**
   * Takes these image files, bytes or paths, instead of all that are registered, and returns their ids in order: 64
   * hexadecimal digits, the same for the same bytes. Throws a GivenImageError for one that cannot be used, or is too
   * much; then all stays as it was. Replaced images can still be read, for requests that were decided and URLs that were
   * given before, as long as there is room; the oldest go first.
   */
  replaceAll: (files: ReadonlyArray<Buffer | string>) => Promise<string[]>
  /** The image; undefined for an id that was never registered, or had to make room for others. */
  get: (id: string) => UserImage | undefined
}

export interface UserImage {
  /** As a PNG file, 8-bit RGB, cut to cover the size. */
  fitted: (size: string) => Promise<Buffer>
}

interface Image {
  id: string
  name: string
  bytes: Buffer
}

const mostPixels = 100_000_000
const paper = '#ffffff'

/** Makes the collection. Nothing but what was registered can be read from it. */
export function createUserImages ({ maxBytes = 256 * 2 ** 20 }: GivenImagesOptions = {}): UserImages {
  let images: ReadonlyMap<string, Image> = new Map()
  return {
    async replaceAll (files) {
      const found = await readImages(files, maxBytes)
      images = withinBytes(new Map([...found, ...images.values()].map(image => [image.id, image])), maxBytes)
      return found.map(({ id }) => id)
    },

    get (id) {
      const image = images.get(id)
      return image && { fitted: size => fit(image.bytes, size) }
    }
  }
}

/** The images of the files, whole ones, which together are not too much. */
async function readImages (files: ReadonlyArray<Buffer | string>, maxBytes: number): Promise<Image[]> {
  const all = new Map<string, Image>()
  const found: Image[] = []
  for (const file of files) {
    // One after the other, so that no more is read than may be kept.
    const image = await readImage(file)
    refuseTooMuch(all, image, maxBytes)
    all.set(image.id, image)
    found.push(image)
  }
  await Promise.all([...all.values()].map(refuseUnreadable))
  return found
}

/** The first of the images, as many as fit. */
function withinBytes (images: ReadonlyMap<string, Image>, maxBytes: number): ReadonlyMap<string, Image> {
  let leftBytes = maxBytes
  return new Map([...images].filter(([, { bytes }]) => (leftBytes -= bytes.length) >= 0))
}

async function readImage (file: Buffer | string): Promise<Image> {
  const [name, bytes] = typeof file === 'string' ? [basename(file), await read(file)] : ['given', file]
  return { id: createHash('sha256').update(bytes).digest('hex'), name, bytes }
}

function refuseTooMuch (images: ReadonlyMap<string, Image>, { id, name, bytes }: Image, maxBytes: number): void {
  if (images.has(id)) return
  if (bytes.length > maxBytes) throw failure(name, `${bytes.length} bytes`, `an image file of at most ${maxBytes} bytes`)
  const others = [...images.values()].reduce((sum, { bytes }) => sum + bytes.length, 0)
  if (others + bytes.length <= maxBytes) return
  throw failure(name, `${bytes.length} bytes beside ${others} bytes of other images`, `images of at most ${maxBytes} bytes together`)
}

async function read (path: string): Promise<Buffer> {
  try {
    return await readFile(path)
  } catch (error) {
    throw failure(basename(path), (error as NodeJS.ErrnoException).code ?? String(error), 'an image file that can be read')
  }
}

/** Decodes all of it: of a damaged file the beginning would look fine. */
async function refuseUnreadable ({ name, bytes }: Image): Promise<void> {
  try {
    await fit(bytes, '256x256')
  } catch (error) {
    if (error instanceof SharpLoadError) throw error
    const reason = (error as Error).message.split('\n', 1)[0]!.trim()
    throw failure(name, `what cannot be decoded (${reason})`, 'a whole PNG, JPEG, WebP, AVIF, GIF, TIFF or SVG file of at most 100 megapixels')
  }
}

async function fit (bytes: Buffer, size: string): Promise<Buffer> {
  const { width, height } = dimensionsOf(size)
  const sharp = await loadSharp()
  const { data, info } = await sharp(bytes, { autoOrient: true, limitInputPixels: mostPixels })
    .resize(width, height, { fit: 'cover' })
    .flatten({ background: paper })
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true })
  return sharp(data, { raw: info }).toColourspace('srgb').png({ compressionLevel: 6, palette: false }).toBuffer()
}

function failure (name: string, found: string, wanted: string): UserImageError {
  return new UserImageError(`Failed to read the image ${name}: found ${found}. Please give ${wanted}.`)
}
