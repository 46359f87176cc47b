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
    throw reportable(error as Error)
  }
  t.pass(`holds for ${runs} random values`)
}

/** Does the same for a property that is checked asynchronously. */
export async function eventuallyHolds<Values extends [unknown, ...unknown[]]> (
  t: Test, arbitraries: { [Index in keyof Values]: Arbitrary<Values[Index]> }, property: (...values: Values) => Promise<void>, runs = 300
): Promise<void> {
  try {
    await fc.assert(fc.asyncProperty(...arbitraries, property), { numRuns: runs })
  } catch (error) {
    throw reportable(error as Error)
  }
  t.pass(`holds for ${runs} random values`)
}

/** tap does not report a failure whose message contains one of these line breaks. */
function reportable ({ message, cause }: Error): Error {
  return new Error(message.replace(/[\u2028\u2029]/g, ' '), { cause })
}
