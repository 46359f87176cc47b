/** Does a rule fit this request? */
import type { ImageRequest } from '../contract/image-request.js'
import type { TextPattern } from '../matching/pattern.js'
import { parsePattern } from './pattern.js'
import type { Match } from './scenario.js'

export interface Matcher {
  /** Whether every member fits; `key` is the API key, absent where none was sent. */
  fits: (request: ImageRequest, key: string | undefined) => boolean
  /** Whether `fits` may take for ever, because of a regular expression. */
  mayHang: boolean
}

/** What each member looks at. The prompt comes last: it costs the most. */
const facts: Record<keyof Match, (request: ImageRequest, key: string | undefined) => string | number | undefined> = {
  size: ({ size }) => size,
  quality: ({ quality }) => quality,
  style: ({ style }) => style,
  n: ({ n }) => n,
  response_format: ({ responseFormat }) => responseFormat,
  model: ({ model }) => model,
  key: (_, key) => key,
  user: ({ user }) => user,
  prompt: ({ prompt }) => prompt
}

const patterns: ReadonlySet<string> = new Set<keyof Match>(['prompt', 'model', 'user', 'key'])

/** Makes the matcher; throws a RuleError, below `where`, for a pattern that cannot be read. */
export function createMatcher (match: Match = {}, where = 'match'): Matcher {
  const members = (Object.keys(facts) as Array<keyof Match>).flatMap(name => {
    const expected = match[name]
    if (expected === undefined) return []
    const pattern = patterns.has(name) ? parsePattern(String(expected), `${where}.${name}`) : exactly(expected)
    return [{ fact: facts[name], pattern }]
  })
  return {
    fits: (request, key) => members.every(({ fact, pattern }) => {
      const found = fact(request, key)
      return found !== undefined && pattern.fits(String(found))
    }),
    mayHang: members.some(({ pattern }) => pattern.mayHang)
  }
}

function exactly (expected: string | number): TextPattern {
  return { fits: text => text === String(expected), mayHang: false }
}
