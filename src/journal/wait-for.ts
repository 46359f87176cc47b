/** Waiting for what has not come yet, without polling. */
import { TooManyWaitersError } from './journal-error.js'

/** Runs something after a time, unless it is cancelled before. */
export type Schedule = (delayMs: number, run: () => void) => () => void

export interface WaitOptions {
  /** How many must come, those included that have come already. */
  count: number
  timeoutMs: number
  /** Ends the waiting, as when the one who asked has gone. */
  signal?: AbortSignal | undefined
}

export interface WaitEnd {
  reason: 'arrived' | 'timeout' | 'aborted' | 'closed'
  /** How many had come by then. */
  count: number
}

export interface Waiters<Item> {
  /** Waits for items that fit, `already` of which have come. Rejects if `fits` throws, and with a TooManyWaitersError. */
  wait: (fits: (item: Item) => boolean, already: number, options: WaitOptions) => Promise<WaitEnd>
  arrived: (item: Item) => void
  /** Ends all waiting, now and later. */
  close: () => void
}

/** The longest time that a timer of Node can take. */
const maxDelayMs = 2 ** 31 - 1

/** Each waiter is asked about each request. */
const maxWaiters = 200
/** How long waiters may look before others get their turn. */
const turnMs = 25

const afterDelay: Schedule = (delayMs, run) => {
  const timer = setTimeout(run, Math.min(delayMs, maxDelayMs))
  return () => clearTimeout(timer)
}

export function createWaiters<Item> (schedule: Schedule = afterDelay): Waiters<Item> {
  const waiters = new Set<Waiter<Item>>()
  /** Waiters with items that they have not looked at, in the order in which these came. */
  const due: Array<{ waiter: Waiter<Item>, item: Item }> = []
  let closed = false

  /** Lets waiters look, and leaves the rest to the next turn of the event loop if they take long. */
  function look (): void {
    const endMs = performance.now() + turnMs
    do {
      const next = due.shift()
      if (next && waiters.has(next.waiter)) next.waiter.offer(next.item)
    } while (due.length > 0 && performance.now() < endMs)
    if (due.length > 0) setImmediate(look)
  }

  return {
    async wait (fits, already, { count, timeoutMs, signal }) {
      if (already >= count) return { reason: 'arrived', count: already }
      if (closed || signal?.aborted) return { reason: closed ? 'closed' : 'aborted', count: already }
      if (waiters.size >= maxWaiters) {
        throw new TooManyWaitersError(`Expected at most ${maxWaiters} callers that wait for requests at once, got one more. ` +
          'End some of them first, or wait for several requests in one call.')
      }
      const waiter = createWaiter(fits, already, count)
      const abort = () => waiter.end('aborted')
      const cancel = schedule(timeoutMs, () => waiter.end('timeout'))
      signal?.addEventListener('abort', abort)
      waiters.add(waiter)
      try {
        return await waiter.ended
      } finally {
        waiters.delete(waiter)
        signal?.removeEventListener('abort', abort)
        cancel()
      }
    },

    arrived (item) {
      const isLooking = due.length > 0
      for (const waiter of waiters) due.push({ waiter, item })
      if (!isLooking) look()
    },

    close () {
      closed = true
      for (const waiter of waiters) waiter.end('closed')
    }
  }
}

interface Waiter<Item> {
  ended: Promise<WaitEnd>
  end: (reason: WaitEnd['reason']) => void
  offer: (item: Item) => void
}

function createWaiter<Item> (fits: (item: Item) => boolean, already: number, wanted: number): Waiter<Item> {
  let count = already
  let settle!: (end: WaitEnd) => void
  let fail!: (error: unknown) => void
  const ended = new Promise<WaitEnd>((resolve, reject) => { [settle, fail] = [resolve, reject] })
  const end = (reason: WaitEnd['reason']) => settle({ reason, count })

  return {
    ended,
    end,
    offer (item) {
      try {
        if (fits(item)) count++
        if (count >= wanted) end('arrived')
      } catch (error) {
        fail(error)
      }
    }
  }
}
