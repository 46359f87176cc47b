/** The path of a request, whatever the form of its target. */
import type { FastifyRequest } from 'fastify'

/** Without the query, and without the origin that a request to a proxy has before it. */
export function pathOf ({ url }: FastifyRequest): string {
  return url.replace(/^https?:\/\/[^/]*/i, '').split('?', 1)[0]!
}
