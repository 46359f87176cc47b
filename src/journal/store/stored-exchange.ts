/** Converts a recorded exchange into the form in which the journal stores it, and reads images and parameters from that form. */
import { unescape } from 'node:querystring'
import { noCustomParameters, typeOfParameter } from '../../contract/custom-models/custom-parameters.js'
import type { Parameter, SentParameters } from '../../contract/parameters.js'
import type { GeneratedImage } from '../../contract/responses.js'
import type { Answer } from '../entries/entry.js'
import type { StoredUpload } from '../entries/kept-input.js'
import type { RecordedExchange, StoredAnswer, StoredExchange, StoredImage } from './recorded-exchange.js'

/** How much of a body is stored. */
export const maxBodyBytes = 64 * 1024
/** How much of a response that is not JSON is stored, in UTF-16 code units. */
export const maxTextLength = 65_536
/** Approximate memory use of an exchange without its strings. */
const baseBytes = 1024
const none: readonly object[] = []
const noSquares: readonly number[] = []

export interface StoredExchangeOptions {
  /** The exchange that generated the image, if this is a download. */
  generation: StoredExchange | undefined
  sequence: number
}

/** Creates the stored form. Every request pays for this, so it copies and parses as little as possible. */
export function toStoredExchange (exchange: RecordedExchange, { generation, sequence }: StoredExchangeOptions): StoredExchange {
  const {
    id, operation, receivedMs, method, url, headers, key, body: bytes, wholeBodyBytes, request, customParameters, violations,
    status, outcome, isBilled, usage, pictures = none, inputs, uploads, events, partialSquares = noSquares, clientWaitMs, isOpen,
    retryAfterMs, durationMs, decidedBy
  } = exchange
  const queryMark = url.indexOf('?')
  const body = bytes?.length && !isRawForm(headers, bytes) ? prefixOf(bytes) : undefined
  const answer = exchange.answer === undefined ? undefined : toStoredAnswer(exchange.answer)
  // Each member is copied by name: a spread would cost more than everything else in this function.
  return {
    id,
    operation,
    receivedMs,
    method,
    path: queryMark < 0 ? url : url.slice(0, queryMark),
    query: queryMark < 0 ? undefined : url.slice(queryMark + 1),
    headers,
    key,
    body,
    isBodyCut: body !== undefined && bytes!.length > maxBodyBytes,
    wholeBodyBytes,
    request,
    customParameters,
    violations,
    status,
    outcome,
    answer,
    isBilled,
    usage,
    pictures,
    inputs,
    uploads,
    events,
    partialSquares,
    clientWaitMs,
    isOpen,
    retryCount: retryCountOf(headers['x-stainless-retry-count']),
    retryOf: undefined,
    isRetryInferred: false,
    retryAfterMs,
    durationMs,
    decidedBy,
    owner: key ?? generation?.owner,
    generation: generation?.id,
    requested: generation?.request,
    downloads: undefined,
    sequence,
    weightBytes: baseBytes + weight(url) + weight(headers) + weight(body) + weight(answer) + weight(pictures) +
      weight(request?.parameters) + weight(violations) + weight(events) +
      (inputs === undefined ? 0 : weight(inputs) + uploadWeight(uploads))
  }
}

function uploadWeight (uploads: readonly StoredUpload[] = []): number {
  return uploads.reduce((sum, { thumbnail, file }) => sum + (thumbnail?.length ?? 0) + (file?.length ?? 0), 0)
}

/** Returns the name of the file that a URL of an image ends in. A proxy may change what precedes it, and some clients escape the URL again. */
export function imageFileName (url: string): string {
  const [path] = url.split('?', 1) as [string]
  return unescape(path.slice(path.lastIndexOf('/') + 1))
}

/** Returns the URLs of the images in the answer. */
export function imageUrls (answer: StoredAnswer | undefined): string[] {
  return imagesIn(answer).flatMap(({ url }) => url ?? [])
}

export function imagesIn (answer: StoredAnswer | undefined): readonly StoredImage[] {
  return hasImages<StoredImage>(answer) ? answer.data : []
}

/** Returns the error in the answer; undefined if it has none. */
export function errorIn (answer: StoredAnswer | undefined): Exclude<Answer, string>['error'] {
  return typeof answer === 'object' && 'error' in answer ? answer.error as Exclude<Answer, string>['error'] : undefined
}

/**
 * Returns the parameters in the body of a request that was refused before its defaults were resolved. Empty if the
 * body is not a JSON object or a form, or is not stored completely.
 */
export function rawParameters (exchange: Pick<StoredExchange, 'headers' | 'body' | 'isBodyCut' | 'customParameters'>): SentParameters {
  const value = bodyOf(exchange)
  if (typeof value !== 'object' || value === null) return {}
  const { headers, customParameters = noCustomParameters } = exchange
  const isForm = hasForm(headers)
  return Object.fromEntries(Object.entries(value).flatMap(([name, sent]) => {
    const type = typeOfParameter(name, customParameters)
    if (type === undefined) return []
    const value = isForm ? valueOf(sent, type) : sent
    return hasType(value, type) ? [[name, value]] : []
  }))
}

function hasForm ({ 'content-type': contentType }: RecordedExchange['headers']): boolean {
  return typeof contentType === 'string' && /^multipart\/form-data\b/i.test(contentType)
}

/** Whether the body is a form that was not read, with the bytes of its files. A form that was read is recorded as JSON. */
function isRawForm (headers: RecordedExchange['headers'], body: Buffer): boolean {
  return body[0] !== '{'.charCodeAt(0) && hasForm(headers)
}

/** The value of a field of a form, which is text. */
function valueOf (field: unknown, type: Parameter['type']): unknown {
  if (typeof field !== 'string' || type === 'string') return field
  if (type === 'boolean') return { true: true, false: false }[field]
  const form = type === 'integer' ? /^-?\d{1,15}$/ : /^-?\d{1,15}(?:\.\d{1,15})?$/
  return form.test(field) ? Number(field) : undefined
}

function hasType (value: unknown, type: Parameter['type']): boolean {
  if (type === 'integer') return Number.isInteger(value)
  const found: string = typeof value
  return found === type
}

/** The body as a JSON value; a form as an object of its fields. Undefined if it is not stored completely, or not JSON. */
export function bodyOf ({ body, isBodyCut }: Pick<StoredExchange, 'body' | 'isBodyCut'>): unknown {
  if (body === undefined || isBodyCut) return undefined
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

function toStoredAnswer (answer: object | string): StoredAnswer {
  if (typeof answer === 'string') return answer.slice(0, maxTextLength)
  if (!hasImages<GeneratedImage>(answer) || !answer.data.some(image => image.b64_json)) return answer
  return { ...answer, data: answer.data.map(toStoredImage) }
}

function hasImages<Image> (answer: unknown): answer is { data: readonly Image[] } {
  return typeof answer === 'object' && answer !== null && 'created' in answer && 'data' in answer && Array.isArray(answer.data)
}

/** Drops the base64 data, which would otherwise stay in memory as long as the entry. */
function toStoredImage ({ b64_json: base64, ...image }: GeneratedImage): StoredImage {
  return base64 ? { ...image, b64_json: { bytes: base64.bytes, sha256: base64.sha256 } } : image
}

function retryCountOf (header: string | string[] | undefined): number | undefined {
  return typeof header === 'string' && /^\d{1,9}$/.test(header) ? Number(header) : undefined
}

/** Returns at most `maxBodyBytes`, cut between two characters. As a string, since a small buffer may keep a large one in memory. */
function prefixOf (bytes: Buffer): string {
  if (bytes.length <= maxBodyBytes) return bytes.toString()
  let end = maxBodyBytes
  while (end > maxBodyBytes - 3 && isContinuation(bytes[end]!)) end--
  return bytes.toString('utf8', 0, end)
}

/** Whether this is a byte of a UTF-8 character other than its first. */
function isContinuation (byte: number): boolean {
  return (byte & 0xc0) === 0x80
}

/** Returns the approximate size of all strings in the value, in bytes. */
function weight (value: unknown): number {
  if (typeof value === 'string') return value.length * 2
  if (typeof value !== 'object' || value === null) return 0
  let sum = 0
  for (const name in value) {
    const member: unknown = value[name as keyof typeof value]
    // Most members are strings. A call for each of them would double the time.
    sum += typeof member === 'string' ? member.length * 2 : weight(member)
  }
  return sum
}
