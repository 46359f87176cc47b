/** Image files of the user, which rules return instead of drawn pictures. */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { loadSharp, SharpLoadError } from './text/fonts.js'
import { dimensionsOf } from '../contract/sizes.js'
import type { Pixels } from './output/encode.js'
import type { Picture } from './picture.js'

/** Thrown if an image file cannot be used. The message is one line for the user. */
export class UserImageError extends Error {
  override readonly name = 'UserImageError'
}

/** Thrown for a picture whose image is not registered, or no longer. */
export class UnknownImageError extends Error {
  override readonly name = 'UnknownImageError'
}

export interface UserImagesOptions {
  /** The maximum size of all files together in bytes, including replaced ones that can still be read. Default: 256 MiB. */
  maxBytes?: number
}

export interface UserImages {
  /**
   * Replaces all registered images by these files, each a path or its bytes. Returns their ids in order: the SHA-256 of the
   * bytes as 64 hexadecimal digits.
   *
   * Throws a UserImageError if a file cannot be used or the files exceed `maxBytes`. In that case nothing changes.
   *
   * Replaced images can still be read, for URLs that were returned before. They are evicted, the oldest first, if the
   * images together exceed `maxBytes`.
   *
   *     const [id] = await userImages.replaceAll(['./otter.jpg'])
   *     const pixels = await userImages.get(id)!.fit(picture)
   */
  replaceAll: (files: ReadonlyArray<Buffer | string>) => Promise<string[]>
  /** Returns the image, or undefined if the id is not registered or the image was evicted. */
  get: (id: string) => UserImage | undefined
}

export interface UserImage {
  /**
   * Returns the pixels of the image in the size of the picture: scaled and cropped to cover it.
   * Transparent pixels become white, unless the picture's background is transparent.
   */
  fit: (picture: Pick<Picture, 'size' | 'background'>) => Promise<Pixels>
}

interface Image {
  id: string
  name: string
  bytes: Buffer
}

const maxPixelCount = 100_000_000
/** The colour behind transparent pixels of an opaque picture. */
const paper = '#ffffff'

/** Creates an empty registry of images. Only registered files can be read from it, regardless of the id. */
export function createUserImages ({ maxBytes = 256 * 2 ** 20 }: UserImagesOptions = {}): UserImages {
  let images: ReadonlyMap<string, Image> = new Map()
  return {
    async replaceAll (files) {
      const added = await readImages(files, maxBytes)
      images = limitBytes(new Map([...added, ...images.values()].map(image => [image.id, image])), maxBytes)
      return added.map(({ id }) => id)
    },

    get (id) {
      const image = images.get(id)
      return image && { fit: picture => fit(image.bytes, picture) }
    }
  }
}

/** Reads the files and checks that they can be decoded and do not exceed `maxBytes`. */
async function readImages (files: ReadonlyArray<Buffer | string>, maxBytes: number): Promise<Image[]> {
  const all = new Map<string, Image>()
  const images: Image[] = []
  for (const file of files) {
    // One after the other, so that at most `maxBytes` and one file are read.
    const image = await readImage(file)
    checkSize(all, image, maxBytes)
    all.set(image.id, image)
    images.push(image)
  }
  await Promise.all([...all.values()].map(checkDecodable))
  return images
}

/** Drops images from the end until the rest has at most `maxBytes`. */
function limitBytes (images: ReadonlyMap<string, Image>, maxBytes: number): ReadonlyMap<string, Image> {
  let leftBytes = maxBytes
  return new Map([...images].filter(([, { bytes }]) => (leftBytes -= bytes.length) >= 0))
}

async function readImage (file: Buffer | string): Promise<Image> {
  const [name, bytes] = typeof file === 'string' ? [basename(file), await read(file)] : ['passed as bytes', file]
  return { id: createHash('sha256').update(bytes).digest('hex'), name, bytes }
}

function checkSize (images: ReadonlyMap<string, Image>, { id, name, bytes }: Image, maxBytes: number): void {
  if (images.has(id)) return
  if (bytes.length > maxBytes) throw imageError(name, `a file of at most ${maxBytes} bytes`, `${bytes.length} bytes`)
  const others = [...images.values()].reduce((sum, { bytes }) => sum + bytes.length, 0)
  if (others + bytes.length <= maxBytes) return
  throw new UserImageError(`Expected images of at most ${maxBytes} bytes together, got ${others + bytes.length} bytes with the image ${name}.`)
}

async function read (path: string): Promise<Buffer> {
  try {
    return await readFile(path)
  } catch (error) {
    throw imageError(basename(path), 'a readable file', (error as NodeJS.ErrnoException).code ?? String(error))
  }
}

/** Decodes the whole file: the beginning of a damaged file can be valid. */
async function checkDecodable ({ name, bytes }: Image): Promise<void> {
  try {
    await fit(bytes, { size: '256x256' })
  } catch (error) {
    if (error instanceof SharpLoadError) throw error
    const reason = (error as Error).message.split('\n', 1)[0]!.trim()
    throw imageError(name, 'a complete PNG, JPEG, WebP, AVIF, GIF, TIFF or SVG file of at most 100 megapixels', `a file that cannot be decoded (${reason})`)
  }
}

async function fit (bytes: Buffer, { size, background }: Pick<Picture, 'size' | 'background'>): Promise<Pixels> {
  const { width, height } = dimensionsOf(size)
  const sharp = await loadSharp()
  const image = sharp(bytes, { autoOrient: true, limitInputPixels: maxPixelCount }).resize(width, height, { fit: 'cover' })
  const { data, info } = await (background === 'transparent' ? image.ensureAlpha() : image.flatten({ background: paper }))
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true })
  return { data, width, height, channels: info.channels as 3 | 4 }
}

function imageError (name: string, expected: string, actual: string): UserImageError {
  return new UserImageError(`Expected ${expected} for the image ${name}, got ${actual}.`)
}
