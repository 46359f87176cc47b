/** Reference for a new picture: raw pixels of a gradient, encoded by sharp at level 1 without filters. */
import Fastify from 'fastify'
import sharp from 'sharp'

const side = 1024
const pixels = Buffer.alloc(side * side * 3)
for (let at = 0; at < pixels.length; at++) {
  const x = Math.floor(at / 3) % side
  const y = Math.floor(at / 3 / side)
  pixels[at] = (x + y) / 8
}

const app = Fastify()
app.get('/', async (_request, reply) => {
  const image = sharp(pixels, { raw: { width: side, height: side, channels: 3 } })
  return reply.type('image/png').send(await image.png({ compressionLevel: 1, adaptiveFiltering: false }).toBuffer())
})
await app.listen({ port: 0, host: '127.0.0.1' })
console.log(app.listeningOrigin)
