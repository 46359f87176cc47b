/** Calls of a mock's control API over HTTP. */
import { once } from 'node:events'
import { request as requestHttp, validateHeaderValue, type IncomingMessage } from 'node:http'
import { request as requestHttps } from 'node:https'
import { text } from 'node:stream/consumers'
import { preview } from '../text/messages.js'

/**
 * The mock could not be reached, or it refused the call: it is not started, the URL is that of another server, the
 * control key is missing. The message has the URL, the reason, and what to do.
 *
 * ```js
 * await connectImageMock({ url: 'http://127.0.0.1:9' }).requests()
 * // MockConnectionError: Cannot reach a mock at http://127.0.0.1:9 (ECONNREFUSED). Start it, or correct the url of connectImageMock.
 * ```
 */
export class MockConnectionError extends Error {
  override readonly name = 'MockConnectionError'
  /** The status of the answer; undefined if there was none. */
  readonly status: number | undefined

  constructor (message: string, { status, cause }: { status?: number, cause?: unknown } = {}) {
    super(message, cause === undefined ? {} : { cause })
    this.status = status
  }
}

export interface ControlCall {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** Below `/_mock`, such as `/requests/find`. */
  path: string
  /** Sent as JSON. Default: no body. */
  body?: unknown
  /** The API key that limits the call. Default: all keys. */
  key?: string | undefined
  /** How long the mock may take to answer, in milliseconds. Default: 30 seconds. */
  timeoutMs?: number
}

export interface ControlAnswer {
  status: number
  /** The parsed body; undefined if it is empty. */
  body: unknown
}

export type SendCall = (call: ControlCall) => Promise<ControlAnswer>

/** How long the mock may take to answer a call that does not wait. */
const defaultTimeoutMs = 30_000

/**
 * Returns the URL of the mock without a slash at its end, from its URL or its base URL. Throws a MockConnectionError for
 * a value that is not an http or https URL.
 *
 *     mockUrl('http://127.0.0.1:8080/v1/') // 'http://127.0.0.1:8080'
 */
export function mockUrl (given: unknown): string {
  const url = typeof given === 'string' ? given : String((given as { href?: unknown } | null | undefined)?.href)
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) {
    throw new MockConnectionError(`Expected the URL of a mock (such as http://127.0.0.1:8080) for the url of connectImageMock, got ${preview(given)}.`)
  }
  const { origin, pathname } = new URL(url)
  return origin + pathname.replace(/\/+$/, '').replace(/\/v1$/, '')
}

/**
 * Creates the function that sends calls to the mock at this URL. It rejects with a MockConnectionError unless the mock
 * answers. It uses neither `fetch` nor timers, which tests replace.
 */
export function createSendCall (url: string, controlKey: string | undefined): SendCall {
  return async ({ method, path, body, key, timeoutMs = defaultTimeoutMs }) => {
    const target = `${url}/_mock${path}`
    const payload = body === undefined ? undefined : JSON.stringify(body, withoutNull)
    if (key !== undefined) checkKey('key', key)
    if (controlKey !== undefined) checkKey('controlKey', controlKey)
    // Each call has its own connection: one that was kept could be closed at the moment in which it is used again.
    const request = (url.startsWith('https:') ? requestHttps : requestHttp)(target, {
      method,
      agent: false,
      timeout: timeoutMs,
      headers: {
        ...(payload !== undefined && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) }),
        ...(controlKey !== undefined && { 'x-mock-key': controlKey }),
        ...(key !== undefined && { authorization: `Bearer ${key}` })
      }
    })
    request.on('timeout', () => request.destroy(new Error(`no answer within ${Math.round(timeoutMs / 1000)} s`)))
    try {
      request.end(payload)
      const [response] = await once(request, 'response') as [IncomingMessage]
      return readAnswer(url, response.statusCode!, await text(response))
    } catch (error) {
      if (error instanceof MockConnectionError) throw error
      const { code, message } = error as NodeJS.ErrnoException
      throw new MockConnectionError(`Cannot reach a mock at ${url} (${code ?? message}). Start it, or correct the url of connectImageMock.`, { cause: error })
    }
  }
}

/** JSON would have null for NaN and infinite numbers, which turns a setting off, and has no BigInt. As text they are refused. */
function withoutNull (_name: string, value: unknown): unknown {
  return typeof value === 'bigint' || (typeof value === 'number' && !Number.isFinite(value)) ? String(value) : value
}

/** Throws a MockConnectionError for a key that a header cannot hold. An empty API key would mean all keys. */
function checkKey (option: 'key' | 'controlKey', value: string): void {
  try {
    validateHeaderValue(option, value)
    if (value !== '' || option === 'controlKey') return
  } catch {
    // The message of Node does not name the option.
  }
  throw new MockConnectionError(`Expected text that an HTTP header can hold for ${option}, got ${value === '' ? 'an empty text' : 'other characters'}.`)
}

function readAnswer (url: string, status: number, body: string): ControlAnswer {
  if (body === '') return { status, body: undefined }
  try {
    const parsed: unknown = JSON.parse(body)
    if (status !== 404 || !isUnknownRoute(parsed)) return { status, body: parsed }
  } catch {
    // Not JSON.
  }
  throw otherServer(url, status)
}

/** Returns the error for an answer that is not one of the control API. */
export function otherServer (url: string, status: number): MockConnectionError {
  return new MockConnectionError(
    `Expected the control API of a mock at ${url}/_mock, got status ${status}. Another server or version may listen there, or the setting controlApi is off.`, { status })
}

/** Whether a 404 is about the path: that of a mock without this route, or that of another server. */
function isUnknownRoute (body: unknown): boolean {
  return !/^Expected the id /.test(messageOf(body) ?? '')
}

/** The error in the body of an answer; undefined if it has none. */
export function errorOf (body: unknown): object | undefined {
  if (typeof body !== 'object' || body === null || !('error' in body)) return undefined
  return typeof body.error === 'object' && body.error !== null ? body.error : undefined
}

/** The message of the error in the body of an answer; undefined if it has none. */
export function messageOf (body: unknown): string | undefined {
  const { message } = { message: undefined, ...errorOf(body) }
  return typeof message === 'string' ? message : undefined
}

/** Returns the error for an answer that the call does not expect. */
export function unexpectedAnswer (url: string, { status, body }: ControlAnswer): MockConnectionError {
  const reason = messageOf(body) ?? 'Another server or version may listen there.'
  const advice = status === 401 ? ' Pass it to connectImageMock as controlKey.' : ''
  return new MockConnectionError(`The mock at ${url} refused the call with status ${status}. ${reason}${advice}`, { status })
}
