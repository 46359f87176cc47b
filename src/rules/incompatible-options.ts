/** Options of a rule's response that are incompatible with each other or with the request. */
import type { ImageRequest } from '../contract/image-request.js'
import type { ParameterValue } from '../contract/parameters.js'
import { namedErrors } from '../errors/named-errors.js'
import { byteCount } from '../text/units.js'
import { streamFaults } from './faults.js'
import { RuleError } from './rule-error.js'
import type { Respond } from './rule.js'

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
  keepalive: { options: ['error'], effect: 'sends a stream' },
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
  if (retryAfter !== undefined && ![429, 503].includes(statusOf(error) ?? 200)) {
    throw RuleError.unusable(`${where}.retryAfter`, 'it requires an error of status 429 or 503', 'Add such an error, or remove retryAfter')
  }
  const headers = typeof error === 'object' ? error.headers ?? {} : {}
  const framing = Object.keys(headers).find(name => framingHeaders.test(name))
  if (framing) throw RuleError.unusable(`${where}.error.headers`, `the server sets ${framing} itself`, 'Remove this header')
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

/** How a request's images are delivered: the GPT image models have no choice. */
function formatOf ({ parameters }: Pick<ImageRequest, 'parameters'>): ParameterValue {
  return parameters['response_format'] ?? 'b64_json'
}

/** Whether the response of a rule is possible for the request: it may require another response format. */
export function isPossible (respond: Respond, request: Pick<ImageRequest, 'parameters'>): boolean {
  const required = requiredFormat(respond)
  return (required === undefined || required === formatOf(request)) && (streamOption(respond) === undefined || isStream(request))
}

/** The option of the response that only streams have; undefined if there is none. */
function streamOption (respond: Respond): string | undefined {
  const { fault } = respond
  if (fault !== undefined && streamFaults.includes(fault)) return `fault ${fault}`
  return (['after', 'partials', 'partialDelay'] as const).find(option => respond[option] !== undefined)
}

function isStream ({ parameters }: Pick<ImageRequest, 'parameters'>): boolean {
  return parameters['stream'] === true
}

/** Throws a RuleError if the response requires another response format. */
export function checkFormat (respond: Respond, format: unknown, where: string): void {
  const required = requiredFormat(respond)
  if (required === undefined || required === format) return
  const option = respond.asset === undefined ? `fault ${respond.fault}` : `asset ${respond.asset}`
  throw RuleError.expected(where, `${required} (required by ${option})`, format)
}

/** Throws a RuleError if the response requires a stream, or images in another format than the request's. */
export function checkFormatOf (request: Pick<ImageRequest, 'parameters'>, respond: Respond): void {
  const option = streamOption(respond)
  if (option !== undefined && !isStream(request)) throw RuleError.expected('stream', `true (required by ${option})`, false)
  checkFormat(respond, formatOf(request), 'response_format')
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
