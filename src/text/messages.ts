/** How a refusal words what was found, and what to give instead. */
import { inspect } from 'node:util'

const longestShown = 80
/** Each takes two characters at least. */
const mostMembersShown = longestShown / 2
const deepestShown = 3

/** A value as a message shows it: JSON on one line, cut, however long or deep it is. */
export function preview (value: unknown, depth = 0): string {
  if (value === undefined) return 'nothing'
  if (typeof value === 'string') return onOneLine(JSON.stringify(cut(value)))
  if (Array.isArray(value)) return depth < deepestShown ? bracketed('[', value.slice(0, mostMembersShown).map(item => preview(item, depth + 1)), ']') : '[...]'
  if (Object.prototype.toString.call(value) !== '[object Object]') return cut(inspect(value, { breakLength: Infinity }))
  if (depth === deepestShown) return '{...}'
  return bracketed('{', Object.entries(value as object).slice(0, mostMembersShown).map(([name, member]) => `${preview(name)}:${preview(member, depth + 1)}`), '}')
}

/** JSON leaves two line breaks of Unicode as they are. */
function onOneLine (json: string): string {
  return json.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')
}

function bracketed (opening: string, members: readonly string[], closing: string): string {
  return cut(`${opening}${members.join(',')}${closing}`)
}

function cut (text: string): string {
  return text.length <= longestShown ? text : `${text.slice(0, longestShown)}...`
}

/** `give one of a, b`, and which of them was probably meant. */
export function expectOneOf (allowed: readonly string[], found: unknown): string {
  const meant = typeof found === 'string' ? nearest(found, allowed) : undefined
  return `give one of ${allowed.join(', ')}${meant === undefined ? '' : ` (did you mean ${meant}?)`}`
}

/** The word that goes on as this one begins, or that at most every third letter tells apart; absent where none is that near. */
export function nearest (found: string, allowed: readonly string[]): string | undefined {
  const word = found.toLowerCase()
  if (word.length < 3 || word.length > 64) return undefined
  const [best] = allowed
    .map(candidate => ({ candidate, edits: candidate.toLowerCase().startsWith(word) ? 0 : editsBetween(word, candidate.toLowerCase()) }))
    .filter(({ candidate, edits }) => edits <= Math.max(word.length, candidate.length) / 3)
    .sort((one, other) => one.edits - other.edits)
  return best?.candidate
}

/** Levenshtein's distance, with two letters that changed places as one edit. */
function editsBetween (from: string, to: string): number {
  let before: number[] = []
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let y = 1; y <= from.length; y++) {
    const next = [y]
    for (let x = 1; x <= to.length; x++) {
      const replaced = row[x - 1]! + (from[y - 1] === to[x - 1] ? 0 : 1)
      const swapped = from[y - 1] === to[x - 2] && from[y - 2] === to[x - 1] ? before[x - 2]! + 1 : Infinity
      next.push(Math.min(replaced, swapped, row[x]! + 1, next[x - 1]! + 1))
    }
    before = row
    row = next
  }
  return row[to.length]!
}
