/** The door of the image files: a signed URL's picture, served as blob storage serves it. */
import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import fresh from 'fresh'
import parseRange from 'range-parser'
import { storageVersion, type SignedUrls } from '../delivery/signed-url.js'
import type { Renderer } from '../pictures/render.js'
import { authenticationFailed, storageRefusal } from './storage-refusal.js'

export interface ImageFilesOptions {
  signedUrls: Pick<SignedUrls, 'check'>
  renderer: Pick<Renderer, 'png'>
  /** Milliseconds since 1970. */
  now: () => number
}

export async function imageFiles (app: FastifyInstance, { signedUrls, renderer, now }: ImageFilesOptions): Promise<void> {
  app.get('/private/*', async (request, reply) => {
    const path = request.url.split('?', 1)[0]!
    const verdict = signedUrls.check(path, request.query as Record<string, unknown>, now())
    reply.headers({ 'x-ms-version': storageVersion, 'x-ms-request-id': request.id })
    if (!verdict.valid) {
      reply.raw.statusMessage = authenticationFailed
      return reply
        .code(403)
        .headers({ 'content-type': 'application/xml', 'x-ms-error-code': 'AuthenticationFailed' })
        .send(storageRefusal(verdict, now()))
    }
    reply.headers({
      etag: `"0x${createHash('sha256').update(path).digest('hex').slice(0, 15).toUpperCase()}"`,
      'last-modified': new Date(verdict.createdMs).toUTCString(),
      'accept-ranges': 'bytes',
      'content-disposition': 'inline',
      'x-ms-blob-type': 'BlockBlob'
    })
    if (fresh(request.headers, reply.getHeaders())) return reply.code(304).send()
    return sendRange(request, reply.type('image/png'), await renderer.png(verdict.picture))
  })
}

/** Sends the whole file, or the one range that was asked for; several at once get the whole, as from blob storage. */
function sendRange (request: FastifyRequest, reply: FastifyReply, file: Buffer): FastifyReply {
  const range = wantedRange(request, reply)
  if (!range) return reply.send(file)
  const ranges = parseRange(file.length, range)
  if (ranges === -1) return reply.code(416).header('content-range', `bytes */${file.length}`).send()
  if (ranges === -2 || ranges.type !== 'bytes' || ranges.length !== 1) return reply.send(file)
  const { start, end } = ranges[0]!
  return reply
    .code(206)
    .header('content-range', `bytes ${start}-${end}/${file.length}`)
    .send(file.subarray(start, end + 1))
}

/** The Range header, unless an If-Range says that it was meant for another version of the file. */
function wantedRange (request: FastifyRequest, reply: FastifyReply): string | undefined {
  const condition = request.headers['if-range']
  const current = [reply.getHeader('etag'), reply.getHeader('last-modified')]
  return condition === undefined || current.includes(String(condition)) ? request.headers.range : undefined
}
