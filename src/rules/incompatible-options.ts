/** Options of a rule's response that are incompatible with each other or with the request. */
import { deliveryOf, type ImageRequest } from '../contract/image-request.js'
import { namedErrors } from '../errors/named-errors.js'
import { byteCount } from '../text/units.js'
import { RuleError } from './rule-error.js'
import type { Respond } from './rule.js'
import { checkStreamLength, checkStreamOf, hasStreamFor } from './stream-options.js'

type Option = keyof Respond

const imageOptions: readonly Option[] = ['asset', 'image', 'revised_prompt', 'bytes', 'usage']
const allButUsage = imageOptions.filter(option => option !== 'usage')
const noResponse = { options: ['error', ...imageOptions] as const, effect: 'sends no response' }

/** The options that are incompatible with a fault, and what the fault does. */
const incompatibleWithFault: Partial<Record<NonNullable<Respond['fault']>, { options: readonly Option[], effect: string }>> = {
  reset: noResponse,
  empty: noResponse,
  hang: noResponse,
  lost: { options: ['error', ...allButUsage], effect: 'sends no response' },
  gateway_timeout: { options: ['error', 'after', ...allButUsage], effect: 'sends a status and a page of its own, before anything else' },
  malformed: { options: ['error', ...imageOptions], effect: 'sends a response with status 200 and invalid JSON' },
  bad_base64: { options: ['error', 'asset'], effect: 'sends images as base64 with status 200' },
  unknown_event: { options: ['error'], effect: 'sends a stream' },
  duplicate_partial: { options: ['error'], effect: 'sends a stream' },
  keepalive: { options: ['error', 'after'], effect: 'sends a whole stream, with a comment line before each event' },
  empty_data: { options: ['error', ...allButUsage], effect: 'sends no image' }
}

/** Headers of the connection and the message framing, which Node sets. */
const framingHeaders = /^(connection|content-length|keep-alive|trailer|transfer-encoding|upgrade)$/i

/** Throws a RuleError if an option would have no effect, or would break the response. */
export function checkCompatibility (respond: Respond, where = 'respond'): void {
  const { error, retryAfter, fault, after } = respond
  if (after !== undefined && error === undefined && fault === undefined) {
    throw RuleError.unusable(`${where}.after`, 'it requires an error or a fault', 'Add one, or remove after')
  }
  if (error !== undefined) checkOptions(respond, imageOptions, 'error, which sends no image', where)
  const incompatible = fault && incompatibleWithFault[fault]
  if (incompatible) checkOptions(respond, incompatible.options, `fault ${fault}, which ${incompatible.effect}`, where)
  if (after !== undefined) checkWithinStream(respond, where)
  checkStreamLength(respond, where)
  if (retryAfter !== undefined && ![429, 503].includes(statusOf(error) ?? 200)) {
    throw RuleError.unusable(`${where}.retryAfter`, 'it requires an error of status 429 or 503', 'Add such an error, or remove retryAfter')
  }
  const headers = typeof error === 'object' ? error.headers ?? {} : {}
  const framing = Object.keys(headers).find(name => framingHeaders.test(name))
  if (framing) throw RuleError.unusable(`${where}.error.headers`, `the server sets ${framing} itself`, 'Remove this header')
}

/** Throws a RuleError if an option has no effect together with `after`. */
function checkWithinStream (respond: Respond, where: string): void {
  const { error, fault, after } = respond
  if (error === undefined) {
    if (fault === 'drip') throw RuleError.unusable(`${where}.after`, 'it is incompatible with fault drip, which sends all events slowly', 'Remove one of the two')
  } else {
    checkOptions(respond, ['retryAfter'], 'after, since an error within a stream has no headers', where)
    const hasHeaders = typeof error === 'object' && Object.keys(error.headers ?? {}).length > 0
    if (hasHeaders) throw RuleError.unusable(`${where}.error.headers`, 'an error within a stream has no headers', 'Remove headers or after')
    if (fault === 'truncate') checkOptions(respond, ['fault'], 'an error with after, which is sent as a whole event', where)
    if (after === 0) checkOptions(respond, ['fault'], 'an error with after=0, before which there is no event', where)
  }
}

function checkOptions (respond: Respond, options: readonly Option[], subject: string, where: string): void {
  const option = options.find(option => respond[option] !== undefined)
  if (option) throw RuleError.unusable(`${where}.${option}`, `it is incompatible with ${subject}`, 'Remove one of the two')
}

function statusOf (error: Respond['error']): number | undefined {
  return typeof error === 'string' ? namedErrors[error].entry.example.status : error?.status
}

/** Returns the response format that the response requires; undefined if any will do. */
function requiredFormat ({ asset, fault }: Respond): 'url' | 'b64_json' | undefined {
  if (asset !== undefined) return 'url'
  return fault === 'bad_base64' ? 'b64_json' : undefined
}

type DeliveredRequest = Pick<ImageRequest, 'parameters'> & Partial<Pick<ImageRequest, 'model'>>

/** Whether the response of a rule is possible for the request: it may require another response format, or a longer stream. */
export function isPossible (respond: Respond, request: DeliveredRequest): boolean {
  const required = requiredFormat(respond)
  return (required === undefined || required === deliveryOf(request)) && hasStreamFor(request, respond)
}

/** Throws a RuleError if the response requires another response format. */
export function checkFormat (respond: Respond, format: unknown, where: string): void {
  const required = requiredFormat(respond)
  if (required === undefined || required === deliveryOf({ parameters: { response_format: format } })) return
  const option = respond.asset === undefined ? `fault ${respond.fault}` : `asset ${respond.asset}`
  throw RuleError.expected(where, `${required} (required by ${option})`, format)
}

/** Throws a RuleError if the response of a directive is not possible for the request. */
export function checkPossible (request: DeliveredRequest, respond: Respond): void {
  checkStreamOf(request, respond)
  checkFormat(respond, deliveryOf(request), 'response_format')
}

/** The largest size of all images of a response together. */
const maxResponseSize = '32MB'

/** The largest size of each of `n` images of a response, in bytes. */
export function maxImageBytes (n: number): number {
  return Math.floor(byteCount(maxResponseSize) / n)
}

/** Throws a RuleError if `n` images of the rule's `bytes` exceed the size of one response. */
export function checkResponseSize ({ bytes }: Respond, n: number, where: string): void {
  const most = bytes === undefined ? Infinity : Math.floor(byteCount(maxResponseSize) / byteCount(bytes))
  if (n > most) throw RuleError.expected(where, `at most ${most} (images of ${bytes}, together at most ${maxResponseSize})`, n)
}
