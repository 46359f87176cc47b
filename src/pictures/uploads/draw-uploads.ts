/** Draws uploaded images over the art, in their own colours or in those of a variation. */
import type { Canvas } from '../raster/canvas.js'
import { transparent, type PixelColor } from '../raster/color.js'
import type { Box } from './arrange.js'
import { createRecolor, keepColor, type Recolor } from './recolor.js'

/** An uploaded image in a picture: the offsets of its RGBA pixels and of the alpha of its mask in shared memory. */
export interface UploadLayer extends Box {
  offset: number
  /** One byte for each pixel. Undefined if the image has no mask. */
  maskOffset?: number
}

export interface FittedUploads {
  layers: readonly UploadLayer[]
  /** The memory that the offsets of the layers refer to. */
  pixels: SharedArrayBuffer
}

/** Uploaded images with their places in a picture. */
export interface PlacedUploads extends FittedUploads {
  /** The index of a variation, from 0 to 9, which determines its colours. Default: the colours of the images. */
  variation?: number | undefined
}

/** Draws the images in their order. The art stays visible where an image or its mask is transparent. */
export function drawUploads (canvas: Canvas, { layers, pixels, variation }: PlacedUploads): void {
  const bytes = new Uint8Array(pixels)
  const recolor = variation === undefined ? keepColor : createRecolor(variation)
  for (const layer of layers) {
    const row = new Int32Array(layer.width)
    for (let y = 0; y < layer.height; y++) {
      readRow(bytes, layer, y, recolor, row)
      canvas.blendPixels(layer.top + y, layer.left, row)
    }
  }
}

function readRow (bytes: Uint8Array, { offset, maskOffset, width }: UploadLayer, y: number, recolor: Recolor, row: Int32Array): void {
  let at = offset + y * width * 4
  let mask = maskOffset === undefined ? -1 : maskOffset + y * width
  for (let x = 0; x < width; x++, at += 4) {
    const alpha = mask < 0 ? bytes[at + 3]! : masked(bytes[at + 3]!, bytes[mask++]!)
    row[x] = pixelOf(recolor(bytes[at]!, bytes[at + 1]!, bytes[at + 2]!), alpha)
  }
}

/** The product of two values from 0 to 255, where 255 stands for 1. */
function masked (alpha: number, mask: number): number {
  return (alpha * mask + 127) / 255 | 0
}

function pixelOf (color: number, alpha: number): PixelColor {
  return alpha === 0 ? transparent : color | (255 - alpha) << 24
}
