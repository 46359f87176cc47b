/** The target of a request: what it is for the whole mock, and its path. */
import type { IncomingMessage } from 'node:http'
import type { FastifyRequest } from 'fastify'

/**
 * Makes Fastify's rewriteUrl: path and query, without the origin that a request to a proxy has before them. Image URLs
 * that begin with the path of `publicUrl` are served as those without it, since no proxy may be there to remove it.
 */
export function createTargetOf (publicUrl: string | undefined): (request: IncomingMessage) => string {
  const publicPath = publicUrl === undefined ? '' : new URL(publicUrl).pathname.replace(/\/+$/, '')
  if (publicPath === '') return targetOf
  const imagesBelow = `${publicPath}/private/`
  return request => {
    const target = targetOf(request)
    return target.startsWith(imagesBelow) ? target.slice(publicPath.length) : target
  }
}

function targetOf ({ url = '/' }: IncomingMessage): string {
  return url.startsWith('/') ? url : url.replace(/^https?:\/\/[^/?]*\/?/i, '/')
}

/** Without the query. */
export function pathOf ({ url }: FastifyRequest): string {
  const query = url.indexOf('?')
  return query < 0 ? url : url.slice(0, query)
}
