/** OpenAI's own dialect: paths, API key, headers and bodies. */
import { operations } from '../../contract/operations/operations.js'
import type { GeneratedImage, GeneratedImages } from '../../contract/responses.js'
import type { StreamEvent } from '../../contract/stream-events.js'
import type { ApiError } from '../../errors/api-error.js'
import type { Exchange } from '../../operations/exchange.js'
import { summaryOfViolations, violationsHeader } from '../../operations/violations.js'
import { apiKeyOf } from '../../behaviours/auth.js'
import type { Dialect, Part } from '../dialect.js'
import { readBody } from './read-body.js'
import { andThen, type Awaitable } from '../../stores/awaitable.js'

/** The project of every response of the GPT image models, and of their refusals. */
export const project = 'proj_MockMockMockMockMockMock'

/** The organization of every response: `org-` and 24 letters, like real ones. */
export const organization = 'org-MockMockMockMockMockMock'

export interface OpenaiDialectOptions {
  /** Returns the `x-ratelimit-*` headers of an API key. */
  limitHeaders: (key: string | undefined) => Awaitable<Record<string, string>>
}

export function createOpenaiDialect ({ limitHeaders }: OpenaiDialectOptions): Dialect {
  return {
    pathsOf: path => [path, `/v1${path}`],
    keyOf: headers => apiKeyOf(headers.authorization),
    readBody,
    imagesBody,
    eventFrame,
    errorFrame,
    unknownFrame,
    errorBody: (exchange, error) => isLegacy(exchange) ? legacyBody(error) : error.body,
    errorHeaders: (exchange, error) => isLegacy(exchange) ? legacyHeaders(error) : error.headers,
    headers: (exchange, status) => andThen(limitHeaders(exchange.key), headers => Object.assign(responseHeaders(exchange, status), headers))
  }
}

function isLegacy ({ operation }: Exchange): boolean {
  return operation !== undefined && operations[operation].isLegacy === true
}

/** The headers of every response, as recorded. The organization is unknown, and therefore missing, if the key was refused. */
function responseHeaders ({ id, startedMs, request, violations }: Exchange, status: number): Record<string, string> {
  const headers: Record<string, string> = {
    'x-request-id': id,
    'openai-version': '2020-10-01',
    'openai-processing-ms': String(Math.round(performance.now() - startedMs)),
    'x-content-type-options': 'nosniff',
    'content-type': 'application/json',
    // A browser front end may call the API.
    'access-control-allow-origin': '*',
    'access-control-expose-headers': 'x-request-id'
  }
  if (status !== 401) headers['openai-organization'] = organization
  // Recorded for DALL·E, too, but not imitated there.
  if (request?.model.family.name === 'gpt-image') headers['openai-project'] = project
  if (violations) {
    headers[violationsHeader] = summaryOfViolations(violations)
    headers['access-control-expose-headers'] += `, ${violationsHeader}`
  }
  return headers
}

/** The body of a refusal by the first backend: members in alphabetical order, and a newline at the end (recorded 2025-09-17, variations). */
function legacyBody (error: ApiError): string {
  if (error.body === '') return ''
  const { code, message, param, type } = error.envelope.error
  return `${JSON.stringify({ error: { code, message, param, type } }, null, 2)}\n`
}

/** The first backend did not send `www-authenticate`. */
function legacyHeaders ({ headers: { 'www-authenticate': _, ...others } }: ApiError): Record<string, string> {
  return others
}

/** An event as recorded: its type, its data in one line, and an empty line. */
function eventFrame ({ b64_json: base64, ...event }: StreamEvent): Part[] {
  const { created_at: created, type, ...others } = event
  const rest = JSON.stringify(others).slice(1)
  return [`event: ${type}\ndata: {"created_at":${created},"type":"${type}","b64_json":"`, ...base64.pieces, `",${rest}\n\n`]
}

/** An event as a later version of the API may send it: clients must ignore it. */
function unknownFrame ({ created_at: created, type: next, sequence_number: number }: StreamEvent): [type: string, frame: string] {
  const type = `${next.split('.')[0]}.unknown`
  return [type, `event: ${type}\ndata: ${JSON.stringify({ created_at: created, type, sequence_number: number })}\n\n`]
}

/** The event of an error in a stream that has begun, with its members in the recorded order. */
function errorFrame ({ envelope: { error: { type, code, message, param } } }: ApiError): Part[] {
  return [`event: error\ndata: ${JSON.stringify({ type: 'error', error: { type, code, message, param } })}\n\n`]
}

const separator = ',\n      '

/**
 * The body indented by two spaces, as recorded, with the members of an image in alphabetical order. Its pieces are never
 * joined: base64 is most of it, needs no escaping, and is in the cache as bytes. `JSON.stringify` with indentation
 * would take five times as long, a twentieth of a response with a URL.
 */
function imagesBody (images: GeneratedImages): Part[] {
  const parts: Part[] = []
  let text = '{'
  for (const name in images) {
    text += `${text === '{' ? '' : ','}\n  "${name}": `
    if (name === 'data') text = writeImages(images.data, text, parts)
    else {
      const value = images[name as Exclude<keyof GeneratedImages, 'data'>]
      text += typeof value === 'number' ? value : JSON.stringify(value, null, 2).replaceAll('\n', '\n  ')
    }
  }
  return [...parts, `${text}\n}`]
}

/** Adds the parts of the list to `parts`, after the text before it, and returns the text that is not yet in a part. */
function writeImages (data: readonly GeneratedImage[], before: string, parts: Part[]): string {
  let text = `${before}[`
  for (const [index, image] of data.entries()) {
    const { b64_json: base64, revised_prompt: revisedPrompt, url } = image
    text += `${index === 0 ? '' : ','}\n    {\n      `
    if (base64) {
      parts.push(`${text}"b64_json": "`, ...base64.pieces)
      text = `"${revisedPrompt === undefined ? '' : separator}`
    }
    if (revisedPrompt !== undefined) text += `"revised_prompt": ${JSON.stringify(revisedPrompt)}${url === undefined ? '' : separator}`
    if (url !== undefined) text += `"url": ${JSON.stringify(url)}`
    text += `${furtherMembers(image)}\n    }`
  }
  return `${text}${data.length > 0 ? '\n  ' : ''}]`
}

const imageMembers = new Set(['b64_json', 'revised_prompt', 'url'])

/** The members of an image that only custom models have. */
function furtherMembers (image: GeneratedImage): string {
  let text = ''
  for (const name in image) {
    if (!imageMembers.has(name)) text += `${separator}${JSON.stringify(name)}: ${JSON.stringify(image[name as keyof GeneratedImage], null, 2).replaceAll('\n', '\n      ')}`
  }
  return text
}
