/** Property tests by fast-check. The message of a failure contains the smallest values that cause it. */
import fc, { type Arbitrary } from 'fast-check'
import type { Test } from 'tap'

/** Checks that a property holds for random values. `property` throws if it does not; it must not call `t`, which would count each run. */
export function holds<Values extends [unknown, ...unknown[]]> (
  t: Test, arbitraries: { [Index in keyof Values]: Arbitrary<Values[Index]> }, property: (...values: Values) => void, runs = 300
): void {
  try {
    fc.assert(fc.property(...arbitraries, property), { numRuns: runs })
  } catch (error) {
    // tap does not report a failure whose message contains one of these line breaks.
    throw new Error((error as Error).message.replace(/[\u2028\u2029]/g, ' '), { cause: (error as Error).cause })
  }
  t.pass(`holds for ${runs} random values`)
}
