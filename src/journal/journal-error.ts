/** Errors of calls to the journal, and the validation of their arguments. */
import type { Static, TSchema } from 'typebox'
import { schemaProblemMessage } from '../text/schema-problem.js'

/**
 * An invalid argument of a call to the journal, a verification that failed, or a wait that ended before enough requests
 * arrived. The message says what was expected, and what the journal has.
 *
 * ```js
 * try {
 *   mock.verify({ match: { prompt: '*otter*' }, count: 2 })
 * } catch (error) {
 *   console.error(error.message) // Expected exactly 2 matching requests, got 0 (3 image requests recorded).
 * }
 * ```
 */
export class JournalError extends Error {
  override readonly name = 'JournalError'
}

/** Too many calls are waiting for requests already. */
export class TooManyWaitersError extends JournalError {}

/** Returns the value, or throws a JournalError for the first problem. Unknown members are a problem, since they may be misspelt. */
export function validate<Schema extends TSchema> (schema: Schema, value: unknown, place: string): Static<Schema> {
  const problem = schemaProblemMessage(schema, value, place)
  if (problem !== undefined) throw new JournalError(problem)
  return value as Static<Schema>
}
