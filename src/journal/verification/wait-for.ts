/** Waits, without polling, until enough items have arrived. */
// Not the global functions: a test may have replaced them.
import { clearTimeout, setImmediate, setTimeout } from 'node:timers'
import { Type, type Static } from 'typebox'
import { milliseconds } from '../../text/units.js'
import { Duration } from '../../text/allowed-values.js'
import { checkArgument } from '../check-argument.js'
import { TooManyWaitersError } from '../journal-error.js'

/** Calls `run` after a delay in milliseconds. Returns the function that cancels it. */
export type Schedule = (delayMs: number, run: () => void) => () => void

export interface WaitOptions {
  /** How many items must match, including those that have already arrived. */
  count: number
  timeoutMs: number
  /** Ends the wait when it is aborted. */
  signal?: AbortSignal | undefined
}

export const defaultTimeoutMs = 5_000

export const WaitForOptions = Type.Object({
  count: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000, description: 'How many requests must match, including those that have already arrived. Default 1.' })),
  timeout: Type.Optional(Duration({ description: 'The longest time to wait, in milliseconds or as text such as `2s`. Default `5s`.' }))
}, { additionalProperties: false })
/**
 * Options of `waitFor`: how many requests must match, and the longest time to wait, in milliseconds or as text such as
 * `2s`, at most an hour. Default: one request, 5 seconds.
 */
export type WaitForOptions = Static<typeof WaitForOptions>

/** Returns the options in the form that the journal takes. Throws a JournalError if the value is not a valid object of options. */
export function checkWaitOptions (value: unknown): Pick<WaitOptions, 'count' | 'timeoutMs'> {
  const { count = 1, timeout = defaultTimeoutMs } = checkArgument(WaitForOptions, value, 'the options of waitFor')
  return { count, timeoutMs: milliseconds(timeout) }
}

export interface WaitEnd {
  reason: 'arrived' | 'timeout' | 'aborted' | 'closed'
  /** How many items had matched by then. */
  count: number
}

export interface Waiters<Item> {
  /**
   * Waits for items that match; `already` is how many have arrived before. Rejects with the error if `matches` throws, and
   * with a TooManyWaitersError if 200 calls are waiting already.
   */
  wait: (matches: (item: Item) => boolean, already: number, options: WaitOptions) => Promise<WaitEnd>
  /** Offers an item to all waiters. */
  arrived: (item: Item) => void
  /** Ends all waits, and later ones as soon as they start. */
  close: () => void
}

/** The maximum delay of a Node.js timer. */
const maxDelayMs = 2 ** 31 - 1

/** Limited because each waiter tests each request. */
const maxWaiters = 200
/** How long waiters may test items before the event loop continues. */
const sliceMs = 25

const afterDelay: Schedule = (delayMs, run) => {
  const timer = setTimeout(run, Math.min(delayMs, maxDelayMs))
  return () => clearTimeout(timer)
}

export function createWaiters<Item> (schedule: Schedule = afterDelay): Waiters<Item> {
  const waiters = new Set<Waiter<Item>>()
  /** Items that waiters have not tested yet, in the order of arrival. */
  const pending: Array<{ waiter: Waiter<Item>, item: Item }> = []
  let closed = false

  /** Tests pending items. If this takes long, the rest follows in the next iteration of the event loop. */
  function testPending (): void {
    const endMs = performance.now() + sliceMs
    do {
      const { waiter, item } = pending.shift()!
      if (waiters.has(waiter)) waiter.offer(item)
    } while (pending.length > 0 && performance.now() < endMs)
    if (pending.length > 0) setImmediate(testPending)
  }

  return {
    async wait (matches, already, { count, timeoutMs, signal }) {
      if (already >= count) return { reason: 'arrived', count: already }
      if (closed || signal?.aborted) return { reason: closed ? 'closed' : 'aborted', count: already }
      if (waiters.size >= maxWaiters) {
        throw new TooManyWaitersError(`Expected at most ${maxWaiters} calls to wait for requests at the same time, got one more. ` +
          'End some of them first, or wait for several requests in one call.')
      }
      const waiter = createWaiter(matches, already, count)
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
      const isTesting = pending.length > 0
      for (const waiter of waiters) pending.push({ waiter, item })
      if (!isTesting && pending.length > 0) testPending()
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
  /** Tests the item, and ends the wait if enough have matched. */
  offer: (item: Item) => void
}

function createWaiter<Item> (matches: (item: Item) => boolean, already: number, wanted: number): Waiter<Item> {
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
        if (matches(item)) count++
        if (count >= wanted) end('arrived')
      } catch (error) {
        fail(error)
      }
    }
  }
}
