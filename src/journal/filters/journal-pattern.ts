/** Text patterns of filters and verifications, with a time limit for regular expressions. */
import { expectedMessage } from '../../text/messages.js'
import { createTextPattern, createWildcards as createWildcardMatch, PatternError, type TextPattern } from '../../text/pattern.js'
import { longestTestMs, startStopwatch, type RegexBudget } from '../../text/regex-budget.js'
import { JournalError } from '../journal-error.js'

/** Returns for each value whether it matches. All values are tested in one call, because the time limit applies to all of them together. */
export type Pattern = (values: readonly string[]) => boolean[]

/** Time limit for all values of one call. An ordinary expression takes microseconds for a text of 4,000 characters. */
const maxRegexMs = 250

/**
 * Creates the pattern of a member. Throws a JournalError for an invalid regular expression; the pattern throws one if the
 * expression takes too long, or took too long in an earlier call.
 */
export function createPattern (text: string, regexBudget: RegexBudget, member: string): Pattern {
  const { matches, mayHang, tooSlow } = parse(text, regexBudget, member)
  return values => {
    if (!mayHang() && !tooSlow()) return values.map(matches)
    const results: boolean[] = []
    const testNext = () => {
      while (results.length < values.length && !tooSlow()) results.push(matches(values[results.length]!))
    }
    const tookMs = startStopwatch()
    let isDone = false
    while (!isDone && !tooSlow() && tookMs() < maxRegexMs) isDone = regexBudget.within(longestTestMs, testNext).done
    if (isDone && !tooSlow()) return results
    throw new JournalError(`The regular expression ${text} for ${member} takes too long to match. Avoid repetitions inside repetitions, such as (a+)+.`)
  }
}

export function createWildcards (text: string): Pattern {
  const matches = createWildcardMatch(text)
  return values => values.map(matches)
}

function parse (text: string, regexBudget: RegexBudget, member: string): TextPattern {
  try {
    return createTextPattern(text, regexBudget)
  } catch (error) {
    if (!(error instanceof PatternError)) throw error
    throw new JournalError(expectedMessage({
      expected: `a JavaScript regular expression with the flags i, m, s and u (${error.message})`, where: member, got: text
    }))
  }
}
