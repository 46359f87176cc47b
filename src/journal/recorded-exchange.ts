/** One request and its answer as the recording hook hands them over, and as the journal keeps them. */
import type { ImageRequest } from '../contract/image-request.js'
import type { GeneratedImages } from '../contract/responses.js'
import type { DecidedBy, Outcome } from './entry.js'
import type { StoredAnswer } from './stored-images.js'

/** Nothing of it is copied: it must not change after it was handed over. */
export interface Exchange {
  /** Unique. */
  id: string
  /** When the request came, in milliseconds since 1970. */
  receivedMs: number
  /** The name of the operation; undefined for every other URL. */
  operation?: string | undefined
  method: string
  /** Path and query as sent. */
  url: string
  /** By lower-case name and unmasked, as Node has them. */
  headers: Readonly<Record<string, string | string[] | undefined>>
  /** The API key, unmasked: whose request this is. Absent: none was sent. */
  key?: string | undefined
  /** The body's bytes as received, or their beginning. Absent or empty: none. */
  body?: Buffer | undefined
  /** The length of the whole body. Absent: not known. */
  wholeBodyBytes?: number | undefined
  /** Absent: it was refused before it was resolved. */
  request?: ImageRequest | undefined
  /** Absent: no answer was sent. */
  status?: number | undefined
  /** Absent: the answer was sent. */
  outcome?: Outcome | undefined
  /** The images, an error's envelope, or the text of any other body. Absent: none, or an image file. */
  answer?: GeneratedImages | object | string | undefined
  /** The pictures that were made for it, whatever became of the answer, as their maker knows them. Absent: none. */
  pictures?: readonly object[] | undefined
  /** How long the answer asked the client to wait before it tries again, in milliseconds. Absent: it asked for nothing. */
  retryAfterMs?: number | undefined
  /** In milliseconds, from arrival to the end of the answer. */
  durationMs: number
  decidedBy: DecidedBy
}

/** An exchange in the journal. */
export interface StoredExchange extends Readonly<Omit<Exchange, 'body' | 'answer' | 'pictures' | 'url'>> {
  readonly path: string
  readonly query: string | undefined
  /** The body's text, cut to what is shown. */
  readonly body: string | undefined
  readonly isBodyCut: boolean
  readonly answer: StoredAnswer | undefined
  readonly pictures: readonly object[]
  /** Which retry it is, as the client says. */
  readonly retryCount: number | undefined
  /** For a retry: the id of the attempt before it. Set once, when it is put on the shelf. */
  retryOf: string | undefined
  /** Whether `retryOf` was inferred. Set with it. */
  isRetryInferred: boolean
  /** The API key that it belongs to: a download without one belongs to its generation's. */
  readonly owner: string | undefined
  /** For a download: the id of its generation. */
  readonly generation: string | undefined
  /** The ids of the requests for its images. */
  readonly downloads: Set<string>
  /** Grows with each exchange of one journal. */
  readonly sequence: number
  /** About how much memory it takes. */
  readonly weightBytes: number
}

/** Whose entries are seen and changed. */
export interface Scope {
  /** An API key, unmasked. Absent: everybody's. */
  owner?: string | undefined
}

export function isWithin ({ owner }: Scope, kept: StoredExchange): boolean {
  return owner === undefined || owner === kept.owner
}
