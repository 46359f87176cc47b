/** The time that regular expressions may take: one running total for each, shared by rules, filters and waiters. */
import { LRUCache } from 'lru-cache'
import { runWithTimeout } from './run-with-timeout.js'

/** A test that takes less is not counted: sound expressions take microseconds. */
const soundMs = 1
/** An expression that has taken this long in all is given up. */
const totalMs = 40
/** The total shrinks by this for each millisecond that passes, so that a busy machine does not add up to it in days. */
const forgottenPerMs = 1 / 1000
/** How long a test may take at once: less than the total, so that nothing is given up for one pause of the machine. */
export const longestTestMs = 25
/** How many expressions have a total; the least recently used are forgotten. */
const maxTotals = 1_000

export interface WatchedRegex {
  /** Whether the text matches; false for one that takes too long. Only for work that `within` runs. */
  test: (text: string) => boolean
  /** Whether it was given up: it matches nothing any more, and takes no time. */
  isTooSlow: () => boolean
}

export interface Spent {
  /** Whether the work came to its end. */
  done: boolean
  /** What its slow tests took, in milliseconds. */
  slowMs: number
}

export interface RegexBudget {
  /** Watches a regular expression. All with the same `name`, such as `/otter/i`, have one total. */
  watch: (name: string, regex: RegExp) => WatchedRegex
  /** Does work that tests watched expressions, and stops it after `ms` milliseconds. */
  within: (ms: number, work: () => void) => Spent
}

interface Total {
  ms: number
  atMs: number
}

/** Makes a budget in which nothing is spent. */
export function createRegexBudget (): RegexBudget {
  let totals: LRUCache<string, Total> | undefined
  let running: { name: string, beganMs: number } | undefined
  let slowMs = 0

  const isTooSlow = (name: string) => (totals?.get(name)?.ms ?? 0) >= totalMs
  const spend = (name: string, ms: number) => {
    if (ms < soundMs || isTooSlow(name)) return
    slowMs += ms
    totals ??= new LRUCache({ max: maxTotals })
    const nowMs = performance.now()
    const { ms: before, atMs } = totals.get(name) ?? { ms: 0, atMs: nowMs }
    totals.set(name, { ms: Math.max(0, before - (nowMs - atMs) * forgottenPerMs) + ms, atMs: nowMs })
  }

  return {
    watch: (name, regex) => ({
      isTooSlow: () => isTooSlow(name),
      test (text) {
        if (isTooSlow(name)) return false
        running = { name, beganMs: performance.now() }
        try {
          return regex.test(text)
        } catch {
          // The text is more than the engine can hold.
          spend(name, totalMs)
          return false
        } finally {
          // Not reached if the work is stopped.
          spend(name, Math.min(performance.now() - running.beganMs, longestTestMs))
          running = undefined
        }
      }
    }),

    within (ms, work) {
      slowMs = 0
      const done = runWithTimeout(ms, work)
      if (!done && running) {
        const testMs = performance.now() - running.beganMs
        // A test that took the better part of the time would have taken more.
        spend(running.name, testMs > ms / 2 ? ms : testMs)
      }
      running = undefined
      return { done, slowMs }
    }
  }
}
