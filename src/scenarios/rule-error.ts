/** RuleError: a rule, directive or rule file that cannot be used, told in one line. */

/** What was wrong first: where it stands, what was found there, and what to give instead. */
export class RuleError extends Error {
  override readonly name = 'RuleError'
  /** The member, such as `rules[1].respond.error`, and the file or directive that it stands in. */
  readonly where: string
  readonly found: string
  /** What to do, as a clause: `give one of reset, empty`. */
  readonly advice: string

  constructor (where: string, found: string, advice: string) {
    super(`Failed to read ${where}: found ${found}. Please ${advice}.`)
    this.where = where
    this.found = found
    this.advice = advice
  }

  /** The same error, told of a place: a file's name, for one. */
  inside (place: string): RuleError {
    return new RuleError(`${this.where} in ${place}`, this.found, this.advice)
  }
}

const longestShown = 80

/** A value as a message shows it: JSON, on one line, cut. */
export function show (value: unknown): string {
  if (value === undefined) return 'nothing'
  if (typeof value === 'string') return JSON.stringify(cut(value))
  return cut(JSON.stringify(value) ?? String(value))
}

function cut (text: string): string {
  return text.length <= longestShown ? text : `${text.slice(0, longestShown)}...`
}

/** `give one of a, b`, and which of them was probably meant. */
export function giveOneOf (allowed: readonly string[], found: unknown): string {
  const meant = typeof found === 'string' ? nearest(found, allowed) : undefined
  return `give one of ${allowed.join(', ')}${meant === undefined ? '' : ` (did you mean ${meant}?)`}`
}

/** The word that goes on as this one begins, or that at most every third letter tells apart; absent where none is that near. */
function nearest (found: string, allowed: readonly string[]): string | undefined {
  const word = found.toLowerCase()
  if (word.length < 3 || word.length > 64) return undefined
  const [best] = allowed
    .map(candidate => ({ candidate, edits: candidate.toLowerCase().startsWith(word) ? 0 : editsBetween(word, candidate.toLowerCase()) }))
    .filter(({ candidate, edits }) => edits <= Math.max(word.length, candidate.length) / 3)
    .sort((one, other) => one.edits - other.edits)
  return best?.candidate
}

/** Levenshtein's distance. */
function editsBetween (from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let y = 1; y <= from.length; y++) {
    const next = [y]
    for (let x = 1; x <= to.length; x++) {
      const replaced = row[x - 1]! + (from[y - 1] === to[x - 1] ? 0 : 1)
      next.push(Math.min(replaced, row[x]! + 1, next[x - 1]! + 1))
    }
    row = next
  }
  return row[to.length]!
}
