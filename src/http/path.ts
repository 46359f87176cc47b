/** The path of a request, whatever the form of its target. */
import type { FastifyRequest } from 'fastify'

/** Without the query, and without the origin that a request to a proxy has before it. */
export function pathOf ({ url }: FastifyRequest): string {
  const own = url.startsWith('/') ? url : url.replace(/^https?:\/\/[^/]*/i, '')
  const query = own.indexOf('?')
  return query < 0 ? own : own.slice(0, query)
}
