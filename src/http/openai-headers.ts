/** The headers that every answer of the API carries, as recorded. */
import type { FastifyRequest } from 'fastify'
import { organization } from '../delivery/signed-url.js'
import { keyOf } from './call.js'

declare module 'fastify' {
  interface FastifyInstance {
    /** The headers that say how a caller's limit stands. */
    limitHeaders: (key: string | undefined) => Record<string, string>
  }
}

/** Those of one answer. The organization is unknown, and so absent, where the key was refused. */
export function openaiHeaders (request: FastifyRequest, status: number): Record<string, string> {
  const headers: Record<string, string> = {
    'x-request-id': request.id,
    'openai-version': '2020-10-01',
    'openai-processing-ms': String(Math.round(performance.now() - request.startedMs)),
    'x-content-type-options': 'nosniff',
    'content-type': 'application/json',
    // A browser front end may call the API.
    'access-control-allow-origin': '*',
    'access-control-expose-headers': 'x-request-id'
  }
  if (status !== 401) headers['openai-organization'] = organization
  return Object.assign(headers, request.server.limitHeaders(keyOf(request)))
}
