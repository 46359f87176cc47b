/** Reader of bodies in JSON and of forms, with OpenAI's refusals. */
import { isUtf8 } from 'node:buffer'
import { ApiError } from '../../errors/api-error.js'
import { invalidUnicode, malformedJson, missingContentType, unsupportedContentType } from '../../errors/catalogue.js'
import { toFormBody } from '../../contract/body/form-body.js'
import type { Exchange } from '../../operations/exchange.js'
import type { MediaType } from '../../contract/operations/operations.js'

const jsonType = /^application\/([\w.!#$&^-]+\+)?json *(;|$)/i
const surrogateEscape = /\\u[dD][89a-fA-F]/
const escapedPair = /\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}/g
const otherEscape = /\\[^u]/g

/**
 * Reads the body into `exchange.json`, if its media type is one of those that the operation accepts. An empty JSON body counts as
 * an empty object.
 */
export function readBody (exchange: Exchange, accepted: readonly MediaType[]): ApiError | undefined {
  const contentType = exchange.headers['content-type']
  // Recorded for edits while they accepted only forms; assumed since February 2026.
  const named = accepted.includes('multipart/form-data') ? 'multipart/form-data' : accepted[0]!
  if (exchange.bodyRefusal) return exchange.bodyRefusal
  if (contentType === undefined) return missingContentType(named)
  if (accepted.includes('multipart/form-data') && isForm(contentType)) return readForm(exchange)
  if (!accepted.includes('application/json') || !isJson(contentType)) return unsupportedContentType(contentType, named)
  return readJson(exchange)
}

function readForm (exchange: Exchange): ApiError | undefined {
  const body = toFormBody(exchange.form ?? [])
  if (body instanceof ApiError) return body
  exchange.format = 'form'
  exchange.json = body
  return undefined
}

function readJson (exchange: Exchange): ApiError | undefined {
  const value = parseJson(exchange.body)
  if (value instanceof ApiError) return value
  exchange.format = 'json'
  exchange.json = value
  return undefined
}

const formType = /^multipart\/form-data *(;|$)/i

/** Whether a content type is that of a form. */
export function isForm (contentType: string | undefined): boolean {
  return contentType !== undefined && formType.test(contentType)
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
