/** Verifies the number of matching requests. */
import { Type, type Static } from 'typebox'
import { noCustomParameters } from '../../contract/custom-models/custom-parameters.js'
import { expectedMessage, preview } from '../../text/messages.js'
import { durationText, plural } from '../../text/sentences.js'
import type { RegexBudget } from '../../text/regex-budget.js'
import { checkArgument } from '../check-argument.js'
import { JournalError } from '../journal-error.js'
import { createMismatch, recordedText, type Mismatch } from './mismatch.js'
import { Nearest, type Miss } from './nearest.js'
import type { StoredExchange } from '../store/recorded-exchange.js'
import type { Selection } from '../filters/query.js'
import { createCriteria, kindOf, RequestMatch, withCustomParameters, type Criterion } from '../filters/request-match.js'
import type { WaitEnd } from './wait-for.js'

const number = (description: string) => Type.Optional(Type.Integer({ minimum: 0, description }))

export const Verification = Type.Object({
  match: Type.Optional(RequestMatch),
  count: number('The exact number of matching requests. Cannot be combined with `atLeast` or `atMost`.'),
  atLeast: number('The minimum number of matching requests. Default 1, unless `count` or `atMost` is set.'),
  atMost: number('The maximum number of matching requests. Default: no maximum.')
}, {
  additionalProperties: false,
  description: 'What to verify. Only requests for images count, unless `match.kind` or `match.path` is set. If older requests were evicted from the journal, only `atLeast` can be verified until the journal is cleared.'
})

const ComparedRequest = Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean()]))

export const Verified = Type.Object({
  ok: Type.Literal(true),
  count: Type.Integer({ description: 'The number of matching requests.' })
}, { description: 'The number of matching requests is as expected.' })

export const mismatchProperties = {
  count: Type.Integer({ description: 'The number of matching requests.' }),
  message: Type.String({ description: 'What was expected and what the journal has, followed by the differences of the nearest request or by the requests that were too many, one per line.' }),
  expected: Type.Unsafe<Record<string, string | number | boolean>>({ ...ComparedRequest, description: 'The members of the nearest request as they were expected; without a nearest request, `count`.' }),
  actual: Type.Unsafe<Record<string, string | number | boolean>>({ ...ComparedRequest, description: 'The same members as they were found.' }),
  nearest: Type.Optional(Nearest)
}

export const NotVerified = Type.Object({
  ok: Type.Literal(false),
  ...mismatchProperties
}, { description: 'Too few or too many requests match, or older requests were evicted, so that they cannot be counted.' })

/**
 * How many requests must match: exactly `count`, or from `atLeast` to `atMost`. Default: at least 1.
 *
 * ```js
 * mock.verify({ match: { prompt: '*otter*', size: '1024x1024' }, count: 2 })
 * ```
 */
export type Verification = Static<typeof Verification>
export type Verdict = Static<typeof Verified> | Static<typeof NotVerified>

/** Throws a JournalError if the value is not a valid verification, or would accept any request. */
export function checkVerification (value: unknown, custom = noCustomParameters): Verification {
  const { match, ...others } = Verification.properties
  const extended = { ...Verification, properties: { match: withCustomParameters(match, custom), ...others } }
  const verification = checkArgument(custom.size === 0 ? Verification : extended, value, 'the verification')
  if (Object.values(verification).every(member => member === undefined)) {
    throw new JournalError(`Expected match, count, atLeast or atMost for the verification, got ${preview(value)}. Without them, any request would do.`)
  }
  return verification
}

export interface VerifyOptions {
  /** The number of older requests that were evicted from the journal. */
  evicted: number
  regexBudget: RegexBudget
  /** The number of requests whose response has not ended. They are not recorded yet. */
  running?: number
  /** In milliseconds since 1970. */
  nowMs: number
  /** The URL of the inbox with a slash at its end; undefined if it is not served. */
  inboxUrl?: string | undefined
  /** The URL that the client should use; undefined if it is not known. */
  baseURL?: string | undefined
}

/**
 * Verifies against the candidates, which must be sorted from newest to oldest. If older requests were evicted, no upper
 * limit can be verified. Throws a JournalError for numbers that contradict each other.
 */
export function verify (
  candidates: readonly StoredExchange[], verification: Verification, { evicted, running = 0, regexBudget, ...options }: VerifyOptions
): Verdict {
  const { match = {} } = verification
  const expectation = expectationOf(verification)
  const { least, most, expected } = expectation
  const kind = match.kind ?? (match.path === undefined ? 'image' : undefined)
  const considered = kind === undefined ? candidates : candidates.filter(candidate => kindOf(candidate) === kind)
  const criteria = createCriteria(match, regexBudget)
  const misses = missesOf(criteria, considered)
  const count = misses.filter(({ missed }) => missed.length === 0).length
  const isTooMany = count > most
  // If too many match already, evicted requests cannot change the verdict.
  const isUncertain = evicted > 0 && !isTooMany
  if (count >= least && !isTooMany && (most === Infinity || !isUncertain)) return { ok: true, count }

  const recorded = recordedText(considered.length, kind === undefined ? 'request' : nouns[kind])
  const got = `got ${count}`
  const headline = isTooMany ? `${got}:` : `${got} (${recorded}${isUncertain ? `, ${plural(evicted, 'older request')} evicted` : ''})`
  const hints = isUncertain
    ? ['Evicted requests cannot be counted: increase journalEntries or journalBytes, or reset the mock between tests.']
    : running > 0 && !isTooMany
      ? [runningHint(running)]
      : considered.length === 0 && kind !== 'download' ? noRequestHints(candidates, options.baseURL) : []
  return {
    ok: false,
    ...createMismatch({
      headline: `expected ${expectedText(expectation)}, ${headline}`,
      expectedCount: least === most ? least : expected,
      isTooMany,
      match,
      criteria,
      misses,
      hints,
      ...options
    })
  }
}

export interface ExplainWaitOptions extends Omit<VerifyOptions, 'evicted'> {
  end: WaitEnd
  selection: Selection
  count: number
  timeoutMs: number
  /** The sequence of the newest request when the wait began; 0 if there was none. */
  startSequence: number
}

/** Explains why a wait ended without enough requests, which are sorted from newest to oldest. */
export function explainWait (candidates: readonly StoredExchange[], options: ExplainWaitOptions): Mismatch {
  const { end, selection: { since: _since, ...match }, count, timeoutMs, startSequence, running = 0, regexBudget, baseURL } = options
  const meanwhile = candidates.filter(({ sequence }) => sequence > startSequence)
  const criteria = createCriteria(match, regexBudget)
  const ended = { timeout: '', closed: ' before the mock was closed', aborted: ' before the call was aborted', arrived: '' }[end.reason]
  const within = end.reason === 'timeout' ? ` within ${durationText(timeoutMs)}` : ''
  const came = meanwhile.length === 0 ? 'no requests' : plural(meanwhile.length, 'request')
  return createMismatch({
    ...options,
    headline: `expected ${plural(count, 'request')}${within}, got ${end.count}${ended} (${came} came meanwhile)`,
    expectedCount: count,
    isTooMany: false,
    match,
    criteria,
    misses: missesOf(criteria, candidates),
    meanwhile,
    hints: running > 0 ? [runningHint(running)] : candidates.length === 0 ? noRequestHints([], baseURL) : []
  })
}

/** The hint if requests may only be late. */
function runningHint (running: number): string {
  return `${plural(running, 'request')} in flight: requests count once their response has ended. Await the client's call, or a longer waitFor.`
}

/** Hints for a journal without requests for images. */
function noRequestHints ([newest, ...others]: readonly StoredExchange[], baseURL: string | undefined): string[] {
  const hint = `Check that the client's base URL is ${baseURL ?? 'that of the mock'}.`
  if (!newest) return [hint]
  const last = `${newest.method} ${preview(newest.path).slice(1, -1)} (${newest.status ?? 'no response'})`
  return [`${plural(others.length + 1, 'other request')} came, ${others.length === 0 ? '' : 'the last '}${last}. ${hint}`]
}

interface Expectation {
  least: number
  /** Infinity if there is no maximum. */
  most: number
  /** The numbers as text, such as `exactly 2`. */
  expected: string
}

function expectationOf ({ count, atLeast, atMost }: Verification): Expectation {
  if (count !== undefined) {
    if ((atLeast ?? atMost) !== undefined) throw new JournalError('Cannot use count together with atLeast or atMost. Remove one of them.')
    return { least: count, most: count, expected: `exactly ${count}` }
  }
  if (atMost === undefined) return { least: atLeast ?? 1, most: Infinity, expected: `at least ${atLeast ?? 1}` }
  if (atLeast === undefined) return { least: 0, most: atMost, expected: `at most ${atMost}` }
  if (atLeast > atMost) throw new JournalError(expectedMessage({ expected: `at most ${atMost} (the value of atMost)`, where: 'atLeast', got: atLeast }))
  return { least: atLeast, most: atMost, expected: `from ${atLeast} to ${atMost}` }
}

const nouns = { image: 'image request', download: 'download', other: 'other request' }

/** Returns each candidate with the criteria that it does not match. */
export function missesOf (criteria: readonly Criterion[], candidates: readonly StoredExchange[]): Miss[] {
  const columns = criteria.map(({ matches }) => matches(candidates))
  return candidates.map((exchange, row) => ({ exchange, missed: criteria.filter((_, column) => !columns[column]![row]) }))
}

function expectedText ({ least, most, expected }: Expectation): string {
  const number = most === Infinity ? least : most
  return `${expected} request${number === 1 ? '' : 's'}`
}
