/** Violations: what the API would refuse in a request that the mock accepts. */
import type { ApiError } from '../errors/api-error.js'
import type { Violation } from '../journal/entries/entry.js'
import type { Exchange } from './exchange.js'

/** The response header that summarises the violations. */
export const violationsHeader = 'x-mock-violations'

const maxMessageLength = 1_000
const maxNameLength = 100

/** Adds a violation to the exchange, unless it has one with the same message. */
export function addViolation (exchange: Exchange, { envelope: { error: { param, code, message } } }: ApiError): void {
  const violation: Violation = {
    param: param && cut(param, maxNameLength), code: code && cut(code, maxNameLength), message: cut(message ?? '', maxMessageLength)
  }
  const known = exchange.violations ??= []
  if (!known.some(({ message }) => message === violation.message)) known.push(violation)
}

/** Cuts the text, and never splits a surrogate pair. */
function cut (text: string, maxLength: number): string {
  return text.length <= maxLength ? text : text.slice(0, maxLength).replace(/[\uD800-\uDBFF]$/, '')
}

/** The number of violations that the header names. */
const maxNamed = 5
const maxHeaderNameLength = 40

/**
 * Returns the value of the header: the number of violations, and the param and the code of the first ones, with a hyphen for null.
 *
 *     2; n=integer_above_max_value, background=unknown_parameter
 */
export function summaryOfViolations (violations: readonly Violation[]): string {
  const named = violations.slice(0, maxNamed).map(({ param, code }) => `${headerName(param)}=${headerName(code)}`)
  return `${violations.length}; ${named.join(', ')}${violations.length > maxNamed ? ', ...' : ''}`
}

/** Replaces what clients choose beyond plain names, such as line breaks. */
function headerName (name: string | null): string {
  return name === null ? '-' : name.slice(0, maxHeaderNameLength).replace(/[^\w.[\]-]/g, '?')
}
