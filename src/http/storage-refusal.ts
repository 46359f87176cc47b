/** What Azure's blob storage, where the real images lie, says when it refuses a URL. */
import { randomUUID } from 'node:crypto'
import type { UrlVerdict } from '../delivery/signed-url.js'

export const authenticationFailed =
  'Server failed to authenticate the request. Make sure the value of Authorization header is formed correctly including the signature.'

type Refused = Extract<UrlVerdict, { valid: false }>

/** The XML body; recorded for blob storage in general, not for the host of the images. */
export function storageRefusal (verdict: Refused, nowMs: number, requestId: string = randomUUID()): string {
  return '<?xml version="1.0" encoding="utf-8"?><Error><Code>AuthenticationFailed</Code>' +
    `<Message>${authenticationFailed}\nRequestId:${requestId}\nTime:${new Date(nowMs).toISOString().replace('Z', '0000Z')}</Message>` +
    `<AuthenticationErrorDetail>${detail(verdict, nowMs)}</AuthenticationErrorDetail></Error>`
}

function detail (verdict: Refused, nowMs: number): string {
  if ('expiryMs' in verdict) {
    const [start, expiry, current] = [verdict.startMs, verdict.expiryMs, nowMs].map(ms => new Date(ms).toUTCString())
    return `Signature not valid in the specified time frame: Start [${start}] - Expiry [${expiry}] - Current [${current}]`
  }
  return verdict.reason === 'tampered' ? 'Signature did not match.' : 'Signature fields not well formed.'
}
