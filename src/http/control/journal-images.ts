/** The control API's path to the pictures of a request: what was made, whatever became of its answer and its URLs. */
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { preview } from '../../text/messages.js'
import type { Journal } from '../../journal/journal.js'
import { UnknownImageError } from '../../pictures/user-images.js'
import type { Picture } from '../../pictures/picture.js'
import type { Renderer } from '../../pictures/render.js'
import { describe } from './control-schemas.js'
import { ControlError } from './control-errors.js'
import { ownerOf } from './key-scope.js'

export interface EntryImagesOptions {
  journal: Pick<Journal, 'pictures'>
  renderer: Pick<Renderer, 'png' | 'thumbnail'>
}

const narrowest = 16
const widest = 1792
const widths = `an integer from ${narrowest} to ${widest}`

const Which = Type.Object({ id: Type.String(), index: Type.String({ description: 'Which of its pictures, from 0.' }) })
const Width = Type.Object({
  w: Type.Optional(Type.String({ allowed: widths, description: `For a thumbnail: how wide it may be, from ${narrowest} to ${widest} pixels. Absent: the picture itself.` }))
}, { additionalProperties: false })

export function entryImages (app: FastifyInstance, { journal, renderer }: EntryImagesOptions): void {
  app.get<{ Params: { id: string, index: string }, Querystring: { w?: string } }>('/_mock/requests/:id/images/:index', {
    schema: describe('getRequestImage', 'A picture that was made for a request. It counts as no download.', {
      params: Which,
      querystring: Width,
      response: { 200: { description: 'The picture.', content: { 'image/png': { schema: Type.String({ format: 'binary' }) } } } }
    })
  }, async (request, reply) => {
    const { params: { id, index }, query: { w } } = request
    const width = w === undefined ? undefined : widthOf(w)
    const pictures = journal.pictures(id, { owner: ownerOf(request) }) as Picture[] | undefined
    const picture = /^\d$/.test(index) ? pictures?.[Number(index)] : undefined
    if (!picture) throw notFound(id, index, 'none')
    const isWanted = () => !request.raw.socket.destroyed
    try {
      const png = await (width === undefined ? renderer.png(picture, isWanted) : renderer.thumbnail(picture, width, isWanted))
      return reply.headers({ 'content-type': 'image/png', 'cache-control': 'private, max-age=31536000, immutable' }).send(png)
    } catch (error) {
      throw error instanceof UnknownImageError ? notFound(id, index, 'that its image file is not there any more') : error
    }
  })
}

function widthOf (text: string): number {
  const width = /^\d{1,4}$/.test(text) ? Number(text) : NaN
  if (width >= narrowest && width <= widest) return width
  throw new ControlError(400, `Failed to read w in the query string: found ${preview(text)}. Please give ${widths}.`)
}

function notFound (id: string, index: string, found: string): ControlError {
  return new ControlError(404, `Failed to find the picture ${index} of the request ${id}: found ${found}. Please look it up in GET /_mock/requests/cards.`)
}
