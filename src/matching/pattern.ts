/** How a text is matched, by rules and by the journal's filters: exactly, with `*` wildcards, or by `/regex/flags`. */
import { withinTime } from './within-time.js'

/** Which of the values fit; nothing where a regular expression takes too long for them. */
export type Pattern = (values: readonly string[]) => boolean[] | undefined

/** A pattern for whoever minds the time. */
export interface TextPattern {
  fits: (value: string) => boolean
  /** Whether `fits` may take for ever: `(a+)+$` does. */
  mayHang: boolean
}

/** A regular expression that is none, told by what is wrong with it. */
export class PatternError extends Error {
  override readonly name = 'PatternError'
}

/** Makes the pattern; `maxRegexMs` bounds what a regular expression may take for all values. Throws a PatternError. */
export function createPattern (text: string, maxRegexMs: number): Pattern {
  const { fits, mayHang } = createTextPattern(text)
  if (!mayHang) return values => values.map(fits)
  return values => {
    let found: boolean[] | undefined
    try {
      withinTime(maxRegexMs, () => { found = values.map(fits) })
    } catch {
      // More than the engine can hold.
    }
    return found
  }
}

/** Makes the pattern, without a bound on its time. Throws a PatternError. */
export function createTextPattern (text: string): TextPattern {
  const [, source, flags] = /^\/(.+)\/([a-z]*)$/s.exec(text) ?? []
  if (source === undefined) return { fits: createWildcards(text), mayHang: false }
  const regex = compiled(source, flags!)
  return { fits: value => regex.test(value), mayHang: true }
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
