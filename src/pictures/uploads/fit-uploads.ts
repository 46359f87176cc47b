/** Decodes uploaded images and resizes them to their place in a picture, as raw pixels in shared memory. */
import type { Dimensions } from '../../contract/sizes.js'
import { createPixelBuffers } from '../output/pixel-buffers.js'
import { loadSharp } from '../text/fonts.js'
import { arrange, type Box } from './arrange.js'
import type { ResizeTask } from '../draw-worker.js'
import type { DrawingThreads } from '../drawing-threads.js'
import type { FittedUploads, UploadLayer } from './draw-uploads.js'
import type { UploadedImages } from './upload-store.js'

/**
 * Fits the images into a picture of this size, and passes them to `use`. Several images end above `bottom`, in pixels from
 * the top. The pictures of one request share their fitted images while at least one of them is being drawn.
 */
export type UseFitted = <Result>(
  uploads: UploadedImages, size: Dimensions, bottom: number, use: (fitted: FittedUploads) => Promise<Result>
) => Promise<Result>

interface Shared {
  key: readonly unknown[]
  fitted: Promise<FittedUploads & { giveBack: () => void }>
  users: number
}

export function createUseFitted ({ resize }: Pick<DrawingThreads, 'resize'>): UseFitted {
  // Separate pools: each keeps only one large buffer, and a picture needs one for its own pixels, too.
  const buffers = createPixelBuffers()
  const sources = createPixelBuffers()
  const inUse = new Set<Shared>()

  async function fit ({ images, mask, markup }: UploadedImages, size: Dimensions, bottom: number): Shared['fitted'] {
    const places = arrange(await Promise.all(images.map(dimensionsOfFile)), size, bottom)
    const boxes = markup ? [...places, places[0]!] : places
    const { layers, lengthBytes } = planLayers(boxes, mask !== undefined)
    const { pixels, giveBack } = buffers.borrow(lengthBytes)
    try {
      await writePixels({ images: markup ? [...images, markup] : images, mask }, layers, pixels)
      return { layers, pixels, giveBack }
    } catch (error) {
      giveBack()
      throw error
    }
  }

  /** Writes one image after the other, so that at most one decoded image is in memory. */
  async function writePixels ({ images, mask }: UploadedImages, layers: readonly UploadLayer[], pixels: SharedArrayBuffer): Promise<void> {
    for (const [index, layer] of layers.entries()) {
      await writeImage(images[index]!, { target: pixels, offset: layer.offset, to: layer })
      if (mask && layer.maskOffset !== undefined) await writeMask(mask, layer, pixels)
    }
  }

  async function writeImage (file: Buffer, place: Pick<ResizeTask, 'target' | 'offset' | 'to'>): Promise<void> {
    const { data, info: { width, height } } = await decode(file)
    await sources.lend(data.length, source => {
      new Uint8Array(source).set(data)
      return resize({ ...place, source, from: { width, height }, to: { width: place.to.width, height: place.to.height } })
    })
  }

  /** Writes the alpha of the mask, one byte for each pixel. */
  async function writeMask (file: Buffer, { width, height, maskOffset = 0 }: UploadLayer, pixels: SharedArrayBuffer): Promise<void> {
    await sources.lend(width * height * 4, async target => {
      await writeImage(file, { target, offset: 0, to: { width, height } })
      const mask = new Uint8Array(pixels, maskOffset, width * height)
      const rgba = new Uint8Array(target)
      for (let at = 0; at < mask.length; at++) mask[at] = rgba[at * 4 + 3]!
    })
  }

  return async (uploads, size, bottom, use) => {
    const key = [uploads, size.width, size.height, bottom]
    const shared = [...inUse].find(other => other.key.every((part, index) => part === key[index])) ??
      { key, fitted: fit(uploads, size, bottom), users: 0 }
    inUse.add(shared)
    shared.users++
    try {
      const { layers, pixels } = await shared.fitted
      return await use({ layers, pixels })
    } finally {
      if (--shared.users === 0) {
        inUse.delete(shared)
        shared.fitted.then(({ giveBack }) => giveBack(), () => {})
      }
    }
  }
}

function planLayers (boxes: readonly Box[], hasMask: boolean): { layers: UploadLayer[], lengthBytes: number } {
  const layers: UploadLayer[] = []
  let lengthBytes = 0
  for (const [index, box] of boxes.entries()) {
    const pixelCount = box.width * box.height
    const isMasked = hasMask && index === 0
    layers.push({ ...box, offset: lengthBytes, ...(isMasked && { maskOffset: lengthBytes + pixelCount * 4 }) })
    lengthBytes += pixelCount * (isMasked ? 5 : 4)
  }
  return { layers, lengthBytes }
}

async function dimensionsOfFile (file: Buffer): Promise<Dimensions> {
  const sharp = await loadSharp()
  const { width, height } = await sharp(file).metadata()
  return { width, height }
}

/** RGBA pixels of a file. */
async function decode (file: Buffer): Promise<{ data: Buffer, info: Dimensions }> {
  const sharp = await loadSharp()
  return sharp(file).toColourspace('srgb').ensureAlpha().raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true })
}
