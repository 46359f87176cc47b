/** A rule's pattern: one that once took too long is not tried again. */
import { createPattern, PatternError } from '../matching/pattern.js'
import { RuleError, show } from './rule-error.js'

export interface Pattern {
  fits: (text: string) => boolean
  /** Whether its regular expression once took longer than `maxRegexMs`; from then on it fits nothing. */
  tooSlow: () => boolean
}

/** Each request pays for it. */
const maxRegexMs = 50

/** The pattern of a text; throws a RuleError that names `where` for a regular expression that cannot be read. */
export function parsePattern (text: string, where = 'the pattern'): Pattern {
  const matches = read(text, where)
  let tooSlow = false
  return {
    tooSlow: () => tooSlow,
    fits: value => {
      if (tooSlow) return false
      const fits = matches([value])
      tooSlow = fits === undefined
      return fits?.[0] === true
    }
  }
}

function read (text: string, where: string) {
  try {
    return createPattern(text, maxRegexMs)
  } catch (error) {
    if (!(error instanceof PatternError)) throw error
    throw new RuleError(where, `${show(text)} (${error.message})`, 'give a regular expression that JavaScript reads, with the flags i, m, s and u')
  }
}
