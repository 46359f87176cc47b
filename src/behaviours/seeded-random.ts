/** Seeded random numbers: one sequence for each API key, the same for the same seed. */
import { createHash } from 'node:crypto'

/** Returns the next number of a key's sequence, from 0 (included) to 1 (excluded). */
export type Random = (key: string | undefined) => number

/** The number of keys with a state. The sequence of a key that is forgotten starts again. */
const maxKeys = 10_000

/** Creates the sequences. They are independent of each other and of the order of the calls. */
export function createSeededRandom (seed: string): Random & { reset: (key?: string) => void } {
  const states = new Map<string, number>()

  const next = (key = '') => {
    const state = (states.get(key) ?? startOf(seed, key)) + 0x6d2b79f5 | 0
    if (!states.has(key) && states.size >= maxKeys) states.delete(states.keys().next().value!)
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
