/** Finds the request that a failed verification most likely meant: the nearest one, by a weighted distance. */
import { Type, type Static } from 'typebox'
import { distance as editDistance } from 'fastest-levenshtein'
import { isPattern, isRegex } from '../../text/pattern.js'
import type { StoredExchange } from '../store/recorded-exchange.js'
import type { Criterion } from '../filters/request-match.js'

const Value = Type.Union([Type.String(), Type.Number(), Type.Boolean()])

export const Nearest = Type.Object({
  id: Type.String({ description: 'The id of the request.' }),
  differences: Type.Array(Type.Object({
    member: Type.String({ description: 'The member of `match`.' }),
    expected: Value,
    found: Type.Optional(Value)
  }), { description: 'The members that do not match. `found` is undefined if the request does not have the member.' })
}, {
  description: 'Of the requests that do not match, the nearest one; the newest of several. The prompt counts by its similarity, four times as much as other members; model and size count twice. Undefined if too many requests match, or if there is no other request.'
})
/** The request that is nearest to what was expected, with the members that differ. */
export type Nearest = Static<typeof Nearest>

/** Older candidates are not compared, so that a verification never takes long. */
const maxCandidates = 1_000
/** How much of a prompt is compared, in characters. */
const maxLength = 200

const weights: Readonly<Record<string, number>> = { prompt: 4, model: 2, size: 2 }
const ordinaryWeight = 1

/** A request, and the criteria that it does not match. */
export interface Miss {
  exchange: StoredExchange
  missed: readonly Criterion[]
}

/** Returns the nearest of the requests, which are sorted from newest to oldest; undefined if all of them match. */
export function findNearest (misses: readonly Miss[]): Miss | undefined {
  let nearest: Miss | undefined
  let least = Infinity
  const similarityOf = createSimilarity()
  for (const miss of misses.slice(0, maxCandidates)) {
    if (miss.missed.length === 0) continue
    const prompt = miss.missed.find(({ member }) => member === 'prompt')
    let distance = miss.missed.reduce((sum, { member }) => sum + (member === 'prompt' ? 0 : weights[member] ?? ordinaryWeight), 0)
    // The prompt takes the longest to compare.
    if (distance >= least) continue
    if (prompt) distance += weights['prompt']! * (1 - similarityOf(String(prompt.expected), prompt.actual(miss.exchange)))
    if (distance < least) [nearest, least] = [miss, distance]
  }
  return nearest
}

/** Returns the differences of a request. */
export function differencesOf ({ exchange, missed }: Miss): Nearest['differences'] {
  return missed.map(({ member, expected, actual }) => {
    const found = actual(exchange)
    return { member, expected, ...(found !== undefined && { found }) }
  })
}

/** Creates the function that returns the similarity of a prompt to the expected one, from 0 to 1. It compares each prompt once. */
function createSimilarity (): (expected: string, found: unknown) => number {
  const known = new Map<unknown, number>()
  let compare: ((found: string) => number) | undefined
  return (expected, found) => {
    if (typeof found !== 'string') return 0
    compare ??= comparisonWith(expected)
    const similarity = known.get(found) ?? compare(found.slice(0, maxLength))
    known.set(found, similarity)
    return similarity
  }
}

/**
 * Prompts that differ only in upper and lower case count as similar. A pattern is compared by its longest literal part,
 * with the words of the prompt where it fits best.
 */
function comparisonWith (expected: string): (found: string) => number {
  const literal = literalOf(expected)
  const part = (literal ?? expected).slice(0, maxLength).toLowerCase()
  return found => {
    const text = found.toLowerCase()
    if (literal === undefined) return similarity(part, text)
    if (part === '' || text.includes(part)) return part === '' ? 0 : 1
    const starts = [0, ...[...text.matchAll(/(?<=\s)\S/g)].map(({ index }) => index)]
    return Math.max(...starts.map(start => similarity(part, text.slice(start, start + part.length))))
  }
}

/** From 0 for texts without a common character to 1 for equal texts. */
function similarity (one: string, other: string): number {
  const length = Math.max(one.length, other.length)
  return length === 0 ? 1 : 1 - editDistance(one, other) / length
}

/** Returns the longest literal part of a pattern; undefined for exact text. */
function literalOf (text: string): string | undefined {
  if (!isPattern(text)) return undefined
  const parts = isRegex(text)
    ? text.slice(1, text.lastIndexOf('/')).split(/\\[A-Za-z0-9]|\[[^\]]*\]|\{[^}]*\}|(?<!\\)[.*+?^$|()]/).map(part => part.replace(/\\(.)/gs, '$1'))
    : text.split('*')
  return parts.reduce((longest, part) => part.length > longest.length ? part : longest, '')
}
