/** The target of a request: its path, targets in absolute form, and hints for URLs that are not served. */
import type { IncomingMessage } from 'node:http'
import type { FastifyRequest } from 'fastify'
import { operations } from '../../contract/operations/operations.js'
import { listed } from '../../text/sentences.js'

/** The target as it was sent, of requests whose path prefix was replaced. */
const sentTarget = Symbol('sentTarget')

interface RewrittenRequest extends IncomingMessage { [sentTarget]?: string }

/**
 * Creates Fastify's `rewriteUrl`. It removes the origin that a request to a proxy has before its path. It also removes
 * the path of `publicUrl` from image URLs, so that they work if no proxy removes it, and replaces each of the prefixes
 * before the path of an operation, such as `/v1/openai`, by `/v1`.
 */
export function createTargetOf (
  publicUrl: string | undefined, pathPrefixes: () => readonly string[] = () => []
): (request: IncomingMessage) => string {
  const publicPath = publicUrl === undefined ? '' : new URL(publicUrl).pathname.replace(/\/+$/, '')
  const imagesBelow = `${publicPath}/private/`
  return request => {
    const target = targetOf(request)
    if (publicPath !== '' && target.startsWith(imagesBelow)) return target.slice(publicPath.length)
    const prefix = pathPrefixes().find(prefix => target.startsWith(prefix) && /^\/(?:images\/|models(?:[/?]|$))/.test(target.slice(prefix.length)))
    if (prefix === undefined) return target
    const rewritten: RewrittenRequest = request
    rewritten[sentTarget] = target
    return `/v1${target.slice(prefix.length)}`
  }
}

/** The path and query of a request as they were sent, without an origin. */
export function targetAsSent ({ raw, url }: FastifyRequest): string {
  return (raw as RewrittenRequest)[sentTarget] ?? url
}

function targetOf ({ url = '/' }: IncomingMessage): string {
  return url.startsWith('/') ? url : url.replace(/^https?:\/\/[^/?]*\/?/i, '/')
}

/** The path as it was sent, without the query. */
export function pathOf (request: FastifyRequest): string {
  return withoutQuery(targetAsSent(request))
}

/** The path that is routed: `/v1` in the place of a prefix of a models file. */
export function routedPathOf ({ url }: FastifyRequest): string {
  return withoutQuery(url)
}

function withoutQuery (target: string): string {
  const query = target.indexOf('?')
  return query < 0 ? target : target.slice(0, query)
}

/** The paths of the operations, all but the first without their folder. */
const imitatedPaths = Object.values(operations).map(({ path }, index) => index === 0 ? path : path.replace('/images', ''))

const hints: ReadonlyArray<readonly [pattern: RegExp, hint: string]> = [
  [/^\/v1\/v1(\/|$)/, 'The path has /v1 twice: the base URL already ends in /v1.'],
  [/\/images\/generations\/.*images\/generations/, 'The base URL should end in /v1, without /images/generations.'],
  [/\/\//, 'The path has a double slash: the base URL should end in /v1, without a slash.'],
  [/\/images\/generations\/+$/, 'The path should not end in a slash.'],
  [/^\/openai\//, 'The paths of Azure OpenAI are not imitated. The base URL should end in /v1.'],
  [/^\/v1\//, `Only POST /v1${listed(imitatedPaths, 'and')} and GET /v1/models are imitated.`]
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
