/** Control API routes of the images that requests brought. */
import type { FastifyInstance, FastifyReply } from 'fastify'
import { Type } from 'typebox'
import { preview } from '../../text/messages.js'
import type { Journal } from '../../journal/journal.js'
import { ownerOf } from './control-access.js'
import { ControlError } from './control-errors.js'
import { routeSchema } from './control-schemas.js'

export interface UploadRoutesOptions {
  journal: Pick<Journal, 'uploads'>
}

const UploadParams = Type.Object({ id: Type.String(), index: Type.String({ description: 'The index in `inputs`, from 0.' }) })
const binary = { schema: Type.String({ format: 'binary' }) }

/** A file of any other format is not an image for a browser, whatever its client named it. */
const mediaTypes: Readonly<Record<string, string>> = { png: 'image/png', jpeg: 'image/jpeg', webp: 'image/webp' }
const otherType = 'application/octet-stream'

export function uploadRoutes (app: FastifyInstance, { journal }: UploadRoutesOptions): void {
  app.get<{ Params: { id: string, index: string } }>('/_mock/requests/:id/uploads/:index', {
    schema: routeSchema('getRequestUpload', 'Returns a thumbnail of an image that a request brought, as it is shown: turned by its orientation.', {
      params: UploadParams,
      response: { 200: { description: 'The thumbnail as PNG.', content: { 'image/png': binary } } }
    })
  }, async (request, reply) => {
    const { params: { id, index } } = request
    const { thumbnail } = find(id, index, ownerOf(request))
    if (!thumbnail) throw notKept('thumbnail', id, index, 'It was not decoded, or journalUploads is none')
    return sendImage(reply, 'image/png', thumbnail)
  })

  app.get<{ Params: { id: string, index: string } }>('/_mock/requests/:id/uploads/:index/file', {
    schema: routeSchema('getRequestUploadFile', 'Returns a file that a request brought, as it was sent. The journal keeps files only if `journalUploads` is `full`.', {
      params: UploadParams,
      response: {
        200: {
          description: 'The file: with its media type if it was decoded, otherwise as application/octet-stream.',
          content: Object.fromEntries([...Object.values(mediaTypes), otherType].map(type => [type, binary]))
        }
      }
    })
  }, async (request, reply) => {
    const { params: { id, index } } = request
    const { file, format = '' } = find(id, index, ownerOf(request))
    if (!file) throw notKept('file', id, index, 'It was not sent itself, or journalUploads is not full')
    const extension = format in mediaTypes ? format : 'bin'
    reply.header('content-disposition', `attachment; filename="${id}-${Number(index)}.${extension}"`)
    return sendImage(reply, mediaTypes[format] ?? otherType, file)
  })

  function find (id: string, index: string, owner: string | undefined) {
    const upload = /^\d{1,3}$/.test(index) ? journal.uploads(id, { owner })?.[Number(index)] : undefined
    if (upload) return upload
    throw new ControlError(404, `Expected an image that a request brought, got index ${preview(index)} of request ${preview(id)}. See its inputs in GET /_mock/requests/cards.`)
  }
}

/** Browsers do not run anything in it, although it is served by the origin of the inbox. */
function sendImage (reply: FastifyReply, type: string, image: Buffer): FastifyReply {
  return reply.headers({
    'content-type': type,
    'cache-control': 'private, max-age=31536000, immutable',
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff'
  }).send(image)
}

function notKept (what: string, id: string, index: string, reason: string): ControlError {
  return new ControlError(404, `Expected an image whose ${what} is kept, got index ${preview(index)} of request ${preview(id)}. ${reason}.`)
}
