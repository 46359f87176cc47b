/** Pairs of a request and its retry, and the statuses after which a retry makes sense. */
import { toleranceMs } from '../journal/early-retry.js'
import { endMsOf, type StoredExchange } from '../journal/store/recorded-exchange.js'
import { groupBy } from './groups.js'
import { errorOf, isCharged } from './work-done.js'

export interface RetryPair {
  previous: StoredExchange
  retry: StoredExchange
}

/** Returns the retries of requests that are among the exchanges. */
export function retriesIn (exchanges: readonly StoredExchange[]): RetryPair[] {
  const byId = new Map(exchanges.map(exchange => [exchange.id, exchange]))
  return exchanges.flatMap(retry => {
    const previous = retry.retryOf === undefined ? undefined : byId.get(retry.retryOf)
    return previous ? [{ previous, retry }] : []
  })
}

/** Codes of refusals with status 429 that a retry does not change. */
const quotaCodes: readonly unknown[] = [
  'insufficient_quota', 'credit_balance_exhausted', 'organization_spend_limit_exceeded', 'organization_usage_limit_exceeded', 'project_spend_limit_exceeded'
]

/** Whether the request failed for a reason that may be over when it is sent again, and OpenAI has not charged for it. */
export function isTemporaryFailure (exchange: StoredExchange): boolean {
  const { status, outcome, operation, retryAfterMs, decidedBy: { kind } } = exchange
  if (operation === undefined || isCharged(exchange)) return false
  if (status === undefined) return outcome === 'reset' || outcome === 'empty'
  if (outcome !== undefined) return false
  // The limit of images per minute is lower than the number of images: the response asks not to retry.
  if (kind === 'behaviour' && status === 429 && retryAfterMs === undefined) return false
  return status === 408 || status === 409 || status >= 500 || (status === 429 && !quotaCodes.includes(errorOf(exchange)?.code))
}

/** Returns a text that is the same for equal requests with the same key. */
export function requestIdentity ({ owner, method, path, wholeBodyBytes, body }: StoredExchange): string {
  return `${owner}\n${method}\n${path}\n${wholeBodyBytes}\n${body}`
}

/** After this time, an equal request is another call, in milliseconds. */
const maxRetryDelayMs = 60_000

/** Returns the requests after which no equal request followed within a minute, or within a minute of the time in `retry-after`. */
export function notRepeated (candidates: readonly StoredExchange[], exchanges: readonly StoredExchange[]): StoredExchange[] {
  if (candidates.length === 0) return []
  const retried = new Set(exchanges.map(({ retryOf }) => retryOf))
  const byArrival = exchanges.toSorted((one, other) => one.receivedMs - other.receivedMs)
  const equal = groupBy(byArrival, requestIdentity)
  return candidates.filter(candidate => {
    const endMs = endMsOf(candidate)
    const next = firstAfter(equal.get(requestIdentity(candidate))!, endMs - toleranceMs, candidate)
    return !retried.has(candidate.id) && (!next || next.receivedMs > endMs + (candidate.retryAfterMs ?? 0) + maxRetryDelayMs)
  })
}

/** Returns the first request that arrived at this time or later, besides one. `sorted` is sorted by arrival, and may be long. */
function firstAfter (sorted: readonly StoredExchange[], ms: number, besides: StoredExchange): StoredExchange | undefined {
  let [start, end] = [0, sorted.length]
  while (start < end) {
    const middle = (start + end) >> 1
    if (sorted[middle]!.receivedMs < ms) start = middle + 1
    else end = middle
  }
  return sorted[start] === besides ? sorted[start + 1] : sorted[start]
}
