/** Faults: ways in which the mock breaks a response or an image URL, with their descriptions. */

/** Faults of the response. */
export const faults = {
  reset: 'the connection is reset (TCP RST)',
  empty: 'the connection is closed without a response',
  hang: 'no response is sent until the client disconnects or the mock closes',
  lost: 'the response is created and billed, but the connection is reset before any of it is sent (with `after`: after that number of events of a stream)',
  gateway_timeout: 'a proxy responds with status 504 and an HTML page, after `delay`, although the response is created and billed',
  truncate: 'half of the body is sent, then the connection is closed',
  malformed: 'status 200 with invalid JSON',
  drip: 'the body is sent slowly in small pieces',
  bad_base64: 'b64_json is cut in the middle, in a valid JSON body',
  empty_data: 'status 200 with an empty `data`, or a stream without its last event',
  unknown_event: 'a stream has an event of an unknown type',
  duplicate_partial: 'a stream sends a partial image twice',
  keepalive: 'a stream has a comment line before each event'
} as const

/** Faults of the image file, when its URL is fetched. */
export const assetFaults = {
  expired: 'the URL has expired (403)',
  missing: 'the file does not exist (404)',
  corrupt: 'the PNG is cut in half',
  slow: 'the file is sent slowly',
  reset: 'the connection is reset (TCP RST)'
} as const

export type Fault = keyof typeof faults

/** Faults that happen before the work, unless the rule has `after`: OpenAI would bill nothing. */
export const unbilledFaults: readonly Fault[] = ['reset', 'empty', 'hang']

/** Faults that replace a response that was created and billed, unless the rule has `after`. */
export type UnsentFault = 'lost' | 'gateway_timeout'

export function isUnsentFault (fault: Fault | undefined): fault is UnsentFault {
  return fault === 'lost' || fault === 'gateway_timeout'
}

/** Faults that only a stream can have. */
export const streamFaults: readonly Fault[] = ['unknown_event', 'duplicate_partial', 'keepalive']
export type AssetFault = keyof typeof assetFaults

export function isAssetFault (word: string): word is AssetFault {
  return Object.hasOwn(assetFaults, word)
}
