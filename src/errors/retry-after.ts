/** The headers that say when to try again, as the SDKs read them. */

/** In whole seconds, rounded up so that nobody comes too early, and exactly. `Infinity`: do not try again. */
export function retryAfter (ms: number): Record<string, string> {
  if (ms === Infinity) return { 'x-should-retry': 'false' }
  return { 'retry-after': String(Math.ceil(ms / 1000)), 'retry-after-ms': String(ms) }
}
