/** What the attempts of a call show about its client. */
import type { Card } from '../../journal/card.js'

/** Times are recorded to the millisecond, and timers fire a little early. */
const toleranceMs = 10

export interface EarlyRetry {
  /** The time from the end of the failed attempt to the retry, in milliseconds. */
  waitedMs: number
  /** The time that the failed attempt asked for, in milliseconds. */
  retryAfterMs: number
}

/** Returns the times of a retry that came before the time that the attempt before it asked for; undefined for any other. */
export function earlyRetryOf (before: Card | undefined, retry: Card): EarlyRetry | undefined {
  if (before?.retryAfterMs === undefined) return undefined
  const waitedMs = Math.max(0, Date.parse(retry.time) - Date.parse(before.time) - before.durationMs)
  return waitedMs + toleranceMs < before.retryAfterMs ? { waitedMs, retryAfterMs: before.retryAfterMs } : undefined
}
