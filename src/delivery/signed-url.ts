/** Creates and checks signed, expiring image URLs in the format of OpenAI's blob storage. Nothing is stored: a URL contains its picture. */
import { hash, timingSafeEqual } from 'node:crypto'
import { imageFormats, mediaTypeOf } from '../pictures/output/image-format.js'
import { pictureFromText, pictureToText, type Picture } from '../pictures/picture.js'

export interface SignedUrlOptions<Fault extends string> {
  /** The secret that signs URLs. Replicas with the same key serve each other's URLs. */
  signingKey: string
  /** How long a URL is valid after its creation, in milliseconds. */
  ttlMs: number
  /** The organization in the path, `org-` and 24 letters. */
  organization: string
  /** Whether the name in a URL is that of a fault. A URL with any other name is refused as tampered with. */
  isAssetFault: (name: string) => name is Fault
}

/** The picture of a URL, or the reason why it is refused. `unsigned` means that it has none of the query parameters of a signed URL. */
export type UrlVerdict<Fault extends string = string> =
  | { valid: true, picture: Picture, startMs: number, createdMs: number, assetFault?: Fault }
  | { valid: false, reason: 'unsigned' | 'malformed' | 'tampered' }
  | { valid: false, reason: 'expired' | 'not yet valid', startMs: number, expiryMs: number }

export interface SignedUrls<Fault extends string = string> {
  /**
   * Returns the path and query of the picture's URL, to be appended to an origin. The URL is valid from an hour before
   * `createdMs`, in milliseconds since 1970. The file name is derived from `requestId`, `req_` and 32 hexadecimal digits,
   * so that no two requests have the same URL. `check` returns the name of the fault, if any, with the picture.
   */
  create: (picture: Picture, requestId: string, createdMs: number, assetFault?: string) => string
  /** Checks a path with its parsed query. `nowMs` is in milliseconds since 1970. */
  check: (path: string, query: Readonly<Record<string, unknown>>, nowMs: number) => UrlVerdict<Fault>
}

/** The version of the storage service in 2026. */
export const storageVersion = '2026-02-06'

// Real URLs are valid from an hour before their creation, so that clocks may differ.
const startsBeforeMs = 3_600_000
// As recorded: this order, with `:` escaped, but not the slash in rsct. Omitted are skoid to skv, which identify Azure's own keys.
const fixed = { sp: 'r', sv: storageVersion, sr: 'b', rscd: 'inline' } as const
const fixedQuery = Object.entries(fixed).map(([name, value]) => `${name}=${value}`).join('&')
const parameters: ReadonlySet<string> = new Set(['st', 'se', 'sig', 'rsct', ...Object.keys(fixed)])
// Other extensions than `.png` are not recorded for OpenAI. xAI's URLs of JPEG files end in `.jpeg`.
const pathPattern = new RegExp(`^/private/org-[A-Za-z0-9]{24}/user-([\\w-]+)(?:~(\\w+))?/img-[A-Za-z0-9]{24}\\.(${imageFormats.join('|')})$`)

export function createSignedUrls<Fault extends string> (
  { signingKey, ttlMs, organization, isAssetFault }: SignedUrlOptions<Fault>
): SignedUrls<Fault> {
  // The key is last, which prevents length extension attacks. An Hmac object would take four times as long.
  const signatureOf = (path: string, st: string, se: string, mediaType: string) =>
    hash('sha256', `${path}\n${st}\n${se}\n${fixedQuery}&rsct=${mediaType}\n${signingKey}`, 'base64')

  const timesOf = createTimes(ttlMs)
  // The picture is encoded in the user segment, so that the file name stays short enough for file systems.
  const pathOf = (picture: Picture, requestId: string, assetFault: string | undefined) =>
    `/private/${organization}/user-${pictureToText(picture)}${assetFault ? `~${assetFault}` : ''}/${fileName(requestId, picture)}`

  return {
    create (picture, requestId, createdMs, assetFault) {
      const path = pathOf(picture, requestId, assetFault)
      const { st, se, query } = timesOf(createdMs)
      const mediaType = mediaTypeOf(picture.format)
      const sig = signatureOf(path, st, se, mediaType).replaceAll('+', '%2B').replaceAll('=', '%3D')
      return `${path}?${query}&rsct=${mediaType}&sig=${sig}`
    },

    check (path, query, nowMs) {
      if (!Object.keys(query).some(name => parameters.has(name))) return { valid: false, reason: 'unsigned' }
      const [, encoded, assetFault, extension] = pathPattern.exec(path) ?? []
      const { st, se, sig, rsct, ...rest } = query
      if (!encoded || typeof st !== 'string' || typeof se !== 'string' || typeof sig !== 'string') {
        return { valid: false, reason: 'malformed' }
      }
      const authentic = sameParameters(rest) && sameText(signatureOf(path, st, se, String(rsct)), sig)
      const picture = authentic ? pictureFromText(encoded) : undefined
      // The default key is public, so a valid signature does not prove that the fault exists and that the format fits.
      if (!picture || (assetFault !== undefined && !isAssetFault(assetFault))) return { valid: false, reason: 'tampered' }
      if (picture.format !== extension || mediaTypeOf(picture.format) !== rsct) return { valid: false, reason: 'tampered' }
      const startMs = Date.parse(st)
      const expiryMs = Date.parse(se)
      if (nowMs < startMs) return { valid: false, reason: 'not yet valid', startMs, expiryMs }
      if (nowMs >= expiryMs) return { valid: false, reason: 'expired', startMs, expiryMs }
      return { valid: true, picture, startMs, createdMs: startMs + startsBeforeMs, ...(assetFault && { assetFault }) }
    }
  }
}

/** Returns a name as long as OpenAI's: the first 22 digits of the request id, and two digits for the index, which is below 10. */
function fileName (requestId: string, { index, format }: Picture): string {
  const start = 'req_'.length
  return `img-${requestId.slice(start, start + 22)}0${index}.${format}`
}

interface Times { st: string, se: string, query: string }

/** Creates the function that returns the start of the query, which is the same for all URLs of one second. */
function createTimes (ttlMs: number): (createdMs: number) => Times {
  let lastMs: number | undefined
  let times: Times
  return createdMs => {
    // Whole seconds, like `created` in the response.
    const secondMs = Math.floor(createdMs / 1000) * 1000
    if (secondMs === lastMs) return times
    const [st, se] = [secondMs - startsBeforeMs, secondMs + ttlMs].map(timestamp) as [string, string]
    lastMs = secondMs
    times = { st, se, query: `st=${escaped(st)}&se=${escaped(se)}&${fixedQuery}` }
    return times
  }
}

function timestamp (ms: number): string {
  return new Date(ms).toISOString().replace('.000Z', 'Z')
}

function escaped (time: string): string {
  return time.replaceAll(':', '%3A')
}

function sameParameters (query: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(fixed).every(([name, value]) => query[name] === value)
}

/** Compares in constant time. */
function sameText (one: string, other: string): boolean {
  const [bytes, otherBytes] = [Buffer.from(one), Buffer.from(other)]
  return bytes.length === otherBytes.length && timingSafeEqual(bytes, otherBytes)
}
