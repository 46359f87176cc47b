/** Decodes uploaded images and resizes them to their place in a picture, as raw pixels in shared memory. */
import type { Sharp } from 'sharp'
import type { Dimensions } from '../../contract/sizes.js'
import { loadSharp } from '../text/fonts.js'
import { arrange, type Box } from './arrange.js'
import type { UploadedImages } from './upload-store.js'

/** An uploaded image in a picture: RGBA pixels, and the alpha of its mask, at offsets in shared memory. */
export interface UploadLayer extends Box {
  offset: number
  /** One byte for each pixel. Undefined if the image has no mask. */
  maskOffset?: number
}

export interface FittedUploads {
  layers: UploadLayer[]
  /** The memory that the layers need, in bytes. */
  lengthBytes: number
  /** Writes the pixels of all layers into memory. At most one decoded image is in memory at a time. */
  writeTo: (memory: SharedArrayBuffer) => Promise<void>
}

/** Plans the layers of a picture of this size. Several images end above `gridBottom`, in pixels from the top. */
export async function fitUploads ({ images, mask }: UploadedImages, size: Dimensions, gridBottom: number): Promise<FittedUploads> {
  const boxes = arrange(await Promise.all(images.map(dimensionsOfFile)), size, gridBottom)
  const layers: UploadLayer[] = []
  let lengthBytes = 0
  for (const box of boxes) {
    const pixels = box.width * box.height
    const offset = lengthBytes
    lengthBytes += pixels * 4
    if (mask && layers.length === 0) {
      layers.push({ ...box, offset, maskOffset: lengthBytes })
      lengthBytes += pixels
    } else layers.push({ ...box, offset })
  }

  async function writeTo (memory: SharedArrayBuffer): Promise<void> {
    const bytes = new Uint8Array(memory)
    for (const [index, layer] of layers.entries()) {
      bytes.set(await readPixels(images[index]!, layer), layer.offset)
      if (mask && layer.maskOffset !== undefined) bytes.set(await readAlpha(mask, layer), layer.maskOffset)
    }
  }
  return { layers, lengthBytes, writeTo }
}

async function dimensionsOfFile (file: Buffer): Promise<Dimensions> {
  const sharp = await loadSharp()
  const { width, height } = await sharp(file).metadata()
  return { width, height }
}

// PNG files are decoded completely before they are resized, so that the pixels are equal on every machine.

/** RGBA pixels of a file in another size. */
async function readPixels (file: Buffer, size: Dimensions): Promise<Buffer> {
  return (await resized(file, size)).toColourspace('srgb').ensureAlpha().raw({ depth: 'uchar' }).toBuffer()
}

/** The alpha of a file in another size, one byte for each pixel. */
async function readAlpha (file: Buffer, size: Dimensions): Promise<Buffer> {
  return (await resized(file, size)).ensureAlpha().extractChannel('alpha').raw({ depth: 'uchar' }).toBuffer()
}

async function resized (file: Buffer, { width, height }: Dimensions): Promise<Sharp> {
  const sharp = await loadSharp()
  return sharp(file).resize(width, height, { fit: 'fill' })
}
