/** One request and its response, as passed to the journal and as stored in it. */
import type { CustomParameters } from '../../contract/custom-models/custom-parameters.js'
import type { InputDigest } from '../../contract/body/image-inputs.js'
import type { ImageRequest } from '../../contract/image-request.js'
import type { OperationName } from '../../contract/operations/operations.js'
import type { GeneratedImage, GeneratedImages } from '../../contract/responses.js'
import type { Usage } from '../../contract/usage/usage.js'
import type { DecidedBy, ImageDigest, IncompleteOutcome, Violation } from '../entries/entry.js'
import type { StoredUpload } from '../entries/kept-input.js'

/** An event of a stream. */
export interface RecordedEvent {
  /** Such as `image_generation.partial_image`, or `error`. */
  type: string
  /** When it was sent, in milliseconds after the request arrived. */
  ms: number
  /** Its length on the wire. */
  bytes: number
  /** The index of the partial image; undefined for other events. */
  partialIndex?: number
  /** The image of the event; undefined if it has none. */
  image?: ImageDigest
}

/** The pictures of a request. */
export interface KeptPictures {
  pictures: readonly object[]
  /** The squares along the longer edge of each partial image of a stream, in their order. */
  partialSquares: readonly number[]
}

/** What the caller passes to `journal.record`. It is not copied, so it must not change afterwards. */
export interface RecordedExchange {
  /** Unique in the journal. */
  id: string
  /** When the request arrived, in milliseconds since 1970. */
  receivedMs: number
  /** The name of the operation; undefined if the URL belongs to none. */
  operation?: OperationName | undefined
  method: string
  /** Path and query as sent. */
  url: string
  /** By lower-case name, with their secrets, as Node provides them. */
  headers: Readonly<Record<string, string | string[] | undefined>>
  /** The API key in full; undefined if the request has none. */
  key?: string | undefined
  /** The bytes of the body, or the beginning of them; undefined or empty if there is no body. */
  body?: Buffer | undefined
  /** The length of the whole body; undefined if it is not known. */
  wholeBodyBytes?: number | undefined
  /** The request with its defaults resolved; undefined if it was refused before that. */
  request?: ImageRequest | undefined
  /** The parameters of custom models at that time, by which the parameters of a refused request are read. Default: none. */
  customParameters?: CustomParameters | undefined
  /** What OpenAI would refuse, although the mock accepted it; undefined if there is nothing. */
  violations?: readonly Violation[] | undefined
  /** The HTTP status; undefined if no response was sent. */
  status?: number | undefined
  /** How the response ended early; undefined if it was sent completely. */
  outcome?: IncompleteOutcome | undefined
  /** The images, an error envelope, or the text of any other body; undefined for an image file and if there is no body. */
  answer?: GeneratedImages | object | string | undefined
  /** Whether OpenAI would bill the request, even if its answer was not sent. */
  isBilled?: boolean | undefined
  /** The tokens that OpenAI would bill; undefined if there are none. */
  usage?: Usage | undefined
  /** The pictures created for the request, even if they were not sent; undefined if there are none. */
  pictures?: readonly object[] | undefined
  /** The images that the request brought; undefined if it has none, or if they could not be read. */
  inputs?: readonly InputDigest[] | undefined
  /** What is kept of `inputs`, in their order; undefined if nothing is. */
  uploads?: readonly StoredUpload[] | undefined
  /** The events of a stream that were sent; undefined if the response is no stream. */
  events?: readonly RecordedEvent[] | undefined
  /** The squares along the longer edge of each partial image, even if they were not sent; undefined if the response is no stream. */
  partialSquares?: readonly number[] | undefined
  /** How long the mock waited for the client to read a stream, in milliseconds; undefined if it did not. */
  clientWaitMs?: number | undefined
  /** Whether the response is a stream that has not ended. */
  isOpen?: boolean | undefined
  /** How long the response asked the client to wait before it retries, in milliseconds; undefined if it did not. */
  retryAfterMs?: number | undefined
  /** From the arrival of the request to the end of the response, in milliseconds. */
  durationMs: number
  decidedBy: DecidedBy
}

export type StoredImage = Omit<GeneratedImage, 'b64_json'> & { b64_json?: ImageDigest }

/** Images, with a digest instead of base64 data; or any other JSON value or text. */
export type StoredAnswer = { data: readonly StoredImage[] } | object | string

/** An exchange in the journal. */
export interface StoredExchange extends Readonly<Omit<RecordedExchange, 'body' | 'answer' | 'pictures' | 'url'>> {
  readonly path: string
  readonly query: string | undefined
  /** The body as text, at most `maxBodyBytes` of it. */
  readonly body: string | undefined
  readonly isBodyCut: boolean
  readonly answer: StoredAnswer | undefined
  readonly pictures: readonly object[]
  readonly partialSquares: readonly number[]
  /** The number of the retry, as sent by the client. */
  readonly retryCount: number | undefined
  /** The id of the attempt before this retry. Set once, when the exchange is added to the store. */
  retryOf: string | undefined
  /** Whether `retryOf` was inferred. Set together with it. */
  isRetryInferred: boolean
  /** The API key to which the exchange belongs: its own, or for a download without a key that of its generation. */
  readonly owner: string | undefined
  /** For an image download: the id of the request that generated the image. */
  readonly generation: string | undefined
  /** For an image download: the request that generated the image. */
  readonly requested: ImageRequest | undefined
  /** The ids of the downloads of its images; undefined before the first. */
  downloads: Set<string> | undefined
  /** Increases with each exchange of a journal. */
  readonly sequence: number
  /** Approximate memory use. */
  readonly weightBytes: number
}

/** When the response ended, in milliseconds since 1970. */
export function endMsOf ({ receivedMs, durationMs }: Pick<RecordedExchange, 'receivedMs' | 'durationMs'>): number {
  return receivedMs + durationMs
}

/** Limits a call to the exchanges of one API key. */
export interface Scope {
  /** The API key in full. Default: all keys. */
  owner?: string | undefined
}

export function isWithin ({ owner }: Scope, exchange: Pick<StoredExchange, 'owner'>): boolean {
  return owner === undefined || owner === exchange.owner
}

/** The paths of image files. */
const imagePath = /^\/private\//

/** Whether this is a request for an image file. */
export function isDownload ({ generation, path }: StoredExchange): boolean {
  return generation !== undefined || imagePath.test(path)
}
