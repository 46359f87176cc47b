/** Values of requests in messages: short, on one line, and with the place where a found text differs from the expected one. */
import { distance } from 'fastest-levenshtein'
import type { ParameterValue } from '../../contract/parameters.js'
import { isPattern, isRegex } from '../../text/pattern.js'
import type { Nearest } from './nearest.js'

type Difference = Nearest['differences'][number]

/** The longest text that is shown whole, in characters. */
const maxLength = 80
/** How much is shown before the first difference of longer texts. */
const before = 30
/** Up to so many characters that differ are counted, and longer texts are not compared. */
const maxCounted = 3
const maxCompared = 4_096

/**
 * Returns a value as text on one line. Of a long text it returns the part around the first difference from `other`.
 *
 *     valueText('A sea otter') // '"A sea otter"'
 *     valueText('/otter/i') // '/otter/i'
 */
export function valueText (value: ParameterValue, other?: ParameterValue): string {
  if (typeof value !== 'string') return String(value)
  const from = typeof other === 'string' && !isPattern(value) && !isPattern(other) ? firstDifference(value, other) : 0
  const text = excerpt(value, from)
  return isRegex(value) ? withoutControls(text) : withoutControls(JSON.stringify(text))
}

/** Returns how a found value differs: of a prompt `one character differs`, otherwise what was expected. */
export function differenceText ({ member, expected, found }: Difference): string {
  if (member === 'prompt' && typeof expected === 'string' && typeof found === 'string' && !isPattern(expected)) {
    if (expected.toLowerCase() === found.toLowerCase()) return 'upper and lower case differ'
    if (expected.trim() === found.trim()) return 'spaces at the start or end differ'
    const characters = Math.abs(expected.length - found.length) > maxCounted || Math.max(expected.length, found.length) > maxCompared
      ? Infinity
      : distance(expected, found)
    if (characters <= maxCounted && expected.length > 2 * maxCounted) return characters === 1 ? 'one character differs' : `${characters} characters differ`
  }
  return `expected ${valueText(expected, found)}`
}

/** Returns a text, or the part of a long text that begins shortly before `from`. */
export function excerpt (text: string, from = 0): string {
  if (text.length <= maxLength) return text
  const start = Math.max(0, Math.min(from - before, text.length - maxLength))
  const end = start + maxLength
  return `${start > 0 ? '…' : ''}${text.slice(start, end)}${end < text.length ? '…' : ''}`
}

function firstDifference (one: string, other: string): number {
  let index = 0
  while (index < one.length && one[index] === other[index]) index++
  return index
}

/** Escapes control characters, line breaks and marks of direction, which would change how a terminal shows the message. */
function withoutControls (text: string): string {
  return text.replace(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu, character => `\\u${character.codePointAt(0)!.toString(16).padStart(4, '0')}`)
}
