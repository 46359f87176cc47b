/** Creates exchanges as the recorder passes them to the journal. */
import { imageRequest } from '../image-request.js'
import type { RecordedExchange } from '../../src/journal/store/recorded-exchange.js'

export const startMs = Date.UTC(2026, 4, 6, 22, 51, 35, 250)

let count = 0

/** Creates a request for images that was answered with one URL. Each arrives a second after the previous one. */
export function exchange ({ parameters: given = {}, ...members }: Partial<RecordedExchange> & { parameters?: object } = {}): RecordedExchange {
  const number = count++
  const parameters = { prompt: 'A sea otter', ...given }
  const { body = Buffer.from(JSON.stringify(parameters)) } = members
  return {
    id: `req_${number}`,
    operation: 'generation',
    receivedMs: startMs + number * 1000,
    method: 'POST',
    url: '/v1/images/generations',
    headers: { 'content-type': 'application/json' },
    body,
    wholeBodyBytes: body.length,
    request: imageRequest(parameters),
    status: 200,
    answer: { created: 1, data: [{ url: imageUrl(number) }] },
    durationMs: 1.5,
    decidedBy: { kind: 'none', reason: 'No rule matched' },
    ...members
  }
}

export function imageUrl (name: number | string, origin = 'http://localhost:8080'): string {
  return `${origin}/private/org-Mock/user-x/img-${name}.png?st=2026-05-06T21%3A51%3A35Z&rsct=image/png&sig=a/b%2Bc%3D`
}

/** Creates a request for an image file without a key, as a browser sends it. */
export function download (url: string, members: Partial<RecordedExchange> = {}): RecordedExchange {
  return {
    ...exchange({ method: 'GET', operation: undefined, url: url.replace(/^http:\/\/[^/]+/, ''), ...members }),
    body: undefined,
    request: undefined,
    answer: undefined
  }
}
