/** VerificationError: the journal does not have the expected number of requests. */
import { AssertionError } from 'node:assert'
import type { ComparedRequest, Mismatch } from './mismatch.js'
import type { Nearest } from './nearest.js'

/**
 * Not as many requests as expected. The message lists what was expected, the nearest request with its differences, or
 * the requests that were too many. It is an AssertionError of Node, so test runners show the difference of `expected`
 * and `actual`, and the line of the test.
 *
 * ```js
 * try {
 *   mock.verify({ match: { prompt: '*otter*' }, count: 2 })
 * } catch (error) {
 *   console.error(error.message) // expected exactly 2 requests, got 0 (3 image requests recorded)
 *   console.error(error.nearest) // { id: 'req_…', differences: [{ member: 'prompt', expected: '*otter*', found: 'A cat' }] }
 * }
 * ```
 */
export class VerificationError extends AssertionError {
  override readonly code = 'ERR_ASSERTION'
  /** The number of requests that match. */
  readonly count: number
  /** The members of the nearest request as they were expected; without a nearest request, `{ count }`. */
  declare readonly expected: ComparedRequest
  /** The same members as they were found. */
  declare readonly actual: ComparedRequest
  /** The request that is nearest to what was expected; undefined if too many requests match, or if there is no other. */
  readonly nearest: Nearest | undefined

  /** @internal */
  constructor ({ message, count, expected, actual, nearest }: Mismatch, operator: 'verify' | 'waitFor') {
    super({ message, expected, actual, operator })
    // Defined like Node's own, which is not enumerable.
    Object.defineProperty(this, 'name', { value: 'VerificationError', configurable: true, writable: true })
    this.count = count
    this.nearest = nearest
  }
}
