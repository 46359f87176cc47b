/** Findings about retries: those that cannot succeed, are missing, come too early or too fast, or cost twice. */
import { earlyRetryAfter } from '../../journal/early-retry.js'
import { endMsOf, type StoredExchange } from '../../journal/store/recorded-exchange.js'
import { hasHadTime, type Find } from '../found.js'
import { unique } from '../groups.js'
import { isTemporaryFailure, notRepeated, retriesIn, type RetryPair } from '../retry-pairs.js'
import { durationText, listed, plural } from '../../text/sentences.js'
import { isCharged, isReceived } from '../work-done.js'

/** Statuses of refusals that stay the same when the request is sent again. */
const finalStatuses: readonly number[] = [400, 401, 403, 404, 405, 413, 415, 422]

export const findRetriedRefusals: Find = ({ exchanges }) => {
  const retries = retriesIn(exchanges).filter(({ previous: { status = 0 } }) => finalStatuses.includes(status))
  if (retries.length === 0) return []
  const statuses = unique(retries.map(({ previous }) => previous.status!)).sort()
  return [{
    id: 'retried-refusal',
    severity: severityOf(retries),
    title: `Sent ${plural(retries.length, 'request')} again that had been refused with ${listed(statuses, 'or')}.`,
    exchanges: retries.map(({ retry }) => retry)
  }]
}

/** A client that does not number its retries may have made two calls. */
function severityOf (retries: ReadonlyArray<{ retry: StoredExchange }>): 'error' | 'warning' {
  return retries.some(({ retry }) => !retry.isRetryInferred) ? 'error' : 'warning'
}

export const findMissingRetries: Find = options => {
  const { exchanges } = options
  const first = exchanges.filter(exchange => exchange.retryOf === undefined && !exchange.retryCount && isTemporaryFailure(exchange) &&
    hasHadTime(options, endMsOf(exchange) + (exchange.retryAfterMs ?? 0)))
  const missed = notRepeated(first, exchanges)
  if (missed.length === 0) return []
  const statuses = unique(missed.flatMap(({ status = [] }) => status)).sort()
  const hasLost = missed.some(({ status }) => status === undefined)
  return [{
    id: 'not-retried',
    title: `Did not retry ${plural(missed.length, 'request')} that failed with ${listed([...statuses, ...hasLost ? ['a lost connection'] : []], 'or')}.`,
    exchanges: missed
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
    severity: severityOf(early),
    title: `Retried ${plural(early.length, 'request')} before the time in retry-after: after ${times}${early.length === 1 ? '' : ' in the worst case'}.`,
    exchanges: early.map(({ retry }) => retry)
  }]
}

/** A retry that comes sooner has no back-off. */
const minWaitMs = 100
/** Two times that differ by less than this part are a fixed interval. With random jitter, they hardly ever are. */
const maxDifference = 0.1
/** Times that are this long need not grow. */
const longWaitMs = 5_000

export const findMissingBackOff: Find = ({ exchanges }) => {
  const pairs = retriesIn(exchanges)
  const pairOf = new Map(pairs.map(pair => [pair.retry.id, pair]))
  const isFast = (pair: RetryPair) => {
    if (pair.previous.retryAfterMs !== undefined || !isTemporaryFailure(pair.previous)) return false
    const before = pairOf.get(pair.previous.id)
    const waited = waitOf(pair)
    if (waited < minWaitMs) return true
    if (!before || before.previous.retryAfterMs !== undefined) return false
    return waitOf(before) < longWaitMs && Math.abs(waited / waitOf(before) - 1) < maxDifference
  }
  const fast = pairs.filter(isFast)
  if (fast.length === 0) return []
  const waits = fast.map(waitOf)
  return [{
    id: 'no-back-off',
    title: waits.some(wait => wait < minWaitMs)
      ? `Retried ${plural(fast.length, 'request')} without a back-off, after ${durationText(Math.min(...waits))}.`
      : `Retried ${plural(fast.length, 'request')} at a fixed interval, after ${durationText(Math.min(...waits))}.`,
    exchanges: fast.map(({ retry }) => retry)
  }]
}

function waitOf ({ previous, retry }: RetryPair): number {
  return Math.max(0, retry.receivedMs - endMsOf(previous))
}

export const findPaidTwice: Find = ({ exchanges }) => {
  const paid = retriesIn(exchanges).filter(({ previous, retry }) => isCharged(previous) && isCharged(retry))
  if (paid.length === 0) return []
  const reasons = unique(paid.map(({ previous }) => reasonOf(previous)))
  return [{
    id: 'paid-twice',
    severity: severityOf(paid),
    title: `Paid twice for ${plural(paid.length, 'request')}: sent again although ${listed(reasons, 'or')}.`,
    exchanges: paid.map(({ retry }) => retry)
  }]
}

function reasonOf (previous: StoredExchange): string {
  if (previous.outcome === 'aborted') return 'the client had stopped waiting for the first response'
  return isReceived(previous) ? 'the first one had succeeded' : 'the images of the first one had been made'
}
