/** Stores that return promises, as a store over a network does: each call takes effect after a turn of the event loop. */
import { setImmediate } from 'node:timers/promises'
import type { Awaitable } from '../../src/stores/awaitable.js'
import { memoryStores } from '../../src/stores/memory/memory-stores.js'
import type { Stores } from '../../src/stores/stores.js'

export const delayedStores: Stores = {
  createCounters (max) {
    const { add, undo, get, reset } = memoryStores.createCounters(max)
    return { add: delayed(add), undo: delayed(undo), get: delayed(get), reset: delayed(reset) }
  },
  createBuckets (options) {
    const { take, credit, reset } = memoryStores.createBuckets(options)
    return { take: delayed(take), credit: delayed(credit), reset: delayed(reset) }
  }
}

function delayed<Args extends unknown[], Result> (call: (...args: Args) => Awaitable<Result>): (...args: Args) => Promise<Result> {
  return async (...args) => {
    await setImmediate()
    return call(...args)
  }
}
