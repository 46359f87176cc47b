/** The headers that say when to try again, as the SDKs read them. */

/** In whole seconds, rounded up so that nobody comes too early, and exactly. `Infinity`: do not try again. */
export function retryAfter (ms: number): Record<string, string> {
  if (ms === Infinity) return { 'x-should-retry': 'false' }
  return { 'retry-after': String(Math.ceil(ms / 1000)), 'retry-after-ms': String(ms) }
}

/** How long these headers ask a client to wait, in milliseconds. Undefined if they do not say, or name a date. */
export function retryAfterMs (headers: Record<string, string>): number | undefined {
  const [ms, seconds] = [headers['retry-after-ms'], headers['retry-after']].map(text => text !== undefined && /^\d+(\.\d+)?$/.test(text) ? Number(text) : undefined)
  return ms ?? (seconds === undefined ? undefined : seconds * 1000)
}
