/** Matcher of requests: compares parameters and API key with a rule's `match`. */
import type { ImageRequest } from '../contract/image-request.js'
import { parameterEntries, type Parameter, type ParameterValue } from '../contract/parameters.js'
import { requestPropertyEntries } from '../contract/request-properties.js'
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
const comparisons: readonly Comparison[] = [
  ...requestPropertyEntries.map(([name, { read, matches }]): Comparison => ({ name, read, ...(matches && { matches }) })),
  ...parametersBy('exact'),
  { name: 'key', isPattern: true, read: (_request, key) => key },
  ...parametersBy('pattern').reverse()
]

interface Comparison {
  name: keyof Match
  /** Whether the expected value may be a pattern. */
  isPattern?: boolean
  /** Returns the value of a request; undefined if it has none. */
  read: (request: ImageRequest, key: string | undefined) => ParameterValue | undefined
  /** Default: both must be equal, or the found value must match the pattern. */
  matches?: (found: string, expected: string) => boolean
}

function parametersBy (match: Parameter['match']): Comparison[] {
  return parameterEntries.filter(([, parameter]) => parameter.match === match)
    .map(([name]) => ({ name, isPattern: match === 'pattern', read: ({ parameters }) => parameters[name] }))
}

/**
 * Creates the matcher. Its regular expressions spend `regexBudget`; default: a budget of its own.
 * Throws a RuleError that names the member below `where` if a regular expression is invalid.
 */
export function createMatcher (match: Match = {}, regexBudget: RegexBudget = createRegexBudget(), where = 'match'): Matcher {
  const known: ReadonlySet<string> = new Set(comparisons.map(({ name }) => name))
  const custom = Object.keys(match).filter(name => !known.has(name)).map(customComparison)
  const members = [...custom, ...comparisons].flatMap(({ name, isPattern, read, matches = isEqual }) => {
    const given = match[name]
    if (given === undefined) return []
    const expected = String(given)
    const pattern = isPattern ? parsePattern(expected, regexBudget, `${where}.${name}`) : plainPattern(found => matches(found, expected))
    return [{ read, pattern }]
  })
  const tooSlow = () => members.some(({ pattern }) => pattern.tooSlow())
  return {
    matches: (request, key) => members.every(({ read, pattern }) => {
      const found = read(request, key)
      return found !== undefined && pattern.matches(String(found))
    }),
    mayHang: () => members.some(({ pattern }) => pattern.mayHang()) && !tooSlow(),
    tooSlow
  }
}

/** The comparison of a parameter that only custom models have. Text may be a pattern. */
function customComparison (name: string): Comparison {
  return { name: name as keyof Match, isPattern: true, read: ({ parameters }) => parameters[name] }
}

function isEqual (found: string, expected: string): boolean {
  return found === expected
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
