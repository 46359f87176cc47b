/** Stores in the memory of the process. They return values, never promises. */
import { hash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { BucketOptions, Buckets, Counters, Stores } from '../stores.js'

export const memoryStores: Stores = { createCounters: createMemoryCounters, createBuckets: createMemoryBuckets }

interface Counter {
  key: string | undefined
  value: number
}

/** Longer names are replaced by their hash: the name of a directive contains its prompt. */
const maxNameLength = 100

/** With lru-cache's option `max`, each cache of each mock would allocate the memory of all its entries: 370 kB, in a millisecond. */
const limitedTo = (entries: number) => ({ maxSize: entries, sizeCalculation: () => 1 })

function createMemoryCounters (max: number): Counters {
  const counters = new LRUCache<string, Counter>(limitedTo(max))
  const shortened = (name: string) => name.length > maxNameLength ? hash('sha256', name) : name
  const idOf = (name: string, key: string | undefined) => `${shortened(name)}\n${key === undefined ? '' : shortened(`=${key}`)}`

  return {
    add (name, key, max = Infinity) {
      const id = idOf(name, key)
      const counter = counters.get(id)
      if (counter === undefined) {
        if (max < 1) return undefined
        counters.set(id, { key, value: 1 })
        return 1
      }
      return counter.value >= max ? undefined : ++counter.value
    },
    undo (name, key) {
      const counter = counters.get(idOf(name, key))
      if (counter && counter.value > 0) counter.value--
    },
    get: (name, key) => counters.get(idOf(name, key))?.value ?? 0,
    reset (key) {
      if (key === undefined) return counters.clear()
      for (const [id, counter] of [...counters.entries()]) if (counter.key === key) counters.delete(id)
    }
  }
}

/** The credit of a bucket at a time. */
interface Bucket { credit: number, atMs: number }

const maxBuckets = 10_000

function createMemoryBuckets ({ capacity, creditPerMs, now }: BucketOptions): Buckets {
  const buckets = new LRUCache<string, Bucket>(limitedTo(maxBuckets))

  const bucketOf = (key = ''): Bucket => {
    const atMs = now()
    // Only taking counts as a use: reading the credit does not keep a bucket.
    const before = buckets.peek(key) ?? { credit: capacity, atMs }
    return { credit: Math.min(capacity, before.credit + Math.max(0, atMs - before.atMs) * creditPerMs), atMs }
  }

  return {
    take (key = '', cost) {
      const { credit, atMs } = bucketOf(key)
      if (credit < cost) return { isTaken: false, credit }
      buckets.set(key, { credit: credit - cost, atMs })
      return { isTaken: true, credit: credit - cost }
    },
    credit: key => bucketOf(key).credit,
    reset (key) {
      if (key === undefined) buckets.clear()
      else buckets.delete(key)
    }
  }
}
