/** How a text is matched, by rules and by the journal's filters: exactly, with `*` wildcards, or by `/regex/flags`. */
import type { RegexBudget } from './regex-budget.js'

export interface TextPattern {
  /** Whether the value matches. Of a regular expression only within its budget's `within`. */
  fits: (value: string) => boolean
  /** Whether `fits` may take for ever, as `(a+)+$` does, unless its budget stops it. */
  mayHang: () => boolean
  /** Whether it was given up because it took too long: it matches nothing any more. */
  tooSlow: () => boolean
}

/** A regular expression that is none, told by what is wrong with it. */
export class PatternError extends Error {
  override readonly name = 'PatternError'
}

/** Makes the pattern; a regular expression spends the budget. Throws a PatternError. */
export function createTextPattern (text: string, regexBudget: RegexBudget): TextPattern {
  const [, source, flags] = /^\/(.+)\/([a-z]*)$/s.exec(text) ?? []
  if (source === undefined) return plainPattern(createWildcards(text))
  const { test, isTooSlow } = regexBudget.watch(text, compiled(source, flags!))
  return { fits: test, mayHang: () => !isTooSlow(), tooSlow: isTooSlow }
}

/** A pattern that never takes long. */
export function plainPattern (fits: (value: string) => boolean): TextPattern {
  return { fits, mayHang: () => false, tooSlow: () => false }
}

/** `*` stands for any characters, or none. Looking for one piece after the other never goes back. */
export function createWildcards (text: string): (value: string) => boolean {
  const [start = '', ...rest] = text.split('*')
  const end = rest.pop()
  if (end === undefined) return value => value === text
  return value => {
    if (!value.startsWith(start)) return false
    let from = start.length
    for (const piece of rest) {
      const found = value.indexOf(piece, from)
      if (found < 0) return false
      from = found + piece.length
    }
    return value.length - end.length >= from && value.endsWith(end)
  }
}

function compiled (source: string, flags: string): RegExp {
  if (!/^[imsu]*$/.test(flags)) throw new PatternError(`unknown flags ${flags}`)
  try {
    return new RegExp(source, flags)
  } catch (error) {
    throw new PatternError((error as Error).message.split(': ').at(-1))
  }
}
