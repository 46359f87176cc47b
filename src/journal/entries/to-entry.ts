/** Converts a stored exchange into a journal entry, with its secrets masked. */
import { unescape } from 'node:querystring'
import { maskSecret } from '../../text/messages.js'
import { Entry, type Answer } from './entry.js'
import { keptInputs } from './kept-input.js'
import type { RecordedExchange, StoredExchange } from '../store/recorded-exchange.js'
import { imageUrls } from '../store/stored-exchange.js'

export function toEntry (exchange: StoredExchange): Entry {
  const { path, query, headers, body, isBodyCut, wholeBodyBytes, request, answer, downloads } = exchange
  return definedMembers<Entry>(Entry, {
    ...sharedMembers(exchange),
    query: query === undefined ? undefined : maskQuery(query, path),
    headers: maskHeaders(headers),
    body,
    bodyTruncated: isBodyCut ? true : undefined,
    bodyBytes: isBodyCut ? wholeBodyBytes : undefined,
    request: request?.parameters,
    answer: answer as Answer | undefined,
    events: exchange.events && [...exchange.events],
    downloads: imageUrls(answer).length > 0 ? [...downloads ?? []] : undefined
  })
}

/** Returns the members that entries and cards have in common. */
export function sharedMembers (exchange: StoredExchange) {
  const {
    id, receivedMs, method, path, operation, owner, violations, status, outcome, isBilled, usage, durationMs, decidedBy,
    retryCount, retryOf, isRetryInferred, retryAfterMs, generation, clientWaitMs, isOpen
  } = exchange
  return {
    id,
    time: new Date(receivedMs).toISOString(),
    method,
    path,
    operation,
    key: owner === undefined ? undefined : maskSecret(owner),
    inputs: keptInputs(exchange),
    violations: violations && [...violations],
    status,
    outcome,
    billed: isBilled || undefined,
    usage,
    durationMs,
    decidedBy,
    retryCount,
    retryOf,
    retryInferred: isRetryInferred || undefined,
    retryAfterMs,
    clientWaitMs,
    isOpen: isOpen || undefined,
    generation
  }
}

/**
 * Returns the members that are not undefined, in the order of the schema. The type of `members` requires every member,
 * so that none can be forgotten.
 */
export function definedMembers<Result extends object> (
  { properties }: { properties: object }, members: { [Name in keyof Required<Result>]: Result[Name] | undefined }
): Result {
  const names = Object.keys(properties) as Array<keyof Result>
  return Object.fromEntries(names.flatMap(name => members[name] === undefined ? [] : [[name, members[name]]])) as Result
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
