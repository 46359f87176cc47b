/** References: Fastify routes that only validate a body, or only send a file. */
import { readFileSync } from 'node:fs'
import Fastify from 'fastify'
import { generationsRoute } from './generations-route.js'

const app = Fastify()
const [,, bodyFile] = process.argv

if (bodyFile) {
  const body = readFileSync(bodyFile)
  app.post('/v1/images/generations', async (_request, reply) => reply.type('application/json').send(body))
  app.get('/image.png', async (_request, reply) => reply.type('image/png').send(body))
} else {
  app.route(generationsRoute)
}

await app.listen({ port: 0, host: '127.0.0.1' })
console.log(app.listeningOrigin)
