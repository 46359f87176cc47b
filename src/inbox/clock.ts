/** One ticking clock for the page, and how long ago something was. */
import { signal, type ReadonlySignal } from '@preact/signals'

/** The time now, in milliseconds since 1970, to the second; it stands still while nobody looks. */
export function createClock (document: Document): ReadonlySignal<number> {
  const now = signal(Date.now())
  const tick = () => { if (!document.hidden) now.value = Date.now() }
  setInterval(tick, 1_000)
  document.addEventListener('visibilitychange', tick)
  return now
}

/** `now`, `12 s`, `3 min`, `2 h`, `4 d`. */
export function ago (time: string, nowMs: number): string {
  const seconds = Math.max(0, Math.round((nowMs - Date.parse(time)) / 1_000))
  if (seconds < 2) return 'now'
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min`
  return seconds < 86_400 ? `${Math.floor(seconds / 3_600)} h` : `${Math.floor(seconds / 86_400)} d`
}

/** `340 ms`, `1.2 s`. */
export function lasting (milliseconds: number): string {
  return milliseconds < 1_000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1_000).toFixed(1)} s`
}
