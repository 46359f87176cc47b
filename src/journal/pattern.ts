/** A filter's pattern: whoever asks is told where it is none, or takes too long. */
import { createPattern as createMatch, createWildcards as createWildcardMatch, PatternError } from '../matching/pattern.js'
import { JournalError } from './journal-error.js'

/** Decides which of the values fit, all at once, since the time that they may take together is bounded. */
export type Pattern = (values: readonly string[]) => boolean[]

/** What a regex may take for all values. A text of 4,000 characters takes a sound one some microseconds. */
const maxRegexMs = 250

/**
 * Makes the pattern. Throws a JournalError for a regex that is none; the pattern throws one for a regex that
 * takes too long.
 */
export function createPattern (text: string): Pattern {
  const match = read(text)
  return values => {
    const fits = match(values)
    if (fits) return fits
    throw new JournalError(`Failed to match ${text}: found that it takes longer than ${maxRegexMs} ms. ` +
      'Please write it without repetitions inside repetitions.')
  }
}

export function createWildcards (text: string): Pattern {
  const fits = createWildcardMatch(text)
  return values => values.map(fits)
}

function read (text: string) {
  try {
    return createMatch(text, maxRegexMs)
  } catch (error) {
    if (!(error instanceof PatternError)) throw error
    throw new JournalError(`Failed to read the pattern ${text}: found "${error.message}". Please give a regular expression of JavaScript, with the flags i, m, s and u.`)
  }
}
