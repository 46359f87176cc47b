/** Directives: a rule's response in a header or a prompt, such as `error=rate_limit_exceeded times=2`. */
import { LRUCache } from 'lru-cache'
import { preview, unknownNameMessage } from '../text/messages.js'
import { checkRule } from './check-rule.js'
import { RuleError } from './rule-error.js'
import { Respond, type Rule } from './rule.js'

/** The header of a directive. */
export const directiveHeader = 'x-mock'

/** The members of `respond` that a directive cannot have, and why. */
const ruleOnly: Readonly<Record<string, [reason: string, advice: string]>> = {
  image: ['requests cannot open files', 'Name the image in a rule file'],
  usage: ['its value is an object', 'Add a rule, or write it into a rule file']
}

/** The words of a directive: the members of `respond` with a value that is text or a number, and `times`. */
export const directiveWords: readonly string[] = [...Object.keys(Respond.properties).filter(word => !Object.hasOwn(ruleOnly, word)), 'times']

/** The rules of directives by their text: tests repeat a few, and parsing one takes longer than all checks of a request. */
const parsed = new LRUCache<string, Rule>({ max: 100 })
/** Longer directives are parsed each time, so that they take no memory. */
const maxRememberedLength = 200

/** Returns the rule of a directive, as `readDirective` does. The same text has the same rule, which must not be changed. */
export function parseDirective (text: string): Rule {
  if (text.length > maxRememberedLength) return readDirective(text)
  const known = parsed.get(text)
  if (known) return known
  const rule = readDirective(text)
  parsed.set(text, rule)
  return rule
}

/**
 * Parses `word=value word="value with spaces"` to a rule. A word may also be written with hyphens: `as-of` for `asOf`.
 * Throws a RuleError for the first problem.
 */
function readDirective (text: string): Rule {
  const place = `the directive ${preview(text)}`
  try {
    const { times, ...respond } = assignments(text)
    // The day decides whether the request is valid, and only then is a directive counted.
    if (times !== undefined && respond['asOf'] !== undefined) throw RuleError.unusable('times', 'it is incompatible with asOf in a directive', 'Remove one of the two')
    if (Object.keys(respond).length === 0) throw RuleError.unusable('', `it has ${times === undefined ? 'no words' : 'no word besides times'}`, `Add some of ${directiveWords.filter(word => word !== 'times').join(', ')}`)
    return checkRule({ respond: withNumbers(respond), ...(times !== undefined && { times: /^\d+$/.test(times) ? Number(times) : times }) })
  } catch (error) {
    if (!(error instanceof RuleError)) throw error
    throw error.renamed(error.where === '' ? place : `${error.where.replace(/^respond\./, '')} in ${place}`)
  }
}

interface NumericSchema { type?: string, anyOf?: readonly NumericSchema[] }

/** Whether a member may be a number: an integer, or a duration in milliseconds. */
function isNumeric ({ type, anyOf = [] }: NumericSchema): boolean {
  return type === 'integer' || type === 'number' || anyOf.some(isNumeric)
}

/** Converts the digits of members that may be numbers. */
function withNumbers (respond: Record<string, string>): Record<string, string | number> {
  const isNumber = (word: string) => isNumeric((Respond.properties as Record<string, NumericSchema>)[word] ?? {})
  return Object.fromEntries(Object.entries(respond).map(([word, value]) => [word, isNumber(word) && /^\d{1,9}$/.test(value) ? Number(value) : value]))
}

function assignments (text: string): Record<string, string> {
  const assignment = /\s*([A-Za-z_][\w-]*)=("(?:[^"\\]|\\.)*"|[^\s"]+)(?=\s|$)/sy
  const found = new Map<string, string>()
  const end = text.trimEnd().length
  while (assignment.lastIndex < end) {
    const from = assignment.lastIndex
    const [, written, value] = assignment.exec(text) ?? []
    const word = written?.replace(/-([a-z])/g, (_hyphen, letter: string) => letter.toUpperCase())
    if (!word || !value) throw RuleError.expected('', 'word=value or word="value with spaces"', text.slice(from).trimStart().split(/\s/, 1)[0])
    checkWord(word, found)
    found.set(word, value.startsWith('"') ? value.slice(1, -1).replace(/\\(.)/gs, '$1') : value)
  }
  return Object.fromEntries(found)
}

function checkWord (word: string, found: ReadonlyMap<string, string>): void {
  const [reason, advice] = Object.hasOwn(ruleOnly, word) ? ruleOnly[word]! : []
  if (reason && advice) throw RuleError.unusable(word, reason, advice)
  if (!directiveWords.includes(word)) throw new RuleError('', where => unknownNameMessage({ kind: 'word', name: word, where, names: directiveWords }))
  if (found.has(word)) throw RuleError.unusable(word, 'it occurs twice', 'Remove one of the two')
}

/**
 * Removes `[mock word=value …]` and one adjacent space from a prompt. Several directives are joined to one.
 * Text in brackets that does not begin with an assignment, such as `[mock turtle]`, is left in the prompt.
 * Takes linear time. Throws a RuleError for a directive without a closing bracket.
 */
export function cutDirective (prompt: string): { prompt: string, directive?: string } {
  if (!prompt.includes('[mock')) return { prompt }
  const opening = /\[mock\s+(?=[A-Za-z_][\w-]*=)/g
  const kept: string[] = []
  const directives: string[] = []
  let from = 0
  while (opening.test(prompt)) {
    const inner = opening.lastIndex
    const end = closingBracket(prompt, inner)
    const start = prompt.lastIndexOf('[', inner)
    const spaceBefore = start > from && isSpace(prompt[start - 1])
    kept.push(prompt.slice(from, spaceBefore ? start - 1 : start))
    directives.push(prompt.slice(inner, end))
    from = opening.lastIndex = !spaceBefore && isSpace(prompt[end + 1]) ? end + 2 : end + 1
  }
  if (directives.length === 0) return { prompt }
  return { prompt: kept.join('') + prompt.slice(from), directive: directives.join(' ') }
}

function isSpace (character: string | undefined): boolean {
  return character !== undefined && /\s/.test(character)
}

function closingBracket (text: string, from: number): number {
  let quoted = false
  for (let index = from; index < text.length; index++) {
    const character = text[index]
    if (quoted && character === '\\') index++
    else if (character === '"') quoted = !quoted
    else if (character === ']' && !quoted) return index
  }
  throw RuleError.unusable(`the directive ${preview(`[mock ${text.slice(from, from + 60)}`)}`, 'it has no closing bracket', 'Add a ]')
}
