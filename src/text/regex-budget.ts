/** Time limits for regular expressions: each has one running total, shared by rules, filters and callers of `waitFor`. */
import vm from 'node:vm'
import { LRUCache } from 'lru-cache'

/** A test that takes less is not counted: ordinary expressions take microseconds. */
const minCountedMs = 1
/** An expression whose tests have taken this long in total is not run again. */
const maxTotalMs = 40
/** The total shrinks by this for each millisecond that passes, so that it is not used up in days. */
const recoveryPerMs = 1 / 1000
/** The time limit of one test, which includes pauses of the process: less than the total, so that one test does not retire an expression. */
export const longestTestMs = 25
/** The number of expressions with a total; the least recently used are forgotten. */
const maxTotals = 1_000

export interface WatchedRegex {
  /** Whether the text matches; false if the expression is retired. To be called only in work that `within` runs. */
  test: (text: string) => boolean
  /** Whether the expression is retired because it took too long: it matches nothing and is not run again. */
  isTooSlow: () => boolean
}

export interface Spent {
  /** Whether the work was completed. */
  done: boolean
  /** The milliseconds that its slow tests took. */
  slowMs: number
}

export interface RegexBudget {
  /** Watches a regular expression. All expressions with the same `name`, such as `/otter/i`, share one total. */
  watch: (name: string, regex: RegExp) => WatchedRegex
  /** Runs work that tests watched expressions, and stops it after `ms` milliseconds. */
  within: (ms: number, work: () => void) => Spent
}

interface Total {
  ms: number
  atMs: number
}

/** Creates a budget of which nothing is spent. */
export function createRegexBudget (): RegexBudget {
  let totals: LRUCache<string, Total> | undefined
  let running: { name: string, startMs: number } | undefined
  let slowMs = 0
  let computingMs = () => Infinity
  let runWithTimeout: RunWithTimeout | undefined

  const isTooSlow = (name: string) => (totals?.get(name)?.ms ?? 0) >= maxTotalMs
  /** How long the running test took, without pauses of the process. */
  const testMs = () => {
    const elapsedMs = performance.now() - running!.startMs
    return elapsedMs < minCountedMs ? elapsedMs : Math.min(elapsedMs, computingMs() - slowMs)
  }
  const spend = (name: string, ms: number) => {
    if (ms < minCountedMs || isTooSlow(name)) return
    slowMs += ms
    totals ??= new LRUCache({ max: maxTotals })
    const nowMs = performance.now()
    const { ms: before, atMs } = totals.get(name) ?? { ms: 0, atMs: nowMs }
    totals.set(name, { ms: Math.max(0, before - (nowMs - atMs) * recoveryPerMs) + ms, atMs: nowMs })
  }

  return {
    watch: (name, regex) => ({
      isTooSlow: () => isTooSlow(name),
      test (text) {
        if (isTooSlow(name)) return false
        running = { name, startMs: performance.now() }
        try {
          return regex.test(text)
        } catch {
          // The text exceeds the memory of the regular expression engine.
          spend(name, maxTotalMs)
          return false
        } finally {
          // Not reached if the work is stopped.
          spend(name, Math.min(testMs(), longestTestMs))
          running = undefined
        }
      }
    }),

    within (ms, work) {
      runWithTimeout ??= createRunWithTimeout()
      slowMs = 0
      computingMs = startStopwatch()
      const done = runWithTimeout(ms, work)
      if (!done && running) {
        const tookMs = testMs()
        // A test that took more than half of the time is counted with all of it: it would have taken more.
        spend(running.name, tookMs > ms / 2 ? ms : tookMs)
      }
      running = undefined
      return { done, slowMs }
    }
  }
}

/** Measures how long this process computes, in milliseconds: time in which a busy machine runs other processes does not count. */
export function startStopwatch (): () => number {
  const [startMs, startCpu] = [performance.now(), process.cpuUsage()]
  return () => {
    const { user, system } = process.cpuUsage(startCpu)
    // The CPU time includes other threads.
    return Math.min(performance.now() - startMs, (user + system) / 1000)
  }
}

/** Runs the work, and returns false if it was stopped after `ms` milliseconds. Errors of the work are thrown. */
export type RunWithTimeout = (ms: number, work: () => void) => boolean

/**
 * Creates a function that can stop synchronous work, even in the middle of a regular expression: V8 stops only scripts
 * with a timeout. It takes half a megabyte of memory, and each call a tenth of a millisecond.
 */
export function createRunWithTimeout (): RunWithTimeout {
  const script = new vm.Script('work()')
  const globals = vm.createContext({ work: undefined }) as { work: (() => void) | undefined }

  return (ms, work) => {
    globals.work = work
    try {
      script.runInContext(globals, { timeout: Math.round(ms) })
      return true
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return false
      throw error
    } finally {
      globals.work = undefined
    }
  }
}
