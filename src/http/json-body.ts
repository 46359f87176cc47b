/** From the bytes of a body to its JSON value, with the refusals of the real endpoint. */
import { isUtf8 } from 'node:buffer'
import { invalidUnicode, malformedJson, missingContentType, unsupportedContentType } from '../errors/catalogue.js'

const json = /^application\/([\w.!#$&^-]+\+)?json *(;|$)/i
/** Only an escape can bring half of a surrogate pair into valid UTF-8. */
const surrogateEscape = /\\u[dD][89a-fA-F]/

/** Throws unless the content type is JSON; parameters such as a charset are allowed. */
export function requireJson (contentType: string | undefined): void {
  if (contentType === undefined) throw missingContentType()
  if (!json.test(contentType)) throw unsupportedContentType(contentType)
}

/** The body's value. No bytes at all count as an empty object. `__proto__` is a member like any other. */
export function parseJson (bytes: Buffer): unknown {
  if (bytes.length === 0) return {}
  if (!isUtf8(bytes)) throw invalidUnicode()
  const text = bytes.toString()
  try {
    return surrogateEscape.test(text) ? JSON.parse(text, refuseLoneSurrogate) : JSON.parse(text)
  } catch {
    throw malformedJson()
  }
}

function refuseLoneSurrogate (name: string, value: unknown): unknown {
  if (!isWellFormed(name) || (typeof value === 'string' && !isWellFormed(value))) throw new SyntaxError('lone surrogate')
  return value
}

function isWellFormed (text: string): boolean {
  return !/\p{Surrogate}/u.test(text)
}
