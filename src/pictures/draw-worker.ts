/** Entry of a drawing thread: draws a picture, or one frame of it, or resizes an image, in shared memory. */
import type { Dimensions } from '../contract/sizes.js'
import { compose } from './art/composition.js'
import type { Picture } from './picture.js'
import { Canvas } from './raster/canvas.js'
import { pixelate } from './raster/pixelate.js'
import { keepChanges, writeRaw } from './raster/raw-pixels.js'
import { resample } from './raster/resample.js'
import { drawCaptionCard, type CaptionCard } from './text/caption-card.js'
import { drawUploads, type PlacedUploads } from './uploads/draw-uploads.js'

export interface DrawTask {
  picture: Pick<Picture, 'seed' | 'quality' | 'style' | 'background'>
  /** In pixels. */
  width: number
  height: number
  /** The moment of an animation that is drawn, from 0 up to but not including 1. Default: 0. */
  phase?: number
  card: CaptionCard
  /** The uploaded images of an edit or a variation. */
  uploads?: PlacedUploads | undefined
  channels: 3 | 4
  /** Receives the pixels. */
  pixels: SharedArrayBuffer
  /** Whether `pixels` continues with the RGBA pixels that the frames before show. Pixels that stay the same become transparent. */
  hasShown?: boolean
  /** Reduces the picture to a mosaic with so many squares along its longer edge. Default: all details. */
  squares?: number | undefined
}

/** Grows to the largest picture, up to 34 MB, until the idle thread ends: a new canvas for each picture would fill the memory. */
const canvas = new Canvas(0, 0)

export default function draw (task: DrawTask): void {
  const { picture, width, height, phase = 0, card, uploads, channels, pixels, hasShown = false, squares } = task
  canvas.clear(width, height)
  const { palette } = compose(picture, canvas, { phase })
  if (uploads) drawUploads(canvas, uploads)
  drawCaptionCard(canvas, palette, card)
  writeRaw(canvas, pixels, { channels })
  if (squares !== undefined) pixelate(new Uint8Array(pixels), { width, height, channels, squares })
  if (hasShown) keepChanges(pixels, width * height)
}

export interface ResizeTask {
  /** RGBA pixels from the beginning. */
  source: SharedArrayBuffer
  from: Dimensions
  /** Receives RGBA pixels from `offset` on. */
  target: SharedArrayBuffer
  offset: number
  to: Dimensions
}

export function resize ({ source, from, target, offset, to }: ResizeTask): void {
  resample(
    { pixels: new Uint8Array(source, 0, from.width * from.height * 4), ...from },
    { pixels: new Uint8Array(target, offset, to.width * to.height * 4), ...to }
  )
}
