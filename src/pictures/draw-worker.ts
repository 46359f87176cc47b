/** Entry of a drawing thread: draws the frames of a picture into shared memory. */
import { compose } from './art/composition.js'
import type { Picture } from './picture.js'
import { Canvas } from './raster/canvas.js'
import { writeRaw } from './raster/raw-pixels.js'
import { drawCaptionCard, type CaptionCard } from './text/caption-card.js'
import { drawUploads, type PlacedUploads } from './uploads/draw-uploads.js'

export interface DrawTask {
  picture: Pick<Picture, 'seed' | 'quality' | 'style' | 'background'>
  /** In pixels. */
  width: number
  height: number
  frames: number
  card: CaptionCard
  /** The uploaded images of an edit or a variation. */
  uploads?: PlacedUploads | undefined
  channels: 3 | 4
  /** Receives the pixels of the frames, one after the other. */
  pixels: SharedArrayBuffer
}

/** Grows to the largest picture, up to 34 MB, until the idle thread ends: a new canvas for each picture would fill the memory. */
const canvas = new Canvas(0, 0)

export default function draw ({ picture, width, height, frames, card, uploads, channels, pixels }: DrawTask): void {
  for (let frame = 0; frame < frames; frame++) {
    canvas.clear(width, height)
    const { palette } = compose(picture, canvas, { phase: frame / frames })
    if (uploads) drawUploads(canvas, uploads)
    drawCaptionCard(canvas, palette, card)
    writeRaw(canvas, pixels, { channels, frame })
  }
}
