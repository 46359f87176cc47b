/** Delays of responses: a duration, a range of durations, or the recorded latency of the real API. */
import { Type } from 'typebox'
import { andThen, type Awaitable } from '../stores/awaitable.js'
import { durationGrammar, durations, isShortDuration, longestShortMs, milliseconds } from '../text/units.js'
import { latencyOf, type LatencyKey } from './latency-table.js'

/** A range of milliseconds, both ends included, or the recorded latency of the request's model, quality and size. */
export type Delay = { minMs: number, maxMs: number } | 'realistic'

const delayGrammar = `^(?:realistic|${durationGrammar}(?:-${durationGrammar})?)$`
/** Description of the values that `parseDelay` accepts. */
const delays = `${durations}, a range with the shorter end first (such as 1s-3s) or realistic`

/** The schemas of a delay: a number of milliseconds, or text. */
export const delayBranches = [
  Type.Number({ minimum: 0, maximum: longestShortMs }), Type.Refine(Type.String({ pattern: delayGrammar }), isDelay)
] as const

/** Creates the schema of a delay. */
export const DelaySchema = (options: object) => Type.Union([...delayBranches], { allowed: delays, ...options })

/** Returns a delay as text with its unit: `250ms` for 250. */
export function delayText (delay: string | number): string {
  return typeof delay === 'number' ? `${Math.round(delay)}ms` : delay
}

/** Parses `250ms`, `1s-3s`, `realistic` or a number of milliseconds. Returns undefined for any other value, and for durations of more than an hour. */
export function parseDelay (given: string | number): Delay | undefined {
  if (given === 'realistic') return given
  const [min = '', max = min, ...rest] = typeof given === 'number' ? [given] : given.split('-')
  if (rest.length > 0 || !isShortDuration(min) || !isShortDuration(max)) return undefined
  const delay = { minMs: milliseconds(min), maxMs: milliseconds(max) }
  return delay.minMs <= delay.maxMs ? delay : undefined
}

function isDelay (text: string): boolean {
  return parseDelay(text) !== undefined
}

/**
 * Returns the delay of one request in milliseconds. `random` returns a number from 0 (included) to 1 (excluded).
 *
 * A `realistic` delay is 0 for a request that was refused before its parameters were resolved, since it is not known how
 * long the real API takes for these.
 */
export function delayMs (delay: Delay, request: LatencyKey | undefined, random: () => Awaitable<number>): Awaitable<number> {
  if (delay !== 'realistic') return drawBetween(delay, random)
  return request ? drawBetween(latencyOf(request), random) : 0
}

function drawBetween ({ minMs, maxMs }: { minMs: number, maxMs: number }, random: () => Awaitable<number>): Awaitable<number> {
  return andThen(random(), share => Math.round(minMs + share * (maxMs - minMs)))
}
