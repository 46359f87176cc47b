/** Serves the files of a folder with `@fastify/send`, which is loaded with the first request. */
import type { SendOptions } from '@fastify/send'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { pathOf } from './request-target.js'

/** Creates a handler that serves the folder `root` below the path `prefix`, which ends in a slash. */
export function createStaticFiles (prefix: string, options: SendOptions & { root: string }) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const { default: send } = await import('@fastify/send')
    const { type, statusCode, headers, stream } = await send(request.raw, pathOf(request).slice(prefix.length - 1), options)
    if (type !== 'error') return reply.code(statusCode).headers(headers).send(stream)
    if (statusCode === 404) {
      reply.callNotFound()
      return reply
    }
    throw Object.assign(new Error(`Expected the path of a file, got ${request.method} ${pathOf(request)}. See /_mock/openapi.json.`), { statusCode })
  }
}
