/** What a drawing thread runs: it draws one picture after the other, and answers with its file. */
import { parentPort } from 'node:worker_threads'
import { Canvas } from './canvas.js'
import { drawCaptionCard, type CaptionCard } from './caption-card.js'
import { compose } from './composition.js'
import { createPngEncoder } from './encode.js'
import type { Palette } from './palette.js'
import type { Picture } from './picture.js'

/** A picture is ordered in two parts, so that its art is drawn while its texts are being set. Lengths are in pixels. */
export type Order = ArtOrder | { card: CaptionCard }
export interface ArtOrder { art: Pick<Picture, 'seed' | 'quality' | 'style'>, width: number, height: number }

const canvas = new Canvas(0, 0)
const encodePng = createPngEncoder()
let palette: Palette

parentPort!.on('message', (order: Order) => {
  if ('art' in order) {
    canvas.clear(order.width, order.height)
    palette = compose(order.art, canvas).palette
  } else {
    drawCaptionCard(canvas, palette, order.card)
    parentPort!.postMessage(encodePng(canvas))
  }
})
