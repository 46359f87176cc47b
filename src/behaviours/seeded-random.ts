/** Seeded random numbers: one sequence for each API key, the same for the same seed. */
import { createHash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { andThen, type Awaitable } from '../stores/awaitable.js'
import { memoryStores } from '../stores/memory/memory-stores.js'
import type { Stores } from '../stores/stores.js'

/** Returns the next number of a key's sequence, from 0 (included) to 1 (excluded). */
export type Random = (key: string | undefined) => Awaitable<number>

/** The number of keys with a position. The sequence of a key whose position is removed starts again. */
const maxKeys = 10_000

/** Creates the sequences. They are independent of each other and of the order of the calls. Only their positions are stored. */
export function createSeededRandom (
  seed: string, { createCounters }: Pick<Stores, 'createCounters'> = memoryStores
): Random & { reset: (key?: string) => Awaitable<void> } {
  const positions = createCounters(maxKeys)
  // With `max` instead, each mock would allocate the memory of all keys.
  const starts = new LRUCache<string, number>({ maxSize: maxKeys, sizeCalculation: () => 1, memoMethod: key => startOf(seed, key) })
  const next = (key?: string) => andThen(positions.add('position', key), position =>
    mulberry32(starts.memo(key ?? '') + Math.imul(position!, 0x6d2b79f5) | 0))
  return Object.assign(next, { reset: positions.reset })
}

function startOf (seed: string, key: string): number {
  return createHash('sha256').update(`${seed}\n${key}`).digest().readInt32LE(0)
}

function mulberry32 (state: number): number {
  let mixed = Math.imul(state ^ state >>> 15, state | 1)
  mixed ^= mixed + Math.imul(mixed ^ mixed >>> 7, mixed | 61)
  return ((mixed ^ mixed >>> 14) >>> 0) / 4294967296
}
