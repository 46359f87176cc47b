/** Matcher of requests: compares parameters and API key with a rule's `match`. */
import type { ImageRequest } from '../contract/image-request.js'
import { parameterEntries } from '../contract/parameters.js'
import { createTextPattern, PatternError, plainPattern, type TextPattern } from '../text/pattern.js'
import { createRegexBudget, type RegexBudget } from '../text/regex-budget.js'
import { RuleError } from './rule-error.js'
import type { Match } from './rule.js'

export interface Matcher {
  /** Whether every member matches. `key` is the API key of the request, if any. A regular expression that takes too long does not match. */
  matches: (request: ImageRequest, key: string | undefined) => boolean
  /** Whether `matches` runs a regular expression, and so must be called within a regex budget. */
  mayHang: () => boolean
  /** Whether one of its regular expressions is retired because it took too long. */
  tooSlow: () => boolean
}

/** The members in the order of comparison: exact values first, the prompt last, because it is the most expensive. */
const comparisons: ReadonlyArray<{ name: keyof Match, isPattern: boolean }> = [
  ...parameterEntries.filter(([, { match }]) => match === 'exact').map(([name]) => ({ name, isPattern: false })),
  { name: 'key', isPattern: true },
  ...parameterEntries.filter(([, { match }]) => match === 'pattern').map(([name]) => ({ name, isPattern: true })).reverse()
]

/**
 * Creates the matcher. Its regular expressions spend `regexBudget`; default: a budget of its own.
 * Throws a RuleError that names the member below `where` if a regular expression is invalid.
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
    matches: ({ parameters }, key) => members.every(({ name, pattern }) => {
      const found = name === 'key' ? key : parameters[name]
      return found !== undefined && pattern.matches(String(found))
    }),
    mayHang: () => members.some(({ pattern }) => pattern.mayHang()) && !tooSlow(),
    tooSlow
  }
}

/** Parses exact text, text with `*` wildcards, or `/regex/flags`. Throws a RuleError that names `where` for an invalid regular expression. */
export function parsePattern (text: string, regexBudget: RegexBudget, where = 'the pattern'): TextPattern {
  try {
    return createTextPattern(text, regexBudget)
  } catch (error) {
    if (!(error instanceof PatternError)) throw error
    throw RuleError.expected(where, `a JavaScript regular expression with the flags i, m, s and u (${error.message})`, text)
  }
}
