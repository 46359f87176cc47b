/** What Azure's blob storage, where the real images lie, says when it refuses a URL. */
import type { UrlVerdict } from '../delivery/signed-url.js'

export const authenticationFailed =
  'Server failed to authenticate the request. Make sure the value of Authorization header is formed correctly including the signature.'

type Refused = Extract<UrlVerdict, { valid: false }>

/** A refused signature; recorded for blob storage in general, not for the host of the images. */
export function storageRefusal (verdict: Refused, nowMs: number, requestId: string): string {
  return errorXml('AuthenticationFailed', authenticationFailed, nowMs, requestId,
    `<AuthenticationErrorDetail>${detail(verdict, nowMs)}</AuthenticationErrorDetail>`)
}

/** A file that is not there; the words are blob storage's own. */
export function blobNotFound (nowMs: number, requestId: string): string {
  return errorXml('BlobNotFound', 'The specified blob does not exist.', nowMs, requestId)
}

function errorXml (code: string, message: string, nowMs: number, requestId: string, more = ''): string {
  // Azure's times have seven digits after the point.
  const time = new Date(nowMs).toISOString().replace('Z', '0000Z')
  return `<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code>` +
    `<Message>${message}\nRequestId:${requestId}\nTime:${time}</Message>${more}</Error>`
}

function detail (verdict: Refused, nowMs: number): string {
  if ('expiryMs' in verdict) {
    const [start, expiry, current] = [verdict.startMs, verdict.expiryMs, nowMs].map(ms => new Date(ms).toUTCString())
    return `Signature not valid in the specified time frame: Start [${start}] - Expiry [${expiry}] - Current [${current}]`
  }
  return verdict.reason === 'tampered' ? 'Signature did not match.' : 'Signature fields not well formed.'
}
