/** Which entries somebody asks for. */
import { Type, type Static } from 'typebox'
import type { RegexBudget } from '../text/regex-budget.js'
import type { StoredExchange } from './recorded-exchange.js'
import { JournalError } from './journal-error.js'
import { createCriteria, digits, RequestMatch } from './request-match.js'

/** All that fit, as for waiting and removing. */
export const Selection = Type.Object({
  ...RequestMatch.properties,
  since: Type.Optional(Type.String({
    maxLength: 64,
    allowed: 'a time such as 2026-05-06T22:51:35Z, or the id of a request',
    description: 'Only requests that came at this time or later, in ISO 8601; or those recorded after the request with this id.'
  }))
}, { additionalProperties: false })

export const JournalFilter = Type.Object({
  ...Selection.properties,
  limit: digits('The most entries to answer with. Default 100.')
}, { additionalProperties: false, description: 'Which entries: all that is given must fit.' })

export type Selection = Static<typeof Selection>
export type JournalFilter = Static<typeof JournalFilter>
export const Page = Type.Object({
  limit: Type.Optional(Type.String({ pattern: '^([1-9]\\d{0,2}|1000)$', allowed: 'an integer from 1 to 1000', description: 'The most entries to answer with, up to 1000. Default 500.' })),
  before: Type.Optional(Type.String({ maxLength: 64, allowed: 'the id of a request', description: 'Only those that were recorded before the request with this id; none where the journal does not have it any more.' }))
}, { additionalProperties: false, description: 'Which part of the journal.' })

export type Page = Static<typeof Page>

/** Those of the candidates that fit, in their order. Throws a JournalError where a regex takes too long. */
export type Select = (candidates: readonly StoredExchange[]) => StoredExchange[]

/** Makes the selection. `find` gives the entry that `since` may name. */
export function createSelect (selection: Selection, find: (id: string) => StoredExchange | undefined, regexBudget: RegexBudget): Select {
  const criteria = createCriteria(selection, regexBudget)
  const isNewer = createIsNewer(selection.since, find)
  return candidates => criteria.reduce((left, { fits }) => {
    const fit = fits(left)
    return left.filter((_, index) => fit[index])
  }, candidates.filter(isNewer))
}

export function limitOf ({ limit = 100 }: JournalFilter): number {
  return Number(limit)
}

function createIsNewer (since: string | undefined, find: (id: string) => StoredExchange | undefined): (kept: StoredExchange) => boolean {
  if (since === undefined) return () => true
  const known = find(since)
  if (known) return ({ sequence }) => sequence > known.sequence
  const sinceMs = timeOf(since)
  if (Number.isNaN(sinceMs)) {
    throw new JournalError(`Failed to look since ${JSON.stringify(since)}: found neither a time nor the id of a request in the journal. ` +
      'Please give a time such as 2026-05-06T22:51:35Z, or an id that the journal still has.')
  }
  return ({ receivedMs }) => receivedMs >= sinceMs
}

/** NaN for what is no time of ISO 8601. A space before the offset is the plus that query strings make one of. */
function timeOf (text: string): number {
  const time = text.replace(/ (?=\d\d:\d\d$)/, '+')
  return /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)?)?$/.test(time) ? Date.parse(time) : NaN
}
