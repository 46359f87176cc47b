/** From the bytes of a body to its JSON value, with the refusals of the real endpoint. */
import { isUtf8 } from 'node:buffer'
import { invalidUnicode, malformedJson, missingContentType, unsupportedContentType } from '../errors/catalogue.js'

const json = /^application\/([\w.!#$&^-]+\+)?json *(;|$)/i
const surrogateEscape = /\\u[dD][89a-fA-F]/
const escapedPair = /\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}/g
const otherEscape = /\\[^u]/g

/** Throws unless the content type is JSON; parameters such as a charset are allowed. */
export function requireJson (contentType: string | undefined): void {
  if (contentType === undefined) throw missingContentType()
  if (!isJson(contentType)) throw unsupportedContentType(contentType)
}

export function isJson (contentType: string | undefined): boolean {
  return contentType !== undefined && json.test(contentType)
}

/** The body's value. No bytes at all count as an empty object. `__proto__` is a member like any other. */
export function parseJson (bytes: Buffer): unknown {
  if (bytes.length === 0) return {}
  if (!isUtf8(bytes)) throw invalidUnicode()
  const text = bytes.toString()
  if (hasLoneSurrogate(text)) throw malformedJson()
  try {
    return JSON.parse(text)
  } catch {
    throw malformedJson()
  }
}

/** Only an escape can bring half of a surrogate pair into valid UTF-8. In the JSON's text, since a reviver overflows on one nested deep. */
function hasLoneSurrogate (json: string): boolean {
  return surrogateEscape.test(json) && surrogateEscape.test(json.replace(otherEscape, ' ').replace(escapedPair, ' '))
}
