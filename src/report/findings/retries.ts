/** Findings about retries: those that cannot succeed, and those that came too early. */
import { earlyRetryAfter } from '../../journal/early-retry.js'
import type { StoredExchange } from '../../journal/recorded-exchange.js'
import type { Find } from '../find-all.js'
import { durationText, listed, plural } from '../sentences.js'

interface Retry {
  previous: StoredExchange
  retry: StoredExchange
}

/** Statuses of refusals that stay the same when the request is sent again. */
const finalStatuses: readonly number[] = [400, 401, 403, 404, 405, 413, 415, 422]

export const findRetriedRefusals: Find = ({ exchanges }) => {
  const retries = retriesIn(exchanges).filter(({ previous: { status = 0 } }) => finalStatuses.includes(status))
  if (retries.length === 0) return []
  const statuses = [...new Set(retries.map(({ previous }) => previous.status!))].sort()
  return [{
    id: 'retried-refusal',
    title: `Sent ${plural(retries.length, 'request')} again that had been refused with ${listed(statuses, 'or')}.`,
    exchanges: retries.map(({ retry }) => retry)
  }]
}

export const findEarlyRetries: Find = ({ exchanges }) => {
  const early = retriesIn(exchanges).flatMap(({ previous, retry }) => {
    const times = earlyRetryAfter(previous, retry.receivedMs)
    return times ? [{ retry, ...times }] : []
  })
  const [worst] = early.toSorted((one, other) => (other.retryAfterMs - other.waitedMs) - (one.retryAfterMs - one.waitedMs))
  if (!worst) return []
  const times = `${durationText(worst.waitedMs)} instead of ${durationText(worst.retryAfterMs)}`
  return [{
    id: 'early-retry',
    title: `Retried ${plural(early.length, 'request')} before the time in retry-after: after ${times}${early.length === 1 ? '' : ' in the worst case'}.`,
    exchanges: early.map(({ retry }) => retry)
  }]
}

/** The retries of requests that the journal still has. */
function retriesIn (exchanges: readonly StoredExchange[]): Retry[] {
  const byId = new Map(exchanges.map(exchange => [exchange.id, exchange]))
  return exchanges.flatMap(retry => {
    const previous = retry.retryOf === undefined ? undefined : byId.get(retry.retryOf)
    return previous ? [{ previous, retry }] : []
  })
}
