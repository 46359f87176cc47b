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

/** What JSON writes for an empty `b64_json`. It cannot occur elsewhere: JSON escapes the quotes of a prompt. */
const emptyBase64 = '"b64_json": ""'

/**
 * The body indented by two spaces, as recorded, in pieces that are never joined: base64 is most of it, needs no
 * escaping, and is in the cache as bytes.
 */
function imagesBody ({ data, ...rest }: GeneratedImages): Part[] {
  const images = data.map(image => image.b64_json ? { ...image, b64_json: '' } : image)
  const [start = '', ...texts] = JSON.stringify({ ...rest, data: images }, null, 2).split(emptyBase64)
  const base64 = data.flatMap(({ b64_json: image }) => image ?? [])
  const parts: Part[] = [start]
  for (const [index, text] of texts.entries()) parts.push('"b64_json": "', ...base64[index]!.pieces, `"${text}`)
  return parts
}
