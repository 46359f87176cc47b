/** What Azure's blob storage, where the real images lie, says of itself, and when it does not hand out a file. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { storageVersion, type UrlVerdict } from '../../delivery/signed-url.js'

export interface StorageRefusal {
  status: number
  code: string
  message: string
  /** More about a refused signature. */
  detail?: string
}

type Refused = Extract<UrlVerdict, { valid: false }>

/** An Authorization header: the storage looks at it instead of the URL's signature, and does not know OpenAI's keys. */
export const authenticationFailed: StorageRefusal = {
  status: 403,
  code: 'AuthenticationFailed',
  message: 'Server failed to authenticate the request. Make sure the value of Authorization header is formed correctly including the signature.'
}

/** A URL without any parameter of its signature: an anonymous request, which the account of the images does not allow. */
const publicAccessNotPermitted: StorageRefusal = {
  status: 409,
  code: 'PublicAccessNotPermitted',
  message: 'Public access is not permitted on this storage account.'
}

/** A URL that is not valid. */
export function refusedUrl (verdict: Refused, nowMs: number): StorageRefusal {
  return verdict.reason === 'unsigned' ? publicAccessNotPermitted : { ...authenticationFailed, detail: detailOf(verdict, nowMs) }
}

/** A file that is not there. */
export const blobNotFound: StorageRefusal = { status: 404, code: 'BlobNotFound', message: 'The specified blob does not exist.' }

/** A preflight: the account of the images lets no page read them. */
export const corsNotEnabled: StorageRefusal = { status: 403, code: 'CorsPreflightFailure', message: 'CORS not enabled or no matching rule found for this request.' }

/** A range that begins behind the end of the file. */
export const invalidRange: StorageRefusal = { status: 416, code: 'InvalidRange', message: 'The range specified is invalid for the current size of the resource.' }

/** A failed `if-match` or `if-unmodified-since`; a 304 has this code and reason phrase, too. */
export const conditionNotMet: StorageRefusal = {
  status: 412,
  code: 'ConditionNotMet',
  message: 'The condition specified using HTTP conditional header(s) is not met.'
}

/** Sends it as XML; its message is the reason phrase, too. */
export function refuse (request: FastifyRequest, reply: FastifyReply, { status, code, message, detail }: StorageRefusal, nowMs: number): FastifyReply {
  const headers = storageHeaders(request)
  // Azure's times have seven digits after the point.
  const time = new Date(nowMs).toISOString().replace('Z', '0000Z')
  reply.raw.statusMessage = message
  return reply.code(status).headers({ ...headers, 'content-type': 'application/xml', 'x-ms-error-code': code }).send(
    `<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>${message}\nRequestId:${headers['x-ms-request-id']}\nTime:${time}</Message>` +
    `${detail === undefined ? '' : `<AuthenticationErrorDetail>${detail}</AuthenticationErrorDetail>`}</Error>`)
}

/** The headers of every answer of the storage. */
export function storageHeaders ({ id }: FastifyRequest) {
  return { 'x-ms-version': storageVersion, 'x-ms-request-id': guidOf(id) }
}

/** `req_` and 32 digits in the form of Azure's identifiers, so that an answer is found again in journal and log. */
function guidOf (requestId: string): string {
  const digits = requestId.slice('req_'.length)
  return [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)].join('-')
}

function detailOf (verdict: Refused, nowMs: number): string {
  if ('expiryMs' in verdict) {
    const [start, expiry, current] = [verdict.startMs, verdict.expiryMs, nowMs].map(ms => new Date(ms).toUTCString())
    return `Signature not valid in the specified time frame: Start [${start}] - Expiry [${expiry}] - Current [${current}]`
  }
  return verdict.reason === 'tampered' ? 'Signature did not match.' : 'Signature fields not well formed.'
}
