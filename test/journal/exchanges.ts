/** Exchanges as the recording hook would hand them over. */
import { imageRequest } from '../image-request.js'
import type { Exchange } from '../../src/journal/recorded-exchange.js'

export const startMs = Date.UTC(2026, 4, 6, 22, 51, 35, 250)

let made = 0

/** A request for images that was answered with one URL. Each comes a second after the one before. */
export function exchange ({ ask = {}, ...given }: Partial<Exchange> & { ask?: object } = {}): Exchange {
  const number = made++
  const asked = { prompt: 'A sea otter', ...ask }
  const { body = Buffer.from(JSON.stringify(asked)) } = given
  return {
    id: `req_${number}`,
    operation: 'generations',
    receivedMs: startMs + number * 1000,
    method: 'POST',
    url: '/v1/images/generations',
    headers: { 'content-type': 'application/json' },
    body,
    wholeBodyBytes: body.length,
    request: imageRequest(asked),
    status: 200,
    answer: { created: 1, data: [{ url: imageUrl(number) }] },
    durationMs: 1.5,
    decidedBy: { kind: 'none', reason: 'Nothing stood in its way.' },
    ...given
  }
}

export function imageUrl (name: number | string, origin = 'http://localhost:8080'): string {
  return `${origin}/private/org-Mock/user-x/img-${name}.png?st=2026-05-06T21%3A51%3A35Z&rsct=image/png&sig=a/b%2Bc%3D`
}

/** A request for an image file; it carries no key, as those of browsers. */
export function download (url: string, given: Partial<Exchange> = {}): Exchange {
  return {
    ...exchange({ method: 'GET', operation: undefined, url: url.replace(/^http:\/\/[^/]+/, ''), ...given }),
    body: undefined,
    request: undefined,
    answer: undefined
  }
}
