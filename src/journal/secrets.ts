/** Secrets as they are shown: by their end, which is enough to tell them apart. */
import type { Exchange } from './exchange.js'

const shownLength = 4
/** An idempotency key, say, is no secret. */
const secretHeader = /(^|-)(authorization|api-?key|subscription-key|token|secret|cookie)$/

/** `…4f2a`: the last four characters, and never more than half of it. */
export function masked (secret: string): string {
  const length = Math.min(shownLength, Math.floor(secret.length / 2))
  return `…${secret.slice(secret.length - length)}`
}

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
