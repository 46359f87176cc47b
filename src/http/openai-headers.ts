/** The headers that every answer of the API carries, as recorded. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { apiKeyOf } from '../behaviours/auth.js'
import { organization } from '../delivery/signed-url.js'

declare module 'fastify' {
  interface FastifyInstance {
    /** The headers that say how a caller's limit stands. */
    limitHeaders: (key: string | undefined) => Record<string, string>
  }
}

/** Sets them, once the status is known: the organization is unknown, and so absent, where the key was refused. */
export function setOpenaiHeaders (request: FastifyRequest, reply: FastifyReply): void {
  reply.header('x-request-id', request.id)
  reply.header('openai-version', '2020-10-01')
  reply.header('openai-processing-ms', String(Math.round(performance.now() - request.startedMs)))
  reply.header('x-content-type-options', 'nosniff')
  reply.header('content-type', 'application/json')
  // A browser front end may call the API.
  reply.header('access-control-allow-origin', '*')
  reply.header('access-control-expose-headers', 'x-request-id')
  reply.headers(request.server.limitHeaders(apiKeyOf(request.headers.authorization)))
  if (reply.statusCode !== 401) reply.header('openai-organization', organization)
}
