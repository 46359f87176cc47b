/** Errors as a test words them: beside the catalogue, the one place where an ApiError is built. */
import { ApiError, type Refusal } from './api-error.js'
import { retryAfter } from './retry-after.js'

export function customError ({ headers = {}, ...refusal }: Refusal): ApiError {
  const lowerCase = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])
  return new ApiError({ ...refusal, headers: Object.fromEntries(lowerCase) })
}

/** The same error with the headers that say when to try again. */
export function withRetryAfter ({ status, headers, envelope }: ApiError, ms: number): ApiError {
  return new ApiError({ ...envelope.error, status, headers: { ...headers, ...retryAfter(ms) } })
}
