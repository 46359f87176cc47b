/** The headers of a request as they are shown: without their secrets. */
import { masked } from '../matching/masked.js'
import type { Exchange } from './exchange.js'

/** An idempotency key, say, is no secret. */
const secretHeader = /(^|-)(authorization|api-?key|subscription-key|token|secret|cookie)$/

/** The headers with their secrets masked; of `Bearer sk-1234` the scheme stays. */
export function maskedHeaders (headers: Exchange['headers']): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).flatMap(([name, given]) => {
    if (given === undefined) return []
    const value = Array.isArray(given) ? given.join(', ') : given
    return [[name, secretHeader.test(name) ? maskedCredentials(value) : value]]
  }))
}

function maskedCredentials (value: string): string {
  const scheme = /^[A-Za-z]+ +/.exec(value)?.[0] ?? ''
  return scheme + masked(value.slice(scheme.length))
}
