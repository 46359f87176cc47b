/** Entry of a drawing thread: draws one picture after the other and posts each as a PNG file. */
import { parentPort } from 'node:worker_threads'
import { compose } from './art/composition.js'
import type { Palette } from './art/palette.js'
import { createPngEncoder } from './output/png-encoder.js'
import type { Picture } from './picture.js'
import { Canvas } from './raster/canvas.js'
import { drawCaptionCard, type CaptionCard } from './text/caption-card.js'

/** A message to the thread. A picture takes two of them, so that its art is drawn while the main thread renders its texts. */
export type DrawTask = ArtTask | { card: CaptionCard }

/** The art of a picture; `width` and `height` are in pixels. */
export interface ArtTask { art: Pick<Picture, 'seed' | 'quality' | 'style'>, width: number, height: number }

const canvas = new Canvas(0, 0)
const encodePng = createPngEncoder()
let palette: Palette

parentPort!.on('message', (task: DrawTask) => {
  if ('art' in task) {
    canvas.clear(task.width, task.height)
    palette = compose(task.art, canvas).palette
  } else {
    drawCaptionCard(canvas, palette, task.card)
    parentPort!.postMessage(encodePng(canvas))
  }
})
