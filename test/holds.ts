/** Property tests: a claim that fast-check tries on random values; a failure names the smallest values that it found. */
import fc, { type Arbitrary } from 'fast-check'
import type { Test } from 'tap'

/** Throws if the claim throws for values of these kinds. The claim must not use `t`: each value would be an assertion. */
export function holds<Values extends [unknown, ...unknown[]]> (
  t: Test, kinds: { [Index in keyof Values]: Arbitrary<Values[Index]> }, claim: (...values: Values) => void, runs = 300
): void {
  try {
    fc.assert(fc.property(...kinds, claim), { numRuns: runs })
  } catch (error) {
    // tap drops a failure whose message has one of these line breaks.
    throw new Error((error as Error).message.replace(/[\u2028\u2029]/g, ' '), { cause: (error as Error).cause })
  }
  t.pass(`holds for ${runs} random values`)
}
