/** What a drawing thread runs: it draws one picture after the other, and answers with its file. */
import { parentPort } from 'node:worker_threads'
import { Canvas } from './raster/canvas.js'
import { drawCaptionCard, type CaptionCard } from './text/caption-card.js'
import { compose } from './art/composition.js'
import { createPngEncoder } from './output/encode.js'
import type { Palette } from './art/palette.js'
import type { Picture } from './picture.js'

/** A picture is ordered in two parts, so that its art is drawn while its texts are being set. Lengths are in pixels. */
export type DrawTask = ArtTask | { card: CaptionCard }
export interface ArtTask { art: Pick<Picture, 'seed' | 'quality' | 'style'>, width: number, height: number }

const canvas = new Canvas(0, 0)
const encodePng = createPngEncoder()
let palette: Palette

parentPort!.on('message', (order: DrawTask) => {
  if ('art' in order) {
    canvas.clear(order.width, order.height)
    palette = compose(order.art, canvas).palette
  } else {
    drawCaptionCard(canvas, palette, order.card)
    parentPort!.postMessage(encodePng(canvas))
  }
})
