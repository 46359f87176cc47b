/** Explains a number of requests that is not the expected one: as a message, and as values for the diff of a test runner. */
import type { ParameterValue } from '../../contract/parameters.js'
import { durationText, plural } from '../../text/sentences.js'
import { differencesOf, findNearest, type Miss, type Nearest } from './nearest.js'
import { differenceText, excerpt, valueText } from './difference-text.js'
import type { StoredExchange } from '../store/recorded-exchange.js'
import type { Criterion } from '../filters/request-match.js'
import { rawParameters } from '../store/stored-exchange.js'

/** A JSON value of `expected` and `actual`: the members of a request, or `{ count }`. */
export type ComparedRequest = Record<string, string | number | boolean>

export interface Mismatch {
  message: string
  /** The number of requests that match. */
  count: number
  expected: ComparedRequest
  actual: ComparedRequest
  nearest?: Nearest
}

export interface MismatchOptions {
  /** The first line of the message. */
  headline: string
  /** The expected number: a number if it is exact, otherwise text such as `at least 2`. */
  expectedCount: number | string
  /** Whether more requests match than expected. */
  isTooMany: boolean
  /** What was expected of the requests. The message has its members in their order. */
  match: object
  criteria: readonly Criterion[]
  /** The requests that could match, from newest to oldest. */
  misses: readonly Miss[]
  /** Requests that came during a wait, from newest to oldest. */
  meanwhile?: readonly StoredExchange[]
  /** Further lines of the message. */
  hints?: readonly string[]
  /** In milliseconds since 1970. */
  nowMs: number
  /** The URL of the inbox with a slash at its end; undefined if it is not served. */
  inboxUrl?: string | undefined
}

/** The most requests that a message lists. */
const maxListed = 10

/** Creates the explanation. If too many match, the message lists them, otherwise the nearest one that does not. */
export function createMismatch (options: MismatchOptions): Mismatch {
  const { headline, expectedCount, isTooMany, match, misses, meanwhile = [], hints = [], nowMs } = options
  const criteria = Object.keys(match).flatMap(name => options.criteria.filter(({ member }) => member === name))
  const matching = misses.filter(({ missed }) => missed.length === 0).map(({ exchange }) => exchange)
  const miss = isTooMany ? undefined : inOrder(findNearest(misses), criteria)
  const nearest = miss && { id: miss.exchange.id, differences: differencesOf(miss) }
  const lines = [
    headline,
    ...isTooMany
      ? listLines(undefined, matching, nowMs)
      : [...matchLines(criteria, nearest), ...listLines('found', matching, nowMs), ...nearestLines(miss, nearest, { ...options, criteria }), ...listLines('came', meanwhile, nowMs)],
    ...hints.map(hint => `  ${hint}`)
  ]
  return {
    message: lines.join('\n'),
    count: matching.length,
    ...(miss ? comparedRequests(criteria, miss) : { expected: { count: expectedCount }, actual: { count: matching.length } }),
    ...(nearest && { nearest })
  }
}

/** Returns the miss with its criteria in the order of the others. */
function inOrder (miss: Miss | undefined, criteria: readonly Criterion[]): Miss | undefined {
  return miss && { ...miss, missed: criteria.filter(criterion => miss.missed.includes(criterion)) }
}

/** A member that matches has the found value on both sides, so that a diff shows only what differs. */
function comparedRequests (criteria: readonly Criterion[], { exchange, missed }: Miss): Pick<Mismatch, 'expected' | 'actual'> {
  const found = criteria.map(({ member, actual }) => [member, actual(exchange)] as const)
  const members = (entries: ReadonlyArray<readonly [string, ParameterValue | undefined]>): ComparedRequest =>
    Object.fromEntries(entries.flatMap(([name, value]) => value === undefined ? [] : [[name, value]]))
  return {
    expected: { ...members(found), ...members(missed.map(({ member, expected }) => [member, expected])) },
    actual: members(found)
  }
}

const labelWidth = 8

function labelled (label: string, lines: readonly string[]): string[] {
  return lines.map((line, index) => `  ${(index === 0 ? label : '').padEnd(labelWidth)}${line}`.trimEnd())
}

/** One line for each member that was expected. A long text is cut where the nearest request differs. */
function matchLines (criteria: readonly Criterion[], nearest: Nearest | undefined): string[] {
  const width = memberWidth(criteria)
  return labelled('match', criteria.map(({ member, expected }) => {
    const found = nearest?.differences.find(difference => difference.member === member)?.found
    return `${member.padEnd(width)}  ${valueText(expected, found)}`
  }))
}

function nearestLines (miss: Miss | undefined, nearest: Nearest | undefined, { criteria, nowMs, inboxUrl }: MismatchOptions): string[] {
  if (!miss || !nearest) return []
  const { id, status, receivedMs } = miss.exchange
  const link = inboxUrl === undefined ? '' : `  ${inboxUrl}?open=${id}`
  const width = memberWidth(criteria)
  const values = nearest.differences.map(({ expected, found }) => found === undefined ? '(none)' : valueText(found, expected))
  const valueWidth = Math.max(...values.map(value => value.length))
  return labelled('closest', [
    `${id}  ${status ?? 'no response'}, ${agoText(receivedMs, nowMs)}${link}`,
    ...nearest.differences.map((difference, index) =>
      `${difference.member.padEnd(width)}  ${values[index]!.padEnd(valueWidth)}  ← ${differenceText(difference)}`)
  ])
}

function memberWidth (criteria: readonly Criterion[]): number {
  return Math.max(0, ...criteria.map(({ member }) => member.length))
}

/** One line for each request, oldest first: id, time, status, model, size and prompt, or its method and path. */
function listLines (label: string | undefined, newestFirst: readonly StoredExchange[], nowMs: number): string[] {
  const listed = newestFirst.toReversed().slice(0, maxListed)
  const rows = listed.map(exchange => {
    const { model, size, prompt } = exchange.request?.parameters ?? rawParameters(exchange)
    const { operation, method, path, generation } = exchange
    const sent = operation !== undefined
      ? [model, size, prompt === undefined ? '(no prompt)' : valueText(prompt)]
      : [generation === undefined ? `${method} ${excerpt(path)}` : `${method} an image of ${generation}`]
    return [exchange.id, agoText(exchange.receivedMs, nowMs), exchange.status ?? 'no response', ...sent.filter(value => value !== undefined)].join('  ')
  })
  const rest = newestFirst.length - listed.length
  const lines = [...rows, ...rest > 0 ? [`… and ${rest.toLocaleString('en-US')} more`] : []]
  return label === undefined ? lines.map(line => `  ${line}`) : labelled(label, lines)
}

function agoText (receivedMs: number, nowMs: number): string {
  const ms = Math.max(0, nowMs - receivedMs)
  if (ms < 120_000) return `${durationText(ms)} ago`
  return ms < 7_200_000 ? `${Math.round(ms / 60_000)} min ago` : `${Math.round(ms / 3_600_000).toLocaleString('en-US')} h ago`
}

/** Returns `3 image requests recorded`, or `no requests recorded`. */
export function recordedText (count: number, noun: string): string {
  return `${count === 0 ? `no ${noun}s` : plural(count, noun)} recorded`
}
