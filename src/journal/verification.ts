/** What can be verified, how often it should have come, and the verdict. */
import { Type, type Static } from 'typebox'
import { JournalError } from './journal-error.js'
import { RequestMatch } from './request-match.js'

const times = (description: string) => Type.Optional(Type.Integer({ minimum: 0, description }))
const Value = Type.Union([Type.String(), Type.Number(), Type.Boolean()])

export const Verification = Type.Object({
  match: Type.Optional(RequestMatch),
  count: times('How many requests must fit, exactly; not beside the others.'),
  atLeast: times('How many must fit at least. Default 1, where nothing else is given.'),
  atMost: times('How many may fit at most.')
}, { additionalProperties: false, description: 'What to verify. Only requests for images count, unless `match.path` says otherwise. Where the journal had no room for all, nothing but `atLeast` can be verified until it is emptied.' })

const Nearest = Type.Object({
  id: Type.String({ description: 'The id of the request.' }),
  differences: Type.Array(Type.Object({
    member: Type.String({ description: 'What does not fit.' }),
    expected: Value,
    found: Type.Optional(Value)
  }), { description: 'Each member that does not fit; without `found` the request lacks it.' })
}, { description: 'Of the requests that do not fit, the one with the fewest differences, the newest first. Absent where too many fit, or none came.' })
export type Nearest = Static<typeof Nearest>

export const Verified = Type.Object({
  ok: Type.Literal(true),
  count: Type.Integer({ description: 'How many requests fit.' })
}, { description: 'As many requests fit as should.' })

export const NotVerified = Type.Object({
  ok: Type.Literal(false),
  count: Type.Integer({ description: 'How many requests fit.' }),
  expected: Type.String({ description: 'How many should, such as `exactly 2`.' }),
  message: Type.String({ description: 'What is wrong, for people.' }),
  nearest: Type.Optional(Nearest)
}, { description: 'Too few requests fit, or too many; or nobody knows, since older ones are forgotten.' })

export type Verification = Static<typeof Verification>
export type Verdict = Static<typeof Verified> | Static<typeof NotVerified>

/** How often something should have come. */
export interface Expectation {
  least: number
  /** Infinity: any number. */
  most: number
  /** Such as `exactly 2`. */
  words: string
}

/** Throws a JournalError for counts that contradict each other. */
export function expectationOf ({ count, atLeast, atMost }: Verification): Expectation {
  if (count !== undefined && (atLeast ?? atMost) !== undefined) throw contradiction('count beside atLeast or atMost')
  if (count !== undefined) return { least: count, most: count, words: `exactly ${count}` }
  if (atMost === undefined) return { least: atLeast ?? 1, most: Infinity, words: `at least ${atLeast ?? 1}` }
  if (atLeast === undefined) return { least: 0, most: atMost, words: `at most ${atMost}` }
  if (atLeast > atMost) throw contradiction(`atLeast ${atLeast} above atMost ${atMost}`)
  return { least: atLeast, most: atMost, words: `from ${atLeast} to ${atMost}` }
}

function contradiction (found: string): JournalError {
  return new JournalError(`Failed to verify: found ${found}. Please give count, or atLeast and an atMost that is not below it.`)
}
