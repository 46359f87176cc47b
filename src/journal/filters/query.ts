/** Filters of the journal: their schemas, and the selection of the exchanges that match. */
import { Type, type Static } from 'typebox'
import { noCustomParameters } from '../../contract/custom-models/custom-parameters.js'
import { expectedMessage } from '../../text/messages.js'
import type { RegexBudget } from '../../text/regex-budget.js'
import { checkArgument } from '../check-argument.js'
import { JournalError } from '../journal-error.js'
import type { StoredExchange } from '../store/recorded-exchange.js'
import { createCriteria, positiveInteger, RequestMatch, withCustomParameters } from './request-match.js'

export const Selection = Type.Object({
  ...RequestMatch.properties,
  since: Type.Optional(Type.String({
    maxLength: 64,
    allowed: 'a time such as 2026-05-06T22:51:35Z, or the id of a request',
    description: 'Only requests that arrived at this time (ISO 8601) or later, or that were recorded after the request with this id.'
  }))
}, { additionalProperties: false })

export const JournalFilter = Type.Object({
  ...Selection.properties,
  limit: positiveInteger('The maximum number of entries to return. Default 100.')
}, { additionalProperties: false, description: 'A filter. An entry matches if all members match.' })

export const Page = Type.Object({
  limit: Type.Optional(Type.String({
    pattern: '^([1-9]\\d{0,2}|1000)$', allowed: 'an integer from 1 to 1000', description: 'The maximum number of entries to return, at most 1000. Default 500.'
  })),
  before: Type.Optional(Type.String({
    maxLength: 64,
    allowed: 'the id of a request',
    description: 'Only requests that were recorded before the request with this id; none if it is no longer in the journal.'
  }))
}, { additionalProperties: false, description: 'A page of the journal.' })

/**
 * Selects requests: all members must match. Text is compared exactly; `prompt`, `model` and `user` accept `*` for any
 * characters, or a regular expression between slashes.
 *
 * ```js
 * await mock.waitFor({ prompt: '/otter/i', status: '4xx', since: '2026-05-06T22:51:35Z' })
 * ```
 */
export type Selection = Static<typeof Selection>
/** A selection with a limit: `{ prompt: '*otter*', limit: 10 }` selects the 10 newest requests for otters. */
export type JournalFilter = Static<typeof JournalFilter>
export type Page = Static<typeof Page>

/** Throws a JournalError if the value is not a valid filter. */
export function checkFilter (value: unknown, custom = noCustomParameters): JournalFilter {
  return checkArgument(withCustomParameters(JournalFilter, custom), value, 'the filter')
}

/** Throws a JournalError if the value is not a valid selection. */
export function checkSelection (value: unknown, custom = noCustomParameters): Selection {
  return checkArgument(withCustomParameters(Selection, custom), value, 'the filter')
}

/** Returns the candidates that match, in their order. Throws a JournalError if a regular expression takes too long. */
export type Select = (candidates: readonly StoredExchange[]) => StoredExchange[]

type Find = (id: string) => StoredExchange | undefined

/** Creates the function that selects. `find` returns the exchange with an id, for `since`. Throws a JournalError for an invalid member. */
export function createSelect (selection: Selection, find: Find, regexBudget: RegexBudget): Select {
  const criteria = createCriteria(selection, regexBudget)
  const isNewer = createIsNewer(selection.since, find)
  return candidates => criteria.reduce((remaining, { matches }) => {
    const results = matches(remaining)
    return remaining.filter((_, index) => results[index])
  }, candidates.filter(isNewer))
}

export function limitOf ({ limit = 100 }: JournalFilter): number {
  return Number(limit)
}

/** Creates the test for `since`. Throws a JournalError if it is neither a time nor the id of a request. */
export function createIsNewer (since: string | undefined, find: Find): (candidate: StoredExchange) => boolean {
  if (since === undefined) return () => true
  const known = find(since)
  if (known) return ({ sequence }) => sequence > known.sequence
  const sinceMs = parseTime(since)
  if (Number.isNaN(sinceMs)) {
    throw new JournalError(expectedMessage({
      expected: 'a time such as 2026-05-06T22:51:35Z or the id of a request in the journal', where: 'since', got: since
    }))
  }
  return ({ receivedMs }) => receivedMs >= sinceMs
}

/** Returns NaN for text that is not an ISO 8601 time. A space before the offset is a plus sign that was decoded from a query string. */
function parseTime (text: string): number {
  const time = text.replace(/ (?=\d\d:\d\d$)/, '+')
  return /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)?)?$/.test(time) ? Date.parse(time) : NaN
}
