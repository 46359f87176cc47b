/** Does a rule fit this request? */
import type { ImageRequest } from '../contract/image-request.js'
import { parameterEntries, type ParameterValue } from '../contract/parameters.js'
import type { TextPattern } from '../matching/pattern.js'
import { parsePattern } from './pattern.js'
import type { Match } from './scenario.js'

export interface Matcher {
  /** Whether every member fits; `key` is the API key, absent where none was sent. */
  fits: (request: ImageRequest, key: string | undefined) => boolean
  /** Whether `fits` may take for ever, because of a regular expression. */
  mayHang: boolean
}

/** The members in the order in which they are compared: exact values first, the prompt last, since it costs the most. */
const comparisons: ReadonlyArray<{ name: keyof Match, isPattern: boolean }> = [
  ...parameterEntries.filter(([, { match }]) => match === 'exact').map(([name]) => ({ name, isPattern: false })),
  { name: 'key', isPattern: true },
  ...parameterEntries.filter(([, { match }]) => match === 'pattern').map(([name]) => ({ name, isPattern: true })).reverse()
]

/** Makes the matcher; throws a RuleError, below `where`, for a pattern that cannot be read. */
export function createMatcher (match: Match = {}, where = 'match'): Matcher {
  const members = comparisons.flatMap(({ name, isPattern }) => {
    const expected = match[name]
    if (expected === undefined) return []
    return [{ name, pattern: isPattern ? parsePattern(String(expected), `${where}.${name}`) : exactly(expected) }]
  })
  return {
    fits: ({ parameters }, key) => members.every(({ name, pattern }) => {
      const found = name === 'key' ? key : parameters[name]
      return found !== undefined && pattern.fits(String(found))
    }),
    mayHang: members.some(({ pattern }) => pattern.mayHang)
  }
}

function exactly (expected: ParameterValue): TextPattern {
  return { fits: text => text === String(expected), mayHang: false }
}
