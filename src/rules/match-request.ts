/** Does a rule fit this request? */
import type { ImageRequest } from '../contract/image-request.js'
import { parameterEntries } from '../contract/parameters.js'
import { plainPattern } from '../text/pattern.js'
import { createRegexBudget, type RegexBudget } from '../text/regex-budget.js'
import { parsePattern } from './rule-pattern.js'
import type { Match } from './rule.js'

export interface Matcher {
  /** Whether every member fits; `key` is the API key, absent where none was sent. A regular expression that takes too long fits nothing. */
  fits: (request: ImageRequest, key: string | undefined) => boolean
  /** Whether `fits` may take for ever, because of a regular expression, unless its budget stops it. */
  mayHang: () => boolean
  /** Whether it has a regular expression that was given up because it took too long. */
  tooSlow: () => boolean
}

/** The members in the order in which they are compared: exact values first, the prompt last, since it costs the most. */
const comparisons: ReadonlyArray<{ name: keyof Match, isPattern: boolean }> = [
  ...parameterEntries.filter(([, { match }]) => match === 'exact').map(([name]) => ({ name, isPattern: false })),
  { name: 'key', isPattern: true },
  ...parameterEntries.filter(([, { match }]) => match === 'pattern').map(([name]) => ({ name, isPattern: true })).reverse()
]

/**
 * Makes the matcher, whose regular expressions spend the budget. Default: one of its own. Throws a RuleError, below
 * `where`, for a pattern that cannot be read.
 */
export function createMatcher (match: Match = {}, regexBudget: RegexBudget = createRegexBudget(), where = 'match'): Matcher {
  const members = comparisons.flatMap(({ name, isPattern }) => {
    const expected = match[name]
    if (expected === undefined) return []
    const pattern = isPattern ? parsePattern(String(expected), regexBudget, `${where}.${name}`) : plainPattern(text => text === String(expected))
    return [{ name, pattern }]
  })
  const tooSlow = () => members.some(({ pattern }) => pattern.tooSlow())
  return {
    fits: ({ parameters }, key) => members.every(({ name, pattern }) => {
      const found = name === 'key' ? key : parameters[name]
      return found !== undefined && pattern.fits(String(found))
    }),
    mayHang: () => members.some(({ pattern }) => pattern.mayHang()) && !tooSlow(),
    tooSlow
  }
}
