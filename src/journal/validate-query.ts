/** From an unknown value to what the journal can be asked, or to a JournalError for the first thing that is wrong with it. */
import { Type, type Static, type TSchema } from 'typebox'
import { schemaProblemMessage } from '../text/schema-problem.js'
import { JournalError } from './journal-error.js'
import { JournalFilter, Selection } from './query.js'
import { Verification } from './verification.js'

const Patience = Type.Object({
  count: Type.Optional(Type.Integer({ minimum: 1 })),
  timeoutMs: Type.Optional(Type.Number({ minimum: 0 }))
}, { additionalProperties: false })

export function checkFilter (value: unknown): JournalFilter {
  return checked(JournalFilter, value, 'the filter')
}

export function checkSelection (value: unknown): Selection {
  return checked(Selection, value, 'the filter')
}

export function checkVerification (value: unknown): Verification {
  return checked(Verification, value, 'the verification')
}

/** How many to wait for, and how long. */
export function checkWaitOptions (value: unknown): Static<typeof Patience> {
  return checked(Patience, value, 'the options of waitFor')
}

/** The value itself: a member that is misspelt would else be taken for one that is absent. */
function checked<Schema extends TSchema> (schema: Schema, value: unknown, place: string): Static<Schema> {
  const problem = schemaProblemMessage(schema, value, place)
  if (problem !== undefined) throw new JournalError(problem)
  return value as Static<Schema>
}
