/** What can go wrong on the way to the client, and at the image's URL: each word and what it does. */

/** Of the answer itself. */
export const faults = {
  reset: 'the connection is reset (TCP RST)',
  empty: 'the connection is closed without a byte',
  hang: 'no answer ever comes, until the client gives up or the server stops',
  truncate: 'half of the body is sent, then the connection is closed',
  malformed: 'status 200 with broken JSON',
  drip: 'the body comes in small slow pieces',
  bad_base64: 'b64_json is cut in the middle, within a valid JSON body',
  empty_data: 'status 200 with an empty `data`'
} as const

/** Of the image file, when its URL is fetched. */
export const assetFaults = {
  expired: 'the URL has expired (403)',
  missing: 'the file is not there (404)',
  corrupt: 'the PNG is cut in half',
  slow: 'the bytes come slowly',
  reset: 'the connection is reset (TCP RST)'
} as const

export type Fault = keyof typeof faults
export type AssetFault = keyof typeof assetFaults

export function isAssetFault (word: string): word is AssetFault {
  return Object.hasOwn(assetFaults, word)
}
