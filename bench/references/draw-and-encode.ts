/** Reference for new JPEG and WebP pictures: the drawing of the mock and the encoder of sharp, and nothing else. */
import Fastify from 'fastify'
import { dimensionsOf } from '../../src/contract/sizes.js'
import { createValidate } from '../../src/contract/validation/validate.js'
import { ApiError } from '../../src/errors/api-error.js'
import { compose } from '../../src/pictures/art/composition.js'
import { picturesOf } from '../../src/pictures/picture.js'
import { Canvas } from '../../src/pictures/raster/canvas.js'
import { writeRaw } from '../../src/pictures/raster/raw-pixels.js'
import { drawCaptionCard } from '../../src/pictures/text/caption-card.js'
import { loadSharp } from '../../src/pictures/text/fonts.js'
import { createCardLayout } from '../../src/pictures/text/layout-caption.js'

const validate = createValidate()
const layOutCard = createCardLayout()
const canvas = new Canvas(0, 0)
const sharp = await loadSharp()

const app = Fastify()
app.post('/v1/images/generations', async (request, reply) => {
  const valid = validate(request.body)
  if (valid instanceof ApiError) throw valid
  const [picture] = picturesOf(valid)
  const { width, height } = dimensionsOf(valid.effective.size)
  const card = await layOutCard(picture!, width, height)
  canvas.clear(width, height)
  drawCaptionCard(canvas, compose(picture!, canvas).palette, card)
  const pixels = Buffer.allocUnsafeSlow(width * height * 3)
  writeRaw(canvas, pixels.buffer, { channels: 3 })
  const image = sharp(pixels, { raw: { width, height, channels: 3 } })
  return reply.type('image').send(await (picture!.format === 'jpeg' ? image.jpeg({ quality: 100 }) : image.webp({ quality: 100, effort: 0 })).toBuffer())
})
await app.listen({ port: 0, host: '127.0.0.1' })
console.log(app.listeningOrigin)
