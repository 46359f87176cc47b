/** Seeded random generator of the art: the same seed yields the same numbers on every machine. */

// It is separate from behaviours/seeded-random.ts, which keeps a 32-bit state for each API key: this generator uses the
// 128 bits of a picture's seed. Replacing either of them would change sequences that users rely on.

const warmUpRounds = 15

/** An sfc32 generator. The 32 hexadecimal digits of the seed are its initial state. */
export class RandomGenerator {
  #a: number
  #b: number
  #c: number
  #counter: number

  constructor (seed: string) {
    const word = (index: number): number => parseInt(seed.slice(index * 8, index * 8 + 8), 16) | 0;
    [this.#a, this.#b, this.#c, this.#counter] = [word(0), word(1), word(2), word(3)]
    for (let round = 0; round < warmUpRounds; round++) this.next()
  }

  /** Returns a number of at least 0 and less than 1. */
  next (): number {
    const sum = (this.#a + this.#b + this.#counter) | 0
    this.#counter = (this.#counter + 1) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum | 0
    return (sum >>> 0) / 4294967296
  }

  /** Returns a number of at least `low` and less than `high`. */
  float (low: number, high: number): number {
    return low + this.next() * (high - low)
  }

  /** Returns an integer from `low` to `high`, both included. */
  integer (low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1))
  }

  /** Returns true with the given probability, from 0 to 1. */
  boolean (probability: number): boolean {
    return this.next() < probability
  }

  /** Returns one of the items. */
  pick<T> (items: readonly T[]): T {
    return items[this.integer(0, items.length - 1)]!
  }

  /** Returns the items in a random order, as a new array. */
  shuffle<T> (items: readonly T[]): T[] {
    const result = [...items]
    for (let last = result.length - 1; last > 0; last--) {
      const other = this.integer(0, last)
      const moved = result[last]!
      result[last] = result[other]!
      result[other] = moved
    }
    return result
  }
}
