/** The target of a request: what it is for the whole mock, and its path. */
import type { IncomingMessage } from 'node:http'
import type { FastifyRequest } from 'fastify'

/** Fastify's rewriteUrl: path and query, without the origin that a request to a proxy has before them. */
export function targetOf ({ url = '/' }: IncomingMessage): string {
  return url.startsWith('/') ? url : url.replace(/^https?:\/\/[^/?]*\/?/i, '/')
}

/** Without the query. */
export function pathOf ({ url }: FastifyRequest): string {
  const query = url.indexOf('?')
  return query < 0 ? url : url.slice(0, query)
}
