/** Chance that repeats itself: for each caller a sequence of its own, the same for the same seed. */
import { createHash } from 'node:crypto'

/** The next number of a caller's sequence, from 0 up to, not including, 1. */
export type Random = (key: string | undefined) => number

/** Callers that are remembered; a forgotten one begins anew. */
const maxCallers = 10_000

/** Makes the sequences: callers do not disturb each other, in whatever order they come. */
export function createSeededRandom (seed: string): Random & { reset: (key?: string) => void } {
  const states = new Map<string, number>()

  const next = (key = '') => {
    const state = (states.get(key) ?? startOf(seed, key)) + 0x6d2b79f5 | 0
    if (!states.has(key) && states.size >= maxCallers) states.delete(states.keys().next().value!)
    states.set(key, state)
    return mulberry32(state)
  }
  const reset = (key?: string) => {
    if (key === undefined) states.clear()
    else states.delete(key)
  }
  return Object.assign(next, { reset })
}

function startOf (seed: string, key: string): number {
  return createHash('sha256').update(`${seed}\n${key}`).digest().readInt32LE(0)
}

function mulberry32 (state: number): number {
  let mixed = Math.imul(state ^ state >>> 15, state | 1)
  mixed ^= mixed + Math.imul(mixed ^ mixed >>> 7, mixed | 61)
  return ((mixed ^ mixed >>> 14) >>> 0) / 4294967296
}
