/** Headers and XML errors of Azure Blob Storage, which serves OpenAI's images. */
import { storageVersion, type UrlVerdict } from '../../delivery/signed-url.js'

export interface StorageRefusal {
  status: number
  code: string
  message: string
  /** The detail of a refused signature. */
  detail?: string
}

type Refused = Extract<UrlVerdict, { valid: false }>

/** For a request with an Authorization header: storage checks it instead of the URL's signature, and does not know OpenAI's keys. */
export const authenticationFailed: StorageRefusal = {
  status: 403,
  code: 'AuthenticationFailed',
  message: 'Server failed to authenticate the request. Make sure the value of Authorization header is formed correctly including the signature.'
}

/** For a URL without any parameter of its signature: an anonymous request. */
const publicAccessNotPermitted: StorageRefusal = {
  status: 409,
  code: 'PublicAccessNotPermitted',
  message: 'Public access is not permitted on this storage account.'
}

/** The refusal of an invalid URL. */
export function refusedUrl (verdict: Refused, nowMs: number): StorageRefusal {
  return verdict.reason === 'unsigned' ? publicAccessNotPermitted : { ...authenticationFailed, detail: detailOf(verdict, nowMs) }
}

/** For a file that does not exist. */
export const blobNotFound: StorageRefusal = { status: 404, code: 'BlobNotFound', message: 'The specified blob does not exist.' }

/** For a preflight: the storage account of the images does not allow CORS. */
export const corsNotEnabled: StorageRefusal = { status: 403, code: 'CorsPreflightFailure', message: 'CORS not enabled or no matching rule found for this request.' }

/** For a range that begins after the end of the file. */
export const invalidRange: StorageRefusal = { status: 416, code: 'InvalidRange', message: 'The range specified is invalid for the current size of the resource.' }

/** For a failed `if-match` or `if-unmodified-since`. A 304 has the same code and reason phrase. */
export const conditionNotMet: StorageRefusal = {
  status: 412,
  code: 'ConditionNotMet',
  message: 'The condition specified using HTTP conditional header(s) is not met.'
}

/** The XML body of a refusal. */
export function refusalBody ({ code, message, detail }: StorageRefusal, requestId: string, nowMs: number): string {
  // Azure writes times with seven decimals.
  const time = new Date(nowMs).toISOString().replace('Z', '0000Z')
  return `<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>${message}\nRequestId:${guidOf(requestId)}\nTime:${time}</Message>` +
    `${detail === undefined ? '' : `<AuthenticationErrorDetail>${detail}</AuthenticationErrorDetail>`}</Error>`
}

/** The headers of every response of storage. */
export function storageHeaders (requestId: string) {
  return { 'x-ms-version': storageVersion, 'x-ms-request-id': guidOf(requestId) }
}

/** A request id (`req_` and 32 digits) as a GUID, so that a response can be found in the journal and the log. */
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
