/** A mock and a small client, which makes the mistake that a test is about. */
import { setTimeout } from 'node:timers/promises'
import type { Test } from 'tap'
import type { Finding } from '../../src/report/report-schema.js'
import type { GivenSettings } from '../../src/config/settings.js'
import { nextRequest, startMock } from '../build-mock.js'

export interface SentRequest {
  headers?: Record<string, string>
  /** Default: a key. */
  key?: string | undefined
  path?: string
  /** The number of the retry. Default: the client does not send it. */
  attempt?: number
  signal?: AbortSignal
}

/** The day of the contract: dall-e-2 is served, and not retired soon. */
export const day = '2026-02-01'

export async function mockWithClient (t: Test, settings: GivenSettings = {}, asOf: GivenSettings = { asOf: day }) {
  let clockMs = Date.now()
  const mock = await startMock(t, { ...asOf, ...settings }, { now: () => clockMs })
  let sent = 0

  /** Sends a request for a small picture in base64. */
  const send = async (body: object = {}, { headers = {}, key = 'sk-suite-1', path = '/images/generations', attempt, signal }: SentRequest = {}) => {
    sent++
    return fetch(`${mock.baseURL}${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(key && { authorization: `Bearer ${key}` }),
        ...(attempt !== undefined && { 'x-stainless-retry-count': String(attempt) }),
        ...headers
      },
      body: JSON.stringify({ model: 'dall-e-2', prompt: 'An otter', size: '256x256', response_format: 'b64_json', ...body }),
      ...(signal && { signal })
    })
  }

  return {
    mock,
    send,
    /** Sends a request, and reads the response; undefined if there is none. */
    async receive (body: object = {}, options: SentRequest = {}): Promise<{ status: number, text: string } | undefined> {
      try {
        const response = await send(body, options)
        return { status: response.status, text: await response.text() }
      } catch {
        return undefined
      }
    },
    /** Sends a request, and disconnects: when `read` has read something of the response, otherwise while the mock delays it. */
    async abandon (body: object, options: SentRequest = {}, read?: (response: Response) => Promise<unknown>): Promise<void> {
      const controller = new AbortController()
      const arrived = nextRequest(mock)
      const response = send(body, { ...options, signal: controller.signal })
      response.catch(() => {})
      await arrived
      await (read ? response.then(read) : setTimeout(50))
      controller.abort()
    },
    async download (url: string, headers: Record<string, string> = {}): Promise<void> {
      sent++
      await (await fetch(url, { headers })).arrayBuffer()
    },
    /** Advances the clock of the mock. */
    pass (ms: number): void {
      clockMs += ms
    },
    /** Returns the findings, once the mock has recorded every request. */
    async findings (): Promise<Finding[]> {
      if (sent > 0) await mock.waitFor({}, { count: sent })
      return withoutNothingTested((await mock.report()).findings)
    },
    async ids (): Promise<string[]> {
      if (sent > 0) await mock.waitFor({}, { count: sent })
      return withoutNothingTested((await mock.report()).findings).map(({ id }) => id)
    }
  }
}

/** Tests of other findings may send no request that counts. */
function withoutNothingTested (findings: readonly Finding[]): Finding[] {
  return findings.filter(({ id }) => id !== 'nothing-tested')
}

/** The URL of the image in a response. */
export function urlIn (response: { text: string } | undefined): string {
  return (JSON.parse(response!.text) as { data: Array<{ url: string }> }).data[0]!.url
}
