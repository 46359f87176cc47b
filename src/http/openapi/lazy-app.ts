/** An app within the app, never listening: it answers what is seldom asked and takes long to load. */
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { pathOf } from '../server/request-target.js'

export interface InnerApp {
  answer: (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>
  close: () => Promise<void>
}

/** Nothing in it is checked or written by a schema. */
const noCompilers = { compilersFactory: { buildValidator: (() => () => () => true) as never, buildSerializer: () => () => JSON.stringify } }

/** Makes it for the first who asks; `furnish` gives it its routes. */
export function createLazyApp (furnish: (app: FastifyInstance) => Promise<void>): InnerApp {
  let furnished: Promise<FastifyInstance> | undefined

  async function start (): Promise<FastifyInstance> {
    const app = Fastify({ exposeHeadRoutes: false, schemaController: noCompilers })
    await furnish(app)
    return app
  }

  return {
    async answer (request, reply) {
      furnished ??= start()
      const { statusCode, headers, rawPayload } = await (await furnished).inject({ method: 'GET', url: request.url, headers: request.headers })
      if (statusCode === 404) return reply.callNotFound()
      if (statusCode >= 400) {
        throw Object.assign(new Error(`Failed to serve ${pathOf(request)}: found nothing of that form. Please see /_mock/openapi.json.`), { statusCode })
      }
      // The connection is not the inner app's.
      const { connection, date, 'keep-alive': keepAlive, 'transfer-encoding': encoding, ...own } = headers
      return reply.code(statusCode).headers(own).send(rawPayload)
    },
    close: async () => { await (await furnished)?.close() }
  }
}
