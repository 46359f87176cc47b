/** OpenAI's own dialect: paths, API key, headers and bodies. */
import type { GeneratedImages } from '../../contract/responses.js'
import type { Exchange } from '../../operations/exchange.js'
import { apiKeyOf } from '../../behaviours/auth.js'
import type { Dialect, Part } from '../dialect.js'
import { readJsonBody } from './read-json.js'

/** The organization of every response: `org-` and 24 letters, like real ones. */
export const organization = 'org-MockMockMockMockMockMock'

export interface OpenaiDialectOptions {
  /** The `x-ratelimit-*` headers of an API key. */
  limitHeaders: (key: string | undefined) => Record<string, string>
}

export function createOpenaiDialect ({ limitHeaders }: OpenaiDialectOptions): Dialect {
  return {
    pathsOf: path => [path, `/v1${path}`],
    keyOf: headers => apiKeyOf(headers.authorization),
    readBody: readJsonBody,
    imagesBody,
    errorBody: error => error.body,
    headers: (exchange, status) => Object.assign(responseHeaders(exchange, status), limitHeaders(exchange.key))
  }
}

/** The headers of every response, as recorded. The organization is unknown, and so missing, if the key was refused. */
function responseHeaders ({ id, startedMs }: Exchange, status: number): Record<string, string> {
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
  return headers
}

const separator = ',\n      '

/**
 * The body indented by two spaces, as recorded, with the members of an image in alphabetical order. Its pieces are never
 * joined: base64 is most of it, needs no escaping, and is in the cache as bytes. `JSON.stringify` with indentation
 * would take five times as long, a twentieth of a response with a URL.
 */
function imagesBody ({ created, data }: GeneratedImages): Part[] {
  const parts: Part[] = []
  let text = `{\n  "created": ${created},\n  "data": [`
  for (const [index, { b64_json: base64, revised_prompt: revisedPrompt, url }] of data.entries()) {
    text += `${index === 0 ? '' : ','}\n    {\n      `
    if (base64) {
      parts.push(`${text}"b64_json": "`, ...base64.pieces)
      text = `"${revisedPrompt === undefined ? '' : separator}`
    }
    if (revisedPrompt !== undefined) text += `"revised_prompt": ${JSON.stringify(revisedPrompt)}${url === undefined ? '' : separator}`
    if (url !== undefined) text += `"url": ${JSON.stringify(url)}`
    text += '\n    }'
  }
  return [...parts, `${text}${data.length > 0 ? '\n  ' : ''}]\n}`]
}
