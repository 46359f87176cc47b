/** Ages and durations as text. */

/** Returns how long ago an ISO 8601 time was: `now`, `12 s`, `3 min`, `2 h`, `4 d`. */
export function formatAge (time: string, nowMs: number): string {
  const seconds = Math.max(0, Math.round((nowMs - Date.parse(time)) / 1_000))
  if (seconds < 2) return 'now'
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min`
  return seconds < 86_400 ? `${Math.floor(seconds / 3_600)} h` : `${Math.floor(seconds / 86_400)} d`
}

/** Returns a duration with its unit: `340 ms`, `1.2 s`, `2 min`, `15.2 h`. */
export function formatDuration (milliseconds: number): string {
  if (milliseconds < 1_000) return `${Math.round(milliseconds)} ms`
  if (milliseconds < 120_000) return `${toTenths(milliseconds / 1_000)} s`
  return milliseconds < 7_200_000 ? `${toTenths(milliseconds / 60_000)} min` : `${toTenths(milliseconds / 3_600_000)} h`
}

function toTenths (number: number): string {
  return number.toFixed(1).replace('.0', '')
}
