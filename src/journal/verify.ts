/** Verifies the number of matching requests, and finds the nearest one if there are too few. */
import { Type, type Static } from 'typebox'
import type { ParameterValue } from '../contract/parameters.js'
import { expectedMessage } from '../text/messages.js'
import type { RegexBudget } from '../text/regex-budget.js'
import { JournalError, validate } from './journal-error.js'
import type { StoredExchange } from './recorded-exchange.js'
import { createCriteria, RequestMatch, type Criterion } from './request-match.js'

const number = (description: string) => Type.Optional(Type.Integer({ minimum: 0, description }))
const Value = Type.Union([Type.String(), Type.Number(), Type.Boolean()])

export const Verification = Type.Object({
  match: Type.Optional(RequestMatch),
  count: number('The exact number of matching requests. Cannot be combined with `atLeast` or `atMost`.'),
  atLeast: number('The minimum number of matching requests. Default 1, unless `count` or `atMost` is set.'),
  atMost: number('The maximum number of matching requests. Default: no maximum.')
}, {
  additionalProperties: false,
  description: 'What to verify. Only requests for images count, unless `match.path` is set. If older requests were evicted from the journal, only `atLeast` can be verified until the journal is cleared.'
})

const Nearest = Type.Object({
  id: Type.String({ description: 'The id of the request.' }),
  differences: Type.Array(Type.Object({
    member: Type.String({ description: 'The member of `match`.' }),
    expected: Value,
    found: Type.Optional(Value)
  }), { description: 'The members that do not match. `found` is undefined if the request does not have the member.' })
}, {
  description: 'Of the requests that do not match, the one with the fewest differences; the newest of several. Undefined if too many requests match, or if there is no other request.'
})
export type Nearest = Static<typeof Nearest>

export const Verified = Type.Object({
  ok: Type.Literal(true),
  count: Type.Integer({ description: 'The number of matching requests.' })
}, { description: 'The number of matching requests is as expected.' })

export const NotVerified = Type.Object({
  ok: Type.Literal(false),
  count: Type.Integer({ description: 'The number of matching requests.' }),
  expected: Type.String({ description: 'The expected number, such as `exactly 2`.' }),
  message: Type.String({ description: 'What was expected and what the journal has, followed by the differences of the nearest request, one per line.' }),
  nearest: Type.Optional(Nearest)
}, { description: 'Too few or too many requests match, or older requests were evicted, so that they cannot be counted.' })

/**
 * How many requests must match: exactly `count`, or from `atLeast` to `atMost`. Default: at least 1.
 *
 * ```js
 * mock.verify({ match: { prompt: '*otter*', size: '1024x1024' }, count: 2 })
 * ```
 */
export type Verification = Static<typeof Verification>
export type Verdict = Static<typeof Verified> | Static<typeof NotVerified>

/** Throws a JournalError if the value is not a valid verification. */
export function checkVerification (value: unknown): Verification {
  return validate(Verification, value, 'the verification')
}

export interface VerifyOptions {
  /** The number of older requests that were evicted from the journal. */
  evicted: number
  regexBudget: RegexBudget
}

/**
 * Verifies against the candidates, which must be sorted from newest to oldest. If older requests were evicted, no upper
 * limit can be verified. Throws a JournalError for numbers that contradict each other.
 */
export function verify (
  candidates: readonly StoredExchange[], verification: Verification, { evicted, regexBudget }: VerifyOptions
): Verdict {
  const { match = {} } = verification
  const expectation = expectationOf(verification)
  const { least, most, expected } = expectation
  const hasPath = match.path !== undefined
  const considered = hasPath ? candidates : candidates.filter(isForImages)
  const missed = missedCriteria(createCriteria(match, regexBudget), considered)
  const count = missed.filter(({ length }) => length === 0).length
  // If too many match already, evicted requests cannot change the verdict.
  const isUncertain = evicted > 0 && count <= most
  if (count >= least && count <= most && (most === Infinity || !isUncertain)) return { ok: true, count }

  const nearest = count < least ? nearestOf(considered, missed) : undefined
  const recorded = recordedText(considered.length, hasPath ? 'request' : 'image request')
  let message = `${expectedText(expectation)}, got ${count} (${recorded}${isUncertain ? `, ${plural(evicted, 'older request')} evicted` : ''}).`
  if (isUncertain) message += ' Evicted requests cannot be counted: increase journalEntries or journalBytes, or reset the mock between tests.'
  else if (considered.length === 0) message += " Check that the client's base URL is that of the mock."
  if (nearest) message += nearestText(nearest)
  return { ok: false, count, expected, message, ...(nearest && { nearest }) }
}

interface Expectation {
  least: number
  /** Infinity if there is no maximum. */
  most: number
  /** The numbers as text, such as `exactly 2`. */
  expected: string
}

function expectationOf ({ count, atLeast, atMost }: Verification): Expectation {
  if (count !== undefined) {
    if ((atLeast ?? atMost) !== undefined) throw new JournalError('Cannot use count together with atLeast or atMost. Remove one of them.')
    return { least: count, most: count, expected: `exactly ${count}` }
  }
  if (atMost === undefined) return { least: atLeast ?? 1, most: Infinity, expected: `at least ${atLeast ?? 1}` }
  if (atLeast === undefined) return { least: 0, most: atMost, expected: `at most ${atMost}` }
  if (atLeast > atMost) throw new JournalError(expectedMessage({ expected: `at most ${atMost} (the value of atMost)`, where: 'atLeast', got: atLeast }))
  return { least: atLeast, most: atMost, expected: `from ${atLeast} to ${atMost}` }
}

function isForImages ({ operation }: StoredExchange): boolean {
  return operation !== undefined
}

/** Returns for each candidate the criteria that it does not match. */
function missedCriteria (criteria: readonly Criterion[], candidates: readonly StoredExchange[]): Criterion[][] {
  const columns = criteria.map(({ matches }) => matches(candidates))
  return candidates.map((_, row) => criteria.filter((_, column) => !columns[column]![row]))
}

/** Returns the candidate that misses the fewest criteria, but at least one; the first, and so the newest, of several. */
function nearestOf (candidates: readonly StoredExchange[], missed: readonly Criterion[][]): Nearest | undefined {
  const fewest = missed.reduce((fewest, { length }) => Math.min(fewest, length || Infinity), Infinity)
  const index = missed.findIndex(({ length }) => length === fewest)
  const candidate = candidates[index]
  return candidate && {
    id: candidate.id,
    differences: missed[index]!.map(({ member, expected, actual }) => {
      const value = actual(candidate)
      return { member, expected, ...(value !== undefined && { found: value }) }
    })
  }
}

function expectedText ({ least, most, expected }: Expectation): string {
  const number = most === Infinity ? least : most
  return `Expected ${expected} matching request${number === 1 ? '' : 's'}`
}

function recordedText (count: number, noun: string): string {
  return `${count === 0 ? `no ${noun}s` : plural(count, noun)} recorded`
}

function plural (count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

function nearestText ({ id, differences }: Nearest): string {
  const lines = differences.map(({ member, expected, found }) =>
    `\n  ${member}: expected ${shorten(expected)}, got ${found === undefined ? 'none' : shorten(found)}`)
  return `\nThe nearest request is ${id}:${lines.join('')}`
}

/** Returns the value as JSON; of a long text the beginning and the end. */
function shorten (value: ParameterValue): string {
  const text = JSON.stringify(value)
  return text.length <= 100 ? text : `${text.slice(0, 80)}…${text.slice(-15)}`
}
