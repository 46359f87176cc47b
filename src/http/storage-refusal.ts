/** What Azure's blob storage, where the real images lie, says when it does not hand out a file. */
import type { FastifyReply } from 'fastify'
import type { UrlVerdict } from '../delivery/signed-url.js'

export interface StorageRefusal {
  status: number
  code: string
  message: string
  /** More about a refused signature. */
  detail?: string
}

type Refused = Extract<UrlVerdict, { valid: false }>

/** A refused signature; recorded for blob storage in general, not for the host of the images. */
export function authenticationFailed (verdict: Refused, nowMs: number): StorageRefusal {
  return {
    status: 403,
    code: 'AuthenticationFailed',
    message: 'Server failed to authenticate the request. Make sure the value of Authorization header is formed correctly including the signature.',
    detail: detailOf(verdict, nowMs)
  }
}

/** A file that is not there. */
export const blobNotFound: StorageRefusal = { status: 404, code: 'BlobNotFound', message: 'The specified blob does not exist.' }

/** A range that begins behind the end of the file. */
export const invalidRange: StorageRefusal = { status: 416, code: 'InvalidRange', message: 'The range specified is invalid for the current size of the resource.' }

/** Sends it as XML; its message is the reason phrase, too. */
export function refuse (reply: FastifyReply, { status, code, message, detail }: StorageRefusal, nowMs: number, requestId: string): FastifyReply {
  // Azure's times have seven digits after the point.
  const time = new Date(nowMs).toISOString().replace('Z', '0000Z')
  reply.raw.statusMessage = message
  return reply.code(status).headers({ 'content-type': 'application/xml', 'x-ms-error-code': code }).send(
    `<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>${message}\nRequestId:${requestId}\nTime:${time}</Message>` +
    `${detail === undefined ? '' : `<AuthenticationErrorDetail>${detail}</AuthenticationErrorDetail>`}</Error>`)
}

function detailOf (verdict: Refused, nowMs: number): string {
  if ('expiryMs' in verdict) {
    const [start, expiry, current] = [verdict.startMs, verdict.expiryMs, nowMs].map(ms => new Date(ms).toUTCString())
    return `Signature not valid in the specified time frame: Start [${start}] - Expiry [${expiry}] - Current [${current}]`
  }
  return verdict.reason === 'tampered' ? 'Signature did not match.' : 'Signature fields not well formed.'
}
