/** Errors of calls to the journal. */

/**
 * An invalid argument of a call about recorded requests, such as an unknown member of a filter.
 *
 * ```js
 * try {
 *   mock.requests({ promt: '*otter*' })
 * } catch (error) {
 *   console.error(error.message) // Unknown member "promt" in the filter. Did you mean prompt? …
 * }
 * ```
 */
export class JournalError extends Error {
  override readonly name = 'JournalError'
}

/**
 * Too many calls are waiting for requests already, as they do if a suite forgets to wait for its promises. Over HTTP it is
 * a 429.
 */
export class TooManyWaitersError extends JournalError {}
