/** Signed, expiring image URLs in the shape of OpenAI's blob storage: made and checked, nothing is stored. */
import { hash, timingSafeEqual } from 'node:crypto'
import { pictureFromText, pictureToText, type Picture } from '../pictures/picture.js'

export interface SignedUrlOptions<Mishap extends string> {
  /** The secret under which URLs are signed; replicas that share it serve each other's URLs. */
  signingKey: string
  /** How long a URL is valid after its creation, in milliseconds. */
  ttlMs: number
  /** Whether a word in a URL is one that the caller knows; a URL with any other word is refused as a changed one. */
  isMishap: (word: string) => word is Mishap
}

/** What a URL is worth: its picture, or the reason why the storage refuses it. `unsigned`: it has no parameter of a signed URL. */
export type UrlVerdict<Mishap extends string = string> =
  | { valid: true, picture: Picture, startMs: number, createdMs: number, assetFault?: Mishap }
  | { valid: false, reason: 'unsigned' | 'malformed' | 'tampered' }
  | { valid: false, reason: 'expired' | 'not yet valid', startMs: number, expiryMs: number }

export interface SignedUrls<Mishap extends string = string> {
  /**
   * The path and query of the picture, created at `createdMs`; to be appended to an origin. The file is named after
   * the request that it answers, `req_` and 32 hexadecimal digits, so that no two requests get the same URL. `mishap`
   * is a word of the caller's for what shall go wrong when the URL is fetched; it comes back with the picture.
   */
  make: (picture: Picture, requestId: string, createdMs: number, assetFault?: string) => string
  /** Checks a path and its parsed query. */
  check: (path: string, query: Readonly<Record<string, unknown>>, nowMs: number) => UrlVerdict<Mishap>
}

/** The service version of the storage in 2026. */
export const storageVersion = '2026-02-06'
/** 24 letters, as the real identifiers have. */
export const organization = 'org-MockMockMockMockMockMock'

// The real URL is valid from an hour before its creation, so that clocks may differ.
const startsBeforeMs = 3_600_000
// Recorded: this order, `:` escaped, the slash of rsct not. skoid to skv name Azure's own keys and are left out.
const fixed = { sp: 'r', sv: storageVersion, sr: 'b', rscd: 'inline', rsct: 'image/png' } as const
const fixedQuery = Object.entries(fixed).map(([name, value]) => `${name}=${value}`).join('&')
const parameters: ReadonlySet<string> = new Set(['st', 'se', 'sig', ...Object.keys(fixed)])
const pathPattern = /^\/private\/org-[A-Za-z0-9]{24}\/user-([\w-]+)(?:~(\w+))?\/img-[A-Za-z0-9]{24}\.png$/

export function createSignedUrls<Mishap extends string> ({ signingKey, ttlMs, isMishap }: SignedUrlOptions<Mishap>): SignedUrls<Mishap> {
  // The key comes last, so that nobody can lengthen what is signed. An Hmac object would cost four times as much.
  const signatureOf = (path: string, st: string, se: string) =>
    hash('sha256', `${path}\n${st}\n${se}\n${fixedQuery}\n${signingKey}`, 'base64')

  const timesOf = createTimes(ttlMs)

  return {
    make (picture, requestId, createdMs, assetFault) {
      const path = pathOf(picture, requestId, assetFault)
      const { st, se, query } = timesOf(createdMs)
      const sig = signatureOf(path, st, se).replaceAll('+', '%2B').replaceAll('=', '%3D')
      return `${path}?${query}&sig=${sig}`
    },

    check (path, query, nowMs) {
      if (!Object.keys(query).some(name => parameters.has(name))) return { valid: false, reason: 'unsigned' }
      const [, encoded, assetFault] = pathPattern.exec(path) ?? []
      const { st, se, sig, ...rest } = query
      if (!encoded || typeof st !== 'string' || typeof se !== 'string' || typeof sig !== 'string') {
        return { valid: false, reason: 'malformed' }
      }
      const authentic = sameParameters(rest) && sameText(signatureOf(path, st, se), sig)
      const picture = authentic ? pictureFromText(encoded) : undefined
      // The default key is public, so anyone can sign any word.
      if (!picture || (assetFault !== undefined && !isMishap(assetFault))) return { valid: false, reason: 'tampered' }
      const startMs = Date.parse(st)
      const expiryMs = Date.parse(se)
      if (nowMs < startMs) return { valid: false, reason: 'not yet valid', startMs, expiryMs }
      if (nowMs >= expiryMs) return { valid: false, reason: 'expired', startMs, expiryMs }
      return { valid: true, picture, startMs, createdMs: startMs + startsBeforeMs, ...(assetFault && { assetFault }) }
    }
  }
}

/** The picture lies in the owner's segment, so that the file's name stays short enough to be saved under. */
function pathOf (picture: Picture, requestId: string, assetFault: string | undefined): string {
  const encoded = pictureToText(picture) + (assetFault ? `~${assetFault}` : '')
  return `/private/${organization}/user-${encoded}/${fileName(requestId, picture.index)}`
}

/** As long as the real one: the first 22 digits of the request's id and two of the image's index, which is below 10. */
function fileName (requestId: string, index: number): string {
  const start = 'req_'.length
  return `img-${requestId.slice(start, start + 22)}0${index}.png`
}

interface Times { st: string, se: string, query: string }

/** The part of a query that all URLs of one second share. */
function createTimes (ttlMs: number): (createdMs: number) => Times {
  let lastMs: number | undefined
  let times: Times
  return createdMs => {
    // Whole seconds, as `created` is: a URL's times say exactly when its answer was made.
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

/** Compares in a time that does not tell how much is right. */
function sameText (one: string, other: string): boolean {
  const [bytes, otherBytes] = [Buffer.from(one), Buffer.from(other)]
  return bytes.length === otherBytes.length && timingSafeEqual(bytes, otherBytes)
}
