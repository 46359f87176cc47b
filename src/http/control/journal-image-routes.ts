/** Control API route of the pictures that were generated for a request. */
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { preview } from '../../text/messages.js'
import type { Journal } from '../../journal/journal.js'
import { imageFormats, mediaTypeOf } from '../../pictures/output/image-format.js'
import { UnknownImageError } from '../../pictures/user-images.js'
import type { Picture } from '../../pictures/picture.js'
import type { Renderer } from '../../pictures/render.js'
import { ownerOf } from './control-access.js'
import { ControlError } from './control-errors.js'
import { routeSchema } from './control-schemas.js'

export interface JournalImageRoutesOptions {
  journal: Pick<Journal, 'pictures'>
  renderer: Pick<Renderer, 'file' | 'thumbnail'>
}

const minWidth = 16
const maxWidth = 1792
const allowedWidths = `an integer from ${minWidth} to ${maxWidth}`

const pictureContent = Object.fromEntries(imageFormats.map(format => [mediaTypeOf(format), { schema: Type.String({ format: 'binary' }) }]))

const ImageParams = Type.Object({ id: Type.String(), index: Type.String({ description: 'The index of the picture, from 0.' }) })
const ImageQuery = Type.Object({
  partial: Type.Optional(Type.String({ pattern: '^[0-2]$', allowed: 'the index of a partial image of a stream, from 0 to 2', description: 'The index of a partial image of a stream, from 0. Default: the final picture.' })),
  w: Type.Optional(Type.String({ allowed: allowedWidths, description: `The maximum width of a thumbnail, from ${minWidth} to ${maxWidth} pixels. Default: the picture in full size.` }))
}, { additionalProperties: false })

export function journalImageRoutes (app: FastifyInstance, { journal, renderer }: JournalImageRoutesOptions): void {
  app.get<{ Params: { id: string, index: string }, Querystring: { w?: string, partial?: string } }>('/_mock/requests/:id/images/:index', {
    schema: routeSchema('getRequestImage', 'Returns a picture that was generated for a request. The call does not count as a download.', {
      params: ImageParams,
      querystring: ImageQuery,
      response: { 200: { description: 'The picture in its format, or a thumbnail as PNG.', content: pictureContent } }
    })
  }, async (request, reply) => {
    const { params: { id, index }, query: { w, partial } } = request
    const width = w === undefined ? undefined : widthOf(w)
    const kept = journal.pictures(id, { owner: ownerOf(request) })
    const picture = /^\d$/.test(index) ? kept?.pictures[Number(index)] as Picture | undefined : undefined
    const squares = partial === undefined ? undefined : kept?.partialSquares[Number(partial)]
    if (!picture) throw notFound(id, index)
    if (partial !== undefined && squares === undefined) throw notFound(id, index, `, which has no partial image ${partial}`)
    const isWanted = () => !request.raw.socket.destroyed
    try {
      const file = await (width === undefined
        ? renderer.file(picture, isWanted, squares)
        : renderer.thumbnail(picture, width, isWanted, squares))
      const mediaType = width === undefined ? mediaTypeOf(picture.format) : 'image/png'
      return reply.headers({ 'content-type': mediaType, 'cache-control': 'private, max-age=31536000, immutable' }).send(file)
    } catch (error) {
      throw error instanceof UnknownImageError ? notFound(id, index, ', whose image file was evicted') : error
    }
  })
}

function widthOf (text: string): number {
  const width = /^\d{1,4}$/.test(text) ? Number(text) : NaN
  if (width >= minWidth && width <= maxWidth) return width
  throw new ControlError(400, `Expected ${allowedWidths} for w in the query string, got ${preview(text)}.`)
}

function notFound (id: string, index: string, reason = ''): ControlError {
  return new ControlError(404, `Expected an existing picture, got index ${preview(index)} of request ${preview(id)}${reason}. See GET /_mock/requests/cards.`)
}
