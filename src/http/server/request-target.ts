/** The target of a request: its path, targets in absolute form, and hints for URLs that are not served. */
import type { IncomingMessage } from 'node:http'
import type { FastifyRequest } from 'fastify'

/**
 * Creates Fastify's `rewriteUrl`. It removes the origin that a request to a proxy has before its path. It also removes
 * the path of `publicUrl` from image URLs, so that they work if no proxy removes it.
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

/** The path without the query. */
export function pathOf ({ url }: FastifyRequest): string {
  const query = url.indexOf('?')
  return query < 0 ? url : url.slice(0, query)
}

const hints: ReadonlyArray<readonly [pattern: RegExp, hint: string]> = [
  [/^\/v1\/v1(\/|$)/, 'The path has /v1 twice: the base URL already ends in /v1.'],
  [/\/images\/generations\/.*images\/generations/, 'The base URL should end in /v1, without /images/generations.'],
  [/\/\//, 'The path has a double slash: the base URL should end in /v1, without a slash.'],
  [/\/images\/generations\/+$/, 'The path should not end in a slash.'],
  [/^\/openai\//, 'The paths of Azure OpenAI are not imitated. The base URL should end in /v1.'],
  [/^\/v1\//, 'Only POST /v1/images/generations, /edits and /variations and GET /v1/models are imitated.']
]

/**
 * The probable mistake in a path that is not served, for the log and the inbox; undefined if it is not a usual one.
 * The response does not contain it: it has OpenAI's wording.
 *
 *     urlHint('/v1/v1/images/generations') // 'The path has /v1 twice: the base URL already ends in /v1.'
 */
export function urlHint (path: string): string | undefined {
  return hints.find(([pattern]) => pattern.test(path))?.[1]
}
