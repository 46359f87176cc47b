/** Reader of JSON bodies, with OpenAI's refusals. */
import { isUtf8 } from 'node:buffer'
import { ApiError } from '../../errors/api-error.js'
import { invalidUnicode, malformedJson, missingContentType, unsupportedContentType } from '../../errors/catalogue.js'
import type { Exchange } from '../../operations/exchange.js'

const jsonType = /^application\/([\w.!#$&^-]+\+)?json *(;|$)/i
const surrogateEscape = /\\u[dD][89a-fA-F]/
const escapedPair = /\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}/g
const otherEscape = /\\[^u]/g

/** Reads the body into `exchange.json`. An empty body counts as an empty object. */
export function readJsonBody (exchange: Exchange): ApiError | undefined {
  const contentType = exchange.headers['content-type']
  if (contentType === undefined) return missingContentType()
  if (!isJson(contentType)) return unsupportedContentType(contentType)
  const value = parseJson(exchange.body)
  if (value instanceof ApiError) return value
  exchange.json = value
  return undefined
}

/** Whether a content type is JSON; parameters such as a charset are allowed. */
export function isJson (contentType: string | undefined): boolean {
  return contentType !== undefined && jsonType.test(contentType)
}

/** `__proto__` becomes a member like any other. */
function parseJson (bytes: Buffer | undefined): unknown {
  if (!bytes?.length) return {}
  if (!isUtf8(bytes)) return invalidUnicode()
  const text = bytes.toString()
  if (hasLoneSurrogate(text)) return malformedJson()
  try {
    return JSON.parse(text)
  } catch {
    return malformedJson()
  }
}

/**
 * In valid UTF-8, only an escape can contain half of a surrogate pair. This searches the text, since a reviver overflows
 * on deeply nested values.
 */
function hasLoneSurrogate (json: string): boolean {
  return surrogateEscape.test(json) && surrogateEscape.test(json.replace(otherEscape, ' ').replace(escapedPair, ' '))
}
