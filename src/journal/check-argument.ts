/** Validation of the arguments of calls to the journal and the report. */
import type { Static, TSchema } from 'typebox'
import { schemaProblemMessage } from '../text/schema-problem.js'
import { withRegexTexts } from '../text/regex-text.js'
import { JournalError } from './journal-error.js'

/**
 * Returns the value, with texts instead of RegExp objects, or throws a JournalError for the first problem. Unknown
 * members are a problem, since they may be misspelt.
 *
 * `place` is the name of the value in the message.
 *
 *     checkArgument(JournalFilter, { limit: 0 }, 'the filter')
 *     // Expected an integer from 1 to 1000000 for limit in the filter, got 0.
 */
export function checkArgument<Schema extends TSchema> (schema: Schema, value: unknown, place: string): Static<Schema> {
  const given = withRegexTexts(value)
  const problem = schemaProblemMessage(schema, given, place)
  if (problem !== undefined) throw new JournalError(problem)
  return given as Static<Schema>
}
