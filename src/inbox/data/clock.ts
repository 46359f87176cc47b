/** The clock of the page. */
import { signal, type ReadonlySignal } from '@preact/signals'

/** The time now, in milliseconds since 1970, updated every second while the page is visible. */
export function createClock (document: Document): ReadonlySignal<number> {
  const now = signal(Date.now())
  const tick = () => { if (!document.hidden) now.value = Date.now() }
  setInterval(tick, 1_000)
  document.addEventListener('visibilitychange', tick)
  return now
}
