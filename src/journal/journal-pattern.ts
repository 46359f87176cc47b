/** A filter's pattern: a JournalError says if it is none, or takes too long. */
import { createTextPattern, createWildcards as createWildcardMatch, PatternError, type TextPattern } from '../text/pattern.js'
import { longestTestMs, type RegexBudget } from '../text/regex-budget.js'
import { JournalError } from './journal-error.js'

/** Decides which of the values fit, all at once, since the time that they may take together is bounded. */
export type Pattern = (values: readonly string[]) => boolean[]

/** What a regex may take for all values. A text of 4,000 characters takes a sound one some microseconds. */
const maxRegexMs = 250

/**
 * Makes the pattern. Throws a JournalError for a regex that is none; the pattern throws one for a regex that
 * takes too long, or has taken too long before.
 */
export function createPattern (text: string, regexBudget: RegexBudget): Pattern {
  const { fits, mayHang, tooSlow } = read(text, regexBudget)
  return values => {
    if (!mayHang() && !tooSlow()) return values.map(fits)
    const found: boolean[] = []
    const look = () => {
      while (found.length < values.length && !tooSlow()) found.push(fits(values[found.length]!))
    }
    const endMs = performance.now() + maxRegexMs
    let isDone = false
    while (!isDone && !tooSlow() && performance.now() < endMs) isDone = regexBudget.within(longestTestMs, look).done
    if (isDone && !tooSlow()) return found
    throw new JournalError(`Failed to match ${text}: found that it takes too long. Please write it without repetitions inside repetitions.`)
  }
}

export function createWildcards (text: string): Pattern {
  const fits = createWildcardMatch(text)
  return values => values.map(fits)
}

function read (text: string, regexBudget: RegexBudget): TextPattern {
  try {
    return createTextPattern(text, regexBudget)
  } catch (error) {
    if (!(error instanceof PatternError)) throw error
    throw new JournalError(`Failed to read the pattern ${text}: found "${error.message}". Please give a regular expression of JavaScript, with the flags i, m, s and u.`)
  }
}
