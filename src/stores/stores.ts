/** Interfaces of the stores with the state that checks read and change: uses of rules, random sequences and rate limits. */
import type { Awaitable } from './awaitable.js'

/** Counters by name and API key. A counter that does not exist is 0. */
export interface Counters {
  /** Adds 1, unless the counter has reached `max`. Returns the new value; undefined if nothing was added. Must be atomic. */
  add: (name: string, key: string | undefined, max?: number) => Awaitable<number | undefined>
  /** Subtracts 1, for a use that had no effect. A counter that is 0 stays 0. */
  undo: (name: string, key: string | undefined) => Awaitable<void>
  get: (name: string, key: string | undefined) => Awaitable<number>
  /** Removes the counters of one key, or all counters. */
  reset: (key?: string) => Awaitable<void>
}

export interface BucketOptions {
  /** The credit of a full bucket. A bucket that does not exist is full. */
  capacity: number
  /** The credit that is added to a bucket in each millisecond. */
  creditPerMs: number
  /** Returns milliseconds since 1970. */
  now: () => number
}

/** Token buckets by API key. */
export interface Buckets {
  /** Subtracts `cost` if the bucket has enough credit. Returns the credit after that, and whether it was subtracted. Must be atomic. */
  take: (key: string | undefined, cost: number) => Awaitable<{ isTaken: boolean, credit: number }>
  credit: (key: string | undefined) => Awaitable<number>
  /** Fills the bucket of one key, or all buckets. */
  reset: (key?: string) => Awaitable<void>
}

export interface Stores {
  /** Creates counters that start at 0. At most `max` of them are stored; the least recently used are removed. */
  createCounters: (max: number) => Counters
  /** Creates full buckets. At most 10,000 of them are stored; the least recently used are removed, which fills them. */
  createBuckets: (options: BucketOptions) => Buckets
}
