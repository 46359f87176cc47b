/** Chance that repeats itself: the same seed draws the same numbers on every machine. */

const warmUpRounds = 15

/** The generator is sfc32; its state is the seed's 32 hexadecimal digits. */
export class Chance {
  #a: number
  #b: number
  #c: number
  #counter: number

  constructor (seed: string) {
    const word = (index: number): number => parseInt(seed.slice(index * 8, index * 8 + 8), 16) | 0;
    [this.#a, this.#b, this.#c, this.#counter] = [word(0), word(1), word(2), word(3)]
    for (let round = 0; round < warmUpRounds; round++) this.next()
  }

  /** A number from 0 up to, not including, 1. */
  next (): number {
    const sum = (this.#a + this.#b + this.#counter) | 0
    this.#counter = (this.#counter + 1) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum | 0
    return (sum >>> 0) / 4294967296
  }

  between (low: number, high: number): number {
    return low + this.next() * (high - low)
  }

  /** A whole number from `low` to `high`, both included. */
  whole (low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1))
  }

  /** True with the given probability. */
  happens (probability: number): boolean {
    return this.next() < probability
  }

  pick<T> (items: readonly T[]): T {
    return items[this.whole(0, items.length - 1)]!
  }

  shuffle<T> (items: readonly T[]): T[] {
    const result = [...items]
    for (let last = result.length - 1; last > 0; last--) {
      const other = this.whole(0, last)
      const kept = result[last]!
      result[last] = result[other]!
      result[other] = kept
    }
    return result
  }
}
