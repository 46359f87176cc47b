/** Was it asked as often as it should have been? And if not, what came nearest. */
import type { RegexBudget } from '../text/regex-budget.js'
import type { StoredExchange } from './recorded-exchange.js'
import { createCriteria, type Criterion } from './request-match.js'
import { expectationOf, type Nearest, type Verdict, type Verification } from './verification.js'

const moreRoom = 'Please give more journalEntries or journalBytes, or reset the mock between tests.'

export interface VerifyOptions {
  /** How many older requests are forgotten. */
  forgotten: number
  regexBudget: RegexBudget
}

/**
 * Verifies against the candidates, newest first. Where older ones are forgotten, no more than a least can be verified.
 * Throws a JournalError for a verification that makes no sense.
 */
export function verify (candidates: readonly StoredExchange[], verification: Verification, { forgotten, regexBudget }: VerifyOptions): Verdict {
  const { match = {} } = verification
  const { least, most, words } = expectationOf(verification)
  const meant = match.path === undefined ? candidates.filter(isForImages) : candidates
  const missed = missedBy(createCriteria(match, regexBudget), meant)
  const count = missed.filter(({ length }) => length === 0).length
  // Too many are too many, whatever is forgotten.
  const mayBeMore = forgotten > 0 && count <= most
  if (count >= least && count <= most && (most === Infinity || !mayBeMore)) return { ok: true, count }

  const nearest = count < least ? nearestOf(meant, missed) : undefined
  const rest = mayBeMore ? `, and that ${forgotten} older ones are forgotten. ${moreRoom}` : `. ${advice(count < least, nearest)}`
  const message = `Failed to verify: found ${count} of ${meant.length} requests to fit where ${words} should${rest}`
  return { ok: false, count, expected: words, message, ...(nearest && { nearest }) }
}

function isForImages ({ operation }: StoredExchange): boolean {
  return operation !== undefined
}

/** For each candidate, the criteria that it does not fit. */
function missedBy (criteria: readonly Criterion[], candidates: readonly StoredExchange[]): Criterion[][] {
  const columns = criteria.map(({ fits }) => fits(candidates))
  return candidates.map((_, row) => criteria.filter((_, column) => !columns[column]![row]))
}

/** The one that misses least, but something; of several the first, which is the newest. */
function nearestOf (candidates: readonly StoredExchange[], missed: readonly Criterion[][]): Nearest | undefined {
  const least = missed.reduce((least, { length }) => Math.min(least, length || Infinity), Infinity)
  const index = missed.findIndex(({ length }) => length === least)
  const kept = candidates[index]
  return kept && {
    id: kept.id,
    differences: missed[index]!.map(({ member, expected, found }) => {
      const value = found(kept)
      return { member, expected, ...(value !== undefined && { found: value }) }
    })
  }
}

function advice (tooFew: boolean, nearest: Nearest | undefined): string {
  if (!tooFew) return 'Please look for the cause of the others.'
  if (!nearest) return 'Please check that the client sends them here.'
  const differences = nearest.differences.map(({ member, expected, found }) =>
    `${member} is ${found === undefined ? 'absent' : shortened(found)} instead of ${shortened(expected)}`)
  return `Please compare the nearest, ${nearest.id}: ${differences.join(', ')}.`
}

function shortened (value: string | number | boolean): string {
  const text = JSON.stringify(value)
  return text.length <= 100 ? text : `${text.slice(0, 80)}…${text.slice(-15)}`
}
