/** Converts a stored exchange into a journal entry, with its secrets masked. */
import { unescape } from 'node:querystring'
import { maskSecret } from '../text/messages.js'
import type { Answer, Entry } from './entry.js'
import type { RecordedExchange, StoredExchange } from './recorded-exchange.js'
import { imageUrls } from './stored-exchange.js'

export function toEntry (exchange: StoredExchange): Entry {
  const {
    id, receivedMs, method, path, query, headers, owner, body, isBodyCut, wholeBodyBytes, request, status, outcome, answer,
    durationMs, decidedBy, retryCount, retryOf, isRetryInferred, retryAfterMs, generation, downloads
  } = exchange
  return withoutUndefined<Entry>({
    id,
    time: new Date(receivedMs).toISOString(),
    method,
    path,
    query: query === undefined ? undefined : maskQuery(query, path),
    key: owner === undefined ? undefined : maskSecret(owner),
    headers: maskHeaders(headers),
    body,
    bodyTruncated: isBodyCut ? true : undefined,
    bodyBytes: isBodyCut ? wholeBodyBytes : undefined,
    request: request?.parameters,
    status,
    outcome,
    answer: answer as Answer | undefined,
    durationMs,
    decidedBy,
    retryCount,
    retryOf,
    retryInferred: isRetryInferred || undefined,
    retryAfterMs,
    generation,
    downloads: imageUrls(answer).length > 0 ? [...downloads] : undefined
  })
}

/** Removes members that are undefined. The parameter's type requires every member, so that none can be forgotten. */
export function withoutUndefined<Result extends object> (members: { [Name in keyof Required<Result>]: Result[Name] | undefined }): Result {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Result
}

/** The last words of the names of secrets. An idempotency key, for example, is not a secret. */
const secretName = /(?:^|-)(?:authorization|auth|(?:api|access|subscription|functions|mock)-?key|token|secret|password|pwd|signature|sig|credential|cookie|jwt)$|^key$/
/** A query parameter of a URL in a header such as `referer`. */
const urlParameter = /([?&])([^\s?&=#]{1,64})=([^\s&#"<>,]+)/g
/** The path of the mock's own image URLs. */
const imagePath = /\/private\/org-[^/]+\/user-[^/]+\/img-[^/]+$/

function maskHeaders (headers: RecordedExchange['headers']): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).flatMap(([name, given]) => {
    if (given === undefined) return []
    const value = Array.isArray(given) ? given.join(', ') : given
    return [[name, isSecret(name) ? maskCredentials(value) : maskUrls(value)]]
  }))
}

/**
 * Masks the secrets in the query string of a request for this path. The signature of an image URL stays: the journal
 * shows it in the response anyway, and gives access to the image itself.
 */
function maskQuery (query: string, path: string): string {
  const isHidden = imagePath.test(path) ? (name: string) => name !== 'sig' && isSecret(name) : isSecret
  return query.split('&').map(parameter => {
    const end = parameter.indexOf('=')
    const [name, value] = [parameter.slice(0, end), parameter.slice(end + 1)]
    return end > 0 && value !== '' && isHidden(name) ? `${name}=${maskSecret(value)}` : parameter
  }).join('&')
}

function maskUrls (text: string): string {
  return text.replace(urlParameter, (parameter, mark, name, value) => isSecret(name) ? `${mark}${name}=${maskSecret(value)}` : parameter)
}

/** Masks the value except for its scheme: `Bearer sk-proj-4f2a` becomes `Bearer …4f2a`. */
function maskCredentials (value: string): string {
  const scheme = /^[A-Za-z]+ +/.exec(value)?.[0] ?? ''
  return scheme + maskSecret(value.slice(scheme.length))
}

/** Treats `api_key`, `API-Key`, `api%5Fkey`, `apiKey` and `x.api.key` alike. */
function isSecret (name: string): boolean {
  const words = unescape(name).replace(/([a-z\d])([A-Z])/g, '$1-$2').toLowerCase().replace(/[\W_]+/g, '-')
  return secretName.test(words.replace(/-$/, ''))
}
