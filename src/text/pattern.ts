/** Text patterns of rules and journal filters: exact text, text with `*` wildcards, or `/regex/flags`. */
import type { RegexBudget } from './regex-budget.js'

export interface TextPattern {
  /** Whether the text matches. For a regular expression, to be called only in work that the budget's `within` runs. */
  matches: (text: string) => boolean
  /** Whether `matches` can take exponential time, as `(a+)+$` does, unless the budget stops it. */
  mayHang: () => boolean
  /** Whether the pattern is retired because it took too long: it matches nothing. */
  tooSlow: () => boolean
}

/** An invalid regular expression. The message says what is wrong with it. */
export class PatternError extends Error {
  override readonly name = 'PatternError'
}

const regexForm = /^\/(.+)\/([a-z]*)$/s

/** Whether the text is a regular expression between slashes. */
export function isRegex (text: string): boolean {
  return regexForm.test(text)
}

/** Whether the text is more than exact text: it has a `*`, or is a regular expression. */
export function isPattern (text: string): boolean {
  return text.includes('*') || isRegex(text)
}

/** Creates the pattern of a text. A regular expression spends the budget. Throws a PatternError. */
export function createTextPattern (text: string, regexBudget: RegexBudget): TextPattern {
  const [, source, flags] = regexForm.exec(text) ?? []
  if (source === undefined) return plainPattern(createWildcards(text))
  const { test, isTooSlow } = regexBudget.watch(text, compile(source, flags!))
  return { matches: test, mayHang: () => !isTooSlow(), tooSlow: isTooSlow }
}

/** Creates a pattern from a function that always takes linear time. */
export function plainPattern (matches: (text: string) => boolean): TextPattern {
  return { matches, mayHang: () => false, tooSlow: () => false }
}

/** Creates a matcher in which `*` matches any characters, or none. It searches each part once, without backtracking. */
export function createWildcards (pattern: string): (text: string) => boolean {
  const [start = '', ...rest] = pattern.split('*')
  const end = rest.pop()
  if (end === undefined) return text => text === pattern
  return text => {
    if (!text.startsWith(start)) return false
    let from = start.length
    for (const part of rest) {
      const found = text.indexOf(part, from)
      if (found < 0) return false
      from = found + part.length
    }
    return text.length - end.length >= from && text.endsWith(end)
  }
}

function compile (source: string, flags: string): RegExp {
  if (!/^[imsu]*$/.test(flags)) throw new PatternError(`unknown flags ${flags}`)
  try {
    return new RegExp(source, flags)
  } catch (error) {
    throw new PatternError((error as Error).message.split(': ').at(-1))
  }
}
