/** Errors that a test defines, and the headers that ask a client to wait. */
import { ApiError, type Refusal } from './api-error.js'

/** The error that a rule spells out. Besides the catalogue, this file is the only one that creates an ApiError. */
export function customError ({ headers = {}, ...refusal }: Refusal): ApiError {
  const lowerCase = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])
  return new ApiError({ ...refusal, headers: Object.fromEntries(lowerCase) })
}

/** The same error with headers that ask the client to wait for `ms` milliseconds. */
export function withRetryAfter ({ status, headers, envelope }: ApiError, ms: number): ApiError {
  return new ApiError({ ...envelope.error, status, headers: { ...headers, ...retryAfter(ms) } })
}

/**
 * The headers that the SDKs read before they retry: whole seconds, rounded up, and exact milliseconds. `Infinity` asks
 * not to retry at all.
 */
export function retryAfter (ms: number): Record<string, string> {
  if (ms === Infinity) return { 'x-should-retry': 'false' }
  return { 'retry-after': String(Math.ceil(ms / 1000)), 'retry-after-ms': String(ms) }
}

/** How long these headers ask a client to wait, in milliseconds; undefined if they do not say, or name a date. */
export function retryAfterMs (headers: Record<string, string>): number | undefined {
  const numberIn = (text: string | undefined) => text !== undefined && /^\d+(\.\d+)?$/.test(text) ? Number(text) : undefined
  const seconds = numberIn(headers['retry-after'])
  return numberIn(headers['retry-after-ms']) ?? (seconds === undefined ? undefined : seconds * 1000)
}
