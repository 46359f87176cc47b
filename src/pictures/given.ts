/** A user's own image files, fitted to the size that a request asks for. */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { LRUCache } from 'lru-cache'
import type { Size } from '../contract/models.js'
import { loadSharp } from './fonts.js'

/** An image file that cannot be used; its message is one line for the user. */
export class GivenImageError extends Error {
  override readonly name = 'GivenImageError'
}

/** A picture of a given image that is not registered, or no longer. */
export class UnknownImageError extends Error {
  override readonly name = 'UnknownImageError'
}

export interface GivenImagesOptions {
  /** How many bytes of files are kept; the least recently used go first. Default 256 MiB. */
  maxBytes?: number
}

export interface GivenImages {
  /** Takes an image file, its bytes or its path, and returns its id: 64 hexadecimal digits, the same for the same bytes. */
  register: (file: Buffer | string) => Promise<string>
  /** The image as a PNG file, 8-bit RGB, cut to cover the size; nothing for an id that is not registered. */
  fitted: (id: string, size: Size) => Promise<Buffer | undefined>
}

const mostPixels = 100_000_000
const paper = '#ffffff'

/** Makes the collection. Nothing but what was registered can be read from it. */
export function createGivenImages ({ maxBytes = 256 * 2 ** 20 }: GivenImagesOptions = {}): GivenImages {
  const files = new LRUCache<string, Buffer>({ maxSize: maxBytes, sizeCalculation: bytes => Math.max(bytes.length, 1) })
  return {
    async register (file) {
      const [name, bytes] = typeof file === 'string' ? [basename(file), await read(file)] : ['given', file]
      const id = createHash('sha256').update(bytes).digest('hex')
      if (files.has(id)) return id
      if (bytes.length > maxBytes) throw failure(name, `${bytes.length} bytes`, `an image file of at most ${maxBytes} bytes`)
      await refuseUnreadable(name, bytes)
      files.set(id, bytes)
      return id
    },

    async fitted (id, size) {
      const bytes = files.get(id)
      return bytes && fit(bytes, size)
    }
  }
}

async function read (path: string): Promise<Buffer> {
  try {
    return await readFile(path)
  } catch (error) {
    throw failure(basename(path), (error as NodeJS.ErrnoException).code ?? String(error), 'an image file that can be read')
  }
}

/** Decodes all of it: of a damaged file the beginning would look well. */
async function refuseUnreadable (name: string, bytes: Buffer): Promise<void> {
  try {
    await fit(bytes, '256x256')
  } catch (error) {
    const reason = (error as Error).message.split('\n', 1)[0]!.trim()
    throw failure(name, `what cannot be decoded (${reason})`, 'a whole PNG, JPEG, WebP, AVIF, GIF, TIFF or SVG file of at most 100 megapixels')
  }
}

async function fit (bytes: Buffer, size: Size): Promise<Buffer> {
  const [width, height] = size.split('x').map(Number) as [number, number]
  const sharp = await loadSharp()
  const { data, info } = await sharp(bytes, { autoOrient: true, limitInputPixels: mostPixels })
    .resize(width, height, { fit: 'cover' })
    .flatten({ background: paper })
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true })
  return sharp(data, { raw: info }).toColourspace('srgb').png({ compressionLevel: 6, palette: false }).toBuffer()
}

function failure (name: string, found: string, wanted: string): GivenImageError {
  return new GivenImageError(`Failed to read the image ${name}: found ${found}. Please give ${wanted}.`)
}
