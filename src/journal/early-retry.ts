/** Retries that came before the time that the response before them asked for. The report and the inbox use it. */

/** Clocks and timers are accurate to a few milliseconds only. */
export const toleranceMs = 10

export interface EarlyRetry {
  /** The time from the end of the failed attempt to the retry, in milliseconds. */
  waitedMs: number
  /** The time that the failed response asked the client to wait, in milliseconds. */
  retryAfterMs: number
}

export interface FailedAttempt {
  /** When it arrived, in milliseconds since 1970. */
  receivedMs: number
  durationMs: number
  /** Undefined if the response did not ask the client to wait. */
  retryAfterMs?: number | undefined
}

/** Returns the two times if a retry that arrived at `retriedMs` came too early; otherwise undefined. */
export function earlyRetryAfter ({ receivedMs, durationMs, retryAfterMs }: FailedAttempt, retriedMs: number): EarlyRetry | undefined {
  if (retryAfterMs === undefined) return undefined
  const waitedMs = Math.max(0, retriedMs - receivedMs - durationMs)
  return waitedMs + toleranceMs < retryAfterMs ? { waitedMs, retryAfterMs } : undefined
}
