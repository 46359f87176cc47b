/** A client for a mock that runs elsewhere: in another process, a container, or on another machine. */
import { SettingError } from '../behaviours/setting-error.js'
import { JournalError } from '../journal/journal-error.js'
import type { Mismatch } from '../journal/verification/mismatch.js'
import { VerificationError } from '../journal/verification/verification-error.js'
import { keyOf, type AsyncDisposal, type Asynchronous, type KeyScope, type MockAddress, type MockMethods } from '../mock-methods.js'
import type { Finding } from '../report/report-schema.js'
import { SoundnessError } from '../report/soundness-error.js'
import { RuleError } from '../rules/rule-error.js'
import { atCaller } from '../text/call-stack.js'
import { didYouMean, preview } from '../text/messages.js'
import { withRegexTexts } from '../text/regex-text.js'
import { longestShortMs, milliseconds } from '../text/units.js'
import { createSendCall, errorOf, messageOf, MockConnectionError, mockUrl, otherServer, unexpectedAnswer, type ControlAnswer, type ControlCall } from './control-call.js'

/**
 * How to reach the mock.
 *
 * @example
 * const options: ClientOptions = { url: 'http://mock:8080', key: 'sk-suite-1' }
 */
export interface ClientOptions {
  /** The URL of the mock, or its base URL, which ends in `/v1`; as text or as a URL object. */
  url: string | { readonly href: string }
  /** The mock's setting `controlKey`. Default: none. */
  controlKey?: string
  /** The API key of the suite: all calls are limited to its requests and rules. Default: all keys. */
  key?: string
}

/**
 * The methods of a mock that runs elsewhere. They have the arguments, results and errors of those of `startImageMock`,
 * but each returns a promise, and rejects with a MockConnectionError if the mock cannot be reached.
 */
export interface ImageMockClient extends MockAddress, Asynchronous<MockMethods>, AsyncDisposal {
  /** Does nothing: the mock keeps running, and no connection stays open. So the code is the same as with `startImageMock`. */
  close: () => Promise<void>
}

/**
 * Returns the methods of a mock that runs elsewhere, such as in a container or in a global setup. It sends nothing yet.
 *
 * Throws a MockConnectionError for an invalid URL or a mistyped option.
 *
 * @example
 * const mock = connectImageMock({ url: 'http://mock:8080' })
 * await mock.scenarios.add({ respond: { error: 'rate_limit_exceeded' }, times: 2 })
 * await mock.verify({ match: { prompt: /otter/i }, count: 3 })
 */
export function connectImageMock (options: ClientOptions): ImageMockClient {
  const url = mockUrl(options?.url)
  checkNames(options)
  const { controlKey, key: ownKey } = options
  const sendCall = createSendCall(url, controlKey)

  /** Sends the call, and returns the body of the answer if it has one of the statuses. */
  async function send<Body> (
    call: ControlCall, scope?: KeyScope, { statuses = [200], toError = toJournalError, isResult = () => true }: AnswerOptions = {}
  ): Promise<{ status: number, body: Body }> {
    const answer = await sendCall({ ...call, key: keyOf(scope) ?? ownKey })
    if (statuses.includes(answer.status)) {
      if (answer.status === 200 && !isResult(answer.body)) throw otherServer(url, answer.status)
      return answer as { status: number, body: Body }
    }
    throw toError(answer) ?? unexpectedAnswer(url, answer)
  }
  const bodyOf = async <Body>(...args: Parameters<typeof send>) => (await send<Body>(...args)).body
  const close = async () => {}

  return {
    url,
    baseURL: `${url}/v1`,
    requests: atCaller((filter = {}, scope) =>
      bodyOf({ method: 'POST', path: '/requests/find', body: withRegexTexts(withDefaultLimit(filter)) }, scope, { isResult: Array.isArray })),
    waitFor: atCaller(async (match = {}, { key, ...options } = {}) => {
      const timeoutMs = waitMs(options.timeout) + answerMs
      const { status, body } = await send({ method: 'POST', path: '/requests/wait', body: { match: withRegexTexts(match), ...options }, timeoutMs }, keyScope(key), { statuses: [200, 408], isResult: Array.isArray })
      if (status === 408) throw new VerificationError(errorOf(body) as Mismatch, 'waitFor')
      return body as never
    }),
    verify: atCaller(async (verification, scope) => {
      const { status, body } = await send({ method: 'POST', path: '/verify', body: withRegexTexts(verification) }, scope, { statuses: [200, 409], isResult: isSuccess })
      if (status === 409) throw new VerificationError(body as Mismatch, 'verify')
    }),
    report: atCaller(scope => bodyOf({ method: 'GET', path: '/report?grace=0s' }, scope)),
    assertSound: atCaller(async (options = {}, scope) => {
      const { status, body } = await send<{ message: string, findings: Finding[] }>({ method: 'POST', path: '/assert-sound', body: options }, scope, { statuses: [200, 409], isResult: isSuccess })
      if (status === 409) throw new SoundnessError(body.message, body.findings)
    }),
    scenarios: {
      add: atCaller((rule, scope) =>
        bodyOf({ method: 'POST', path: '/scenarios', body: withRegexTexts(rule) }, scope, { statuses: [201], toError: toRuleError })),
      list: atCaller(scope => bodyOf({ method: 'GET', path: '/scenarios' }, scope, { isResult: Array.isArray })),
      remove: atCaller(async (id, scope) => {
        const { status } = await send({ method: 'DELETE', path: `/scenarios/${encodeURIComponent(id)}` }, scope, { statuses: [204, 404] })
        return status === 204
      }),
      clear: atCaller(async scope => { await send({ method: 'DELETE', path: '/scenarios' }, scope, { statuses: [204] }) })
    },
    behaviours: {
      get: atCaller(() => bodyOf({ method: 'GET', path: '/behaviours' })),
      set: atCaller(some => bodyOf({ method: 'PATCH', path: '/behaviours', body: some }, undefined, { toError: toSettingError })),
      reset: atCaller(async () => { await send({ method: 'DELETE', path: '/behaviours' }) })
    },
    reset: atCaller(async scope => { await send({ method: 'POST', path: '/reset' }, scope, { statuses: [204] }) }),
    close,
    [Symbol.asyncDispose]: close
  }
}

const optionNames: readonly string[] = ['url', 'controlKey', 'key'] satisfies Array<keyof ClientOptions>

/** Refuses mistyped names. An object with an address, such as the mock of `startImageMock`, may have other members. */
function checkNames (options: ClientOptions): void {
  for (const name of Object.keys(options)) {
    const suggestion = optionNames.includes(name) ? '' : didYouMean(name, optionNames)
    if (suggestion) throw new MockConnectionError(`Unknown option ${preview(name)} of connectImageMock.${suggestion}`)
  }
}

interface AnswerOptions {
  /** Default: 200. */
  statuses?: number[]
  /** Returns the error for the answer to an invalid call; undefined for any other answer. Default: a JournalError. */
  toError?: (answer: ControlAnswer) => Error | undefined
  /** Whether the body of a 200 is that of a mock: other servers may answer 200 to anything. Default: any body is. */
  isResult?: (body: unknown) => boolean
}

function isSuccess (body: unknown): boolean {
  return (body as { ok?: unknown } | null | undefined)?.ok === true
}

function keyScope (key: string | undefined): KeyScope {
  return key === undefined ? {} : { key }
}

/** The control API lists 100 requests by default, `mock.requests` all. */
function withDefaultLimit (filter: { limit?: number | string } | null): unknown {
  return typeof filter === 'object' && filter !== null && filter.limit === undefined ? { ...filter, limit: 1_000_000 } : filter
}

/** How long the mock may take to answer after a wait has ended, in milliseconds. */
const answerMs = 30_000

/** The timeout of a wait in milliseconds. The mock refuses an invalid one. */
function waitMs (timeout: string | number = 5_000): number {
  const ms = milliseconds(timeout)
  return ms >= 0 && ms <= longestShortMs ? ms : 0
}

/** 429: too many calls are waiting. */
function toJournalError (answer: ControlAnswer): JournalError | undefined {
  return [400, 429].includes(answer.status) ? new JournalError(messageOf(answer.body) ?? '') : undefined
}

function toRuleError (answer: ControlAnswer): RuleError | undefined {
  if (answer.status !== 400) return undefined
  const { where, unknown } = { where: '', unknown: undefined, ...errorOf(answer.body) }
  return new RuleError(where, () => messageOf(answer.body) ?? '', unknown)
}

function toSettingError (answer: ControlAnswer): SettingError | undefined {
  return answer.status === 400 ? new SettingError(messageOf(answer.body) ?? '') : undefined
}
