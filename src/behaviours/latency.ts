/** How long an answer is held back: a time, a range of times, or as long as the real endpoint takes. */
import { durationGrammar } from '../text/units.js'
import { latencyOf, type LatencyKey } from './latency-table.js'
import { durations, parseDuration } from '../rules/rule-units.js'
import { RuleError } from '../rules/rule-error.js'

/** Milliseconds, both included, or the recorded latency of the request's model, quality and size. */
export type Delay = { minMs: number, maxMs: number } | 'realistic'

export const delayGrammar = `^(?:realistic|${durationGrammar}(?:-${durationGrammar})?)$`
export const delays = `${durations}, a range (such as 1s-3s) or realistic`

/** The delay of `250ms`, `1s-3s` or `realistic`; throws a RuleError that names `where`. */
export function parseDelay (text: string, where = 'the delay'): Delay {
  if (text === 'realistic') return text
  if (!new RegExp(delayGrammar).test(text)) throw RuleError.expected(where, delays, text)
  const [min, max = min] = text.split('-') as [string, string?]
  const delay = { minMs: parseDuration(min, where), maxMs: parseDuration(max, where) }
  if (delay.minMs <= delay.maxMs) return delay
  throw RuleError.expected(where, 'a range with its shorter duration first', text)
}

export function isDelay (text: string): boolean {
  try {
    parseDelay(text)
    return true
  } catch {
    return false
  }
}

/**
 * The milliseconds for one request; `random` draws from 0 up to, not including, 1. A `realistic` delay of a request that
 * was refused before it was resolved is 0: it is not known how long the real endpoint takes for these.
 */
export function delayMs (delay: Delay, request: LatencyKey | undefined, random: () => number): number {
  if (delay !== 'realistic') return drawBetween(delay, random)
  return request ? drawBetween(latencyOf(request), random) : 0
}

function drawBetween ({ minMs, maxMs }: { minMs: number, maxMs: number }, random: () => number): number {
  return Math.round(minMs + random() * (maxMs - minMs))
}
