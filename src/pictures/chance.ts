/** Chance that repeats itself: the same seed draws the same numbers on every machine. */

export interface Chance {
  /** A number from 0 up to, not including, 1. */
  next (): number
  between (low: number, high: number): number
  /** A whole number from `low` to `high`, both included. */
  whole (low: number, high: number): number
  /** True with the given probability. */
  happens (probability: number): boolean
  pick<T> (items: readonly T[]): T
  shuffle<T> (items: readonly T[]): T[]
}

const warmUpRounds = 15

/** The generator is sfc32; its state is the seed's 32 hexadecimal digits. */
export function createChance (seed: string): Chance {
  const next = sfc32(word(seed, 0), word(seed, 1), word(seed, 2), word(seed, 3))
  for (let round = 0; round < warmUpRounds; round++) next()
  const whole = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1))
  return {
    next,
    whole,
    between: (low, high) => low + next() * (high - low),
    happens: probability => next() < probability,
    pick: items => items[whole(0, items.length - 1)]!,
    shuffle: items => shuffled(items, whole)
  }
}

function word (seed: string, index: number): number {
  return parseInt(seed.slice(index * 8, index * 8 + 8), 16) | 0
}

function sfc32 (a: number, b: number, c: number, counter: number): () => number {
  return () => {
    const sum = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum | 0
    return (sum >>> 0) / 4294967296
  }
}

function shuffled<T> (items: readonly T[], whole: (low: number, high: number) => number): T[] {
  const result = [...items]
  for (let last = result.length - 1; last > 0; last--) {
    const other = whole(0, last)
    const kept = result[last]!
    result[last] = result[other]!
    result[other] = kept
  }
  return result
}
