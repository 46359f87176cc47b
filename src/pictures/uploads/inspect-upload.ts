/** Decoder of uploaded images: the properties that requests are checked by, and the pixels that pictures are drawn from. */
import pLimit from 'p-limit'
import type { Metadata, Sharp, SharpOptions } from 'sharp'
import type { Dimensions } from '../../contract/sizes.js'
import type { DrawingThreads } from '../drawing-threads.js'
import { createPixelBuffers } from '../output/pixel-buffers.js'
import { loadSharp } from '../text/fonts.js'
import { withoutCompressedMetadata } from './png-chunks.js'
import { formatOfUpload, pilModeOf } from './upload-format.js'

export interface InspectedUpload {
  /** The format by the content of the file, not by its name. */
  format: 'png' | 'jpeg' | 'webp'
  /** The width after the orientation in the EXIF data is applied, as OpenAI's types say for `markup`. */
  width: number
  /** The height after the orientation is applied. */
  height: number
  /** The mode in which Python's PIL opens the file: RGB, RGBA, L, LA, P, 1, I;16 or CMYK. A palette with transparency is P. */
  mode: string
  /** Whether pixels can be transparent, including by a transparent colour of a palette. */
  hasAlpha: boolean
  /** How many pixels are fully transparent. */
  transparency: 'none' | 'some' | 'all'
  /**
   * A PNG file of the upright image: RGB or RGBA with 8 bits, at most `maxEdge` pixels on its longest edge. The colour profile is
   * ignored, since the results of its conversion differ between processors.
   */
  prepared: Buffer
}

export interface InspectUploadOptions {
  /** The threads that resize large images. */
  threads: Pick<DrawingThreads, 'resize'>
  /** The maximum number of pixels. Default: 64 million. For WebP it is at most 26 million. */
  maxPixels?: number
}

/**
 * Decodes a PNG, JPEG or WebP file, the first frame if it is animated. Returns undefined for every other file: one of another
 * format, such as SVG; one that is damaged or ends early; one with too many pixels; and a JPEG file with several pictures
 * (MPO), which the API refuses.
 *
 * Rejects with a SharpLoadError if sharp cannot be loaded.
 */
export type InspectUpload = (bytes: Buffer, options?: PrepareOptions) => Promise<InspectedUpload | undefined>

export interface PrepareOptions {
  /** The maximum longest edge of the prepared image, in pixels. Default 2048. */
  maxEdge?: number
}

const sources = createPixelBuffers()
const targets = createPixelBuffers()
/** Several rows are scaled at a time, so a file of 6,400,000 x 10 pixels took 7 GB. */
const longestEdge = 32_768
/** libvips decodes more pixels of a WebP file (100 MiB as RGBA) into a temporary file. */
const maxWebpPixels = 25 * 2 ** 20
/** Files with more pixels are decoded one at a time. */
const largePixelCount = 2 * 1792 * 1024
/** Longer than any file within the limits takes, unless it was crafted to be slow. */
const timeoutSeconds = 60

/**
 * Creates the function that inspects uploads. It decodes two files at a time, and only one of those with more than 3.7
 * megapixels: 64 megapixels take up to 700 MB of memory (interlaced, with 16 bits), an ordinary PNG file 200 MB.
 */
export function createInspectUpload ({ threads, maxPixels = 64_000_000 }: InspectUploadOptions): InspectUpload {
  const inTurn = pLimit(2)
  const largeInTurn = pLimit(1)
  return async (bytes, { maxEdge = 2048 } = {}) => {
    const format = formatOfUpload(bytes)
    if (format === undefined || format === 'mpo') return undefined
    const sharp = await loadSharp()
    const options = inputOptions(format === 'webp' ? Math.min(maxPixels, maxWebpPixels) : maxPixels)
    const open = () => sharp(format === 'png' ? withoutCompressedMetadata(bytes) : bytes, options).timeout({ seconds: timeoutSeconds })
    try {
      const metadata = await inTurn(() => open().metadata())
      const { autoOrient: { width, height }, hasAlpha } = metadata
      if (metadata.format !== format || Math.max(width, height) > longestEdge) return undefined
      return await (width * height > largePixelCount ? largeInTurn : inTurn)(async () => {
        const prepared = await prepare(open(), metadata, maxEdge, threads)
        const transparency = hasAlpha ? await transparencyOf(open()) : 'none'
        return { format, width, height, mode: pilModeOf(bytes, metadata), hasAlpha, transparency, prepared }
      })
    } catch {
      // sharp's error for a file that it cannot decode.
      return undefined
    }
  }
}

function inputOptions (maxPixels: number): SharpOptions {
  // Errors are missing or contradictory data. Warnings do not change the pixels, and other decoders ignore them.
  return { failOn: 'error', limitInputPixels: maxPixels, autoOrient: true, ignoreIcc: true }
}

async function prepare (
  image: Sharp, { autoOrient, hasAlpha }: Metadata, maxEdge: number, threads: InspectUploadOptions['threads']
): Promise<Buffer> {
  // `extract` makes sharp decode all pixels. Without it, libwebp and libjpeg scale; libwebp's results differ between x64 and arm64.
  const whole = image.extract({ left: 0, top: 0, ...autoOrient }).toColourspace('srgb')
  if (Math.max(autoOrient.width, autoOrient.height) <= maxEdge) return toPng(whole)
  const sharp = await loadSharp()
  const { width, height } = fitted(autoOrient, maxEdge)
  return targets.lend(width * height * 4, async pixels => {
    await resizeExactly(whole, autoOrient, pixels, { width, height }, threads)
    const reduced = sharp(Buffer.from(pixels, 0, width * height * 4), { raw: { width, height, channels: 4 } })
    return toPng(hasAlpha ? reduced : reduced.removeAlpha())
  })
}

function toPng (image: Sharp): Promise<Buffer> {
  return image.png({ compressionLevel: 1, adaptiveFiltering: false, palette: false }).toBuffer()
}

/** Returns the largest size with these proportions in a square. */
function fitted ({ width, height }: Dimensions, edge: number): Dimensions {
  const long = Math.max(width, height)
  const scaled = (length: number) => Math.max(1, Math.round(length * edge / long))
  return { width: scaled(width), height: scaled(height) }
}

/** Resizes by our own arithmetic: sharp's results differ between x64 and arm64 for some sizes. */
async function resizeExactly (
  image: Sharp, size: Dimensions, target: SharedArrayBuffer, to: Dimensions, { resize }: InspectUploadOptions['threads']
): Promise<void> {
  // Of a much larger image, only every second, third, … pixel is read. This saves memory and gives the same result on every machine.
  const step = Math.ceil(Math.max(size.width, size.height) / (2 * Math.max(to.width, to.height)))
  const [width, height] = [size.width, size.height].map(edge => Math.ceil(edge / step)) as [number, number]
  const read = step === 1 ? image : image.resize(width, height, { fit: 'fill', kernel: 'nearest' })
  const data = await read.ensureAlpha().raw({ depth: 'uchar' }).toBuffer()
  await sources.lend(data.length, async source => {
    new Uint8Array(source).set(data)
    await resize({ source, from: { width, height }, target, offset: 0, to })
  })
}

async function transparencyOf (image: Sharp): Promise<InspectedUpload['transparency']> {
  const alpha = await image.extractChannel('alpha').raw({ depth: 'uchar' }).toBuffer()
  if (!alpha.includes(0)) return 'none'
  // Whether each byte equals the next one. A loop over 64 million pixels would block other requests.
  const areEqual = alpha.subarray(1).equals(alpha.subarray(0, -1))
  return areEqual ? 'all' : 'some'
}

/**
 * Returns a PNG file of the prepared image that is at most `edge` pixels wide and high. It is never enlarged. Its bytes can
 * differ between x64 and arm64: with an edge of 160, those of images of 1122x1402 pixels did, those of four other sizes did not.
 */
export async function createUploadThumbnail (prepared: Buffer, edge: number): Promise<Buffer> {
  const sharp = await loadSharp()
  return sharp(prepared).resize(edge, edge, { fit: 'inside', withoutEnlargement: true }).png({ compressionLevel: 6, palette: false }).toBuffer()
}
