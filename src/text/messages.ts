/** Wording of error messages: `Expected <what> for <where>, got <value>.` and `Did you mean <name>?` */
import { inspect } from 'node:util'

const maxPreviewLength = 80
/** Each member takes at least two characters. */
const maxPreviewMembers = maxPreviewLength / 2
const maxPreviewDepth = 3

/**
 * Returns the message for a value that is not what was expected. With `choices`, it suggests the nearest one.
 *
 *     expectedMessage({ expected: 'one of reset, empty', where: 'respond.fault', got: 'rest', choices: ['reset', 'empty'] })
 *     // Expected one of reset, empty for respond.fault, got "rest". Did you mean reset?
 */
export function expectedMessage (
  { expected, where, got, choices = [] }: { expected: string, where: string, got: unknown, choices?: readonly string[] }
): string {
  return `Expected ${expected} for ${where}, got ${preview(got)}.${didYouMean(got, choices)}`
}

/** Returns the message for a name that is not in `names`: `Unknown member "repond" in rules[0]. Did you mean respond? Expected some of …` */
export function unknownNameMessage (
  { kind, name, where, names }: { kind: string, name: string, where: string, names: readonly string[] }
): string {
  return `Unknown ${kind} ${preview(name)} in ${where}.${didYouMean(name, names)} Expected some of ${names.join(', ')}.`
}

/**
 * Returns ` Did you mean reset?`, or an empty text if none of the names is near. `comparable` removes a prefix before the
 * names are compared.
 *
 *     didYouMean('--prot', ['--port'], name => name.replace(/^-+/, '')) // ' Did you mean --port?'
 */
export function didYouMean (found: unknown, names: readonly string[], comparable = (name: string) => name): string {
  const best = typeof found === 'string' ? nearest(comparable(found), names.map(comparable)) : undefined
  return best === undefined ? '' : ` Did you mean ${names.find(name => comparable(name) === best)}?`
}

/** Returns a value as JSON on one line, truncated, however long or deep it is; `nothing` for undefined. */
export function preview (value: unknown, depth = 0): string {
  if (value === undefined) return 'nothing'
  if (typeof value === 'string') return onOneLine(JSON.stringify(truncate(value)))
  if (Array.isArray(value)) {
    if (depth === maxPreviewDepth) return '[...]'
    return bracketed('[', value.slice(0, maxPreviewMembers).map(item => preview(item, depth + 1)), ']')
  }
  if (Object.prototype.toString.call(value) !== '[object Object]') return truncate(inspect(value, { breakLength: Infinity }))
  if (depth === maxPreviewDepth) return '{...}'
  const members = Object.entries(value as object).slice(0, maxPreviewMembers)
  return bracketed('{', members.map(([name, member]) => `${preview(name)}:${preview(member, depth + 1)}`), '}')
}

/** Escapes the two line breaks of Unicode that JSON does not escape. */
function onOneLine (json: string): string {
  return json.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')
}

function bracketed (opening: string, members: readonly string[], closing: string): string {
  return truncate(`${opening}${members.join(',')}${closing}`)
}

function truncate (text: string): string {
  return text.length <= maxPreviewLength ? text : `${text.slice(0, maxPreviewLength)}...`
}

/** Returns the name that begins with the word, or else the most similar one; undefined if more than a third of the letters differ. */
function nearest (found: string, names: readonly string[]): string | undefined {
  const word = found.toLowerCase()
  if (word.length < 3 || word.length > 64) return undefined
  const [best] = names
    .map(name => ({ name, edits: name.toLowerCase().startsWith(word) ? 0 : editDistance(word, name.toLowerCase()) }))
    .filter(({ name, edits }) => edits <= Math.max(word.length, name.length) / 3)
    .sort((one, other) => one.edits - other.edits)
  return best?.name
}

/** The Damerau-Levenshtein distance: a swap of two neighbouring letters is one edit. */
function editDistance (from: string, to: string): number {
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

const maxVisibleSecret = 4

/** Returns the end of a secret, as `…4f2a`: its last four characters, and at most half of it. */
export function maskSecret (secret: string): string {
  const length = Math.min(maxVisibleSecret, Math.floor(secret.length / 2))
  return `…${secret.slice(secret.length - length)}`
}
