/** Times in words: how long ago something was, and how long it took. */

/** `now`, `12 s`, `3 min`, `2 h`, `4 d`. */
export function ago (time: string, nowMs: number): string {
  const seconds = Math.max(0, Math.round((nowMs - Date.parse(time)) / 1_000))
  if (seconds < 2) return 'now'
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min`
  return seconds < 86_400 ? `${Math.floor(seconds / 3_600)} h` : `${Math.floor(seconds / 86_400)} d`
}

/** `340 ms`, `1.2 s`, `2 min`, `15.2 h`. */
export function lasting (milliseconds: number): string {
  if (milliseconds < 1_000) return `${Math.round(milliseconds)} ms`
  if (milliseconds < 120_000) return `${toTenths(milliseconds / 1_000)} s`
  return milliseconds < 7_200_000 ? `${toTenths(milliseconds / 60_000)} min` : `${toTenths(milliseconds / 3_600_000)} h`
}

function toTenths (number: number): string {
  return number.toFixed(1).replace('.0', '')
}
