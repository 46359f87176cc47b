/** One request and everything known about it. Its outcome is the single value that the journal and the log record. */
import type { IncomingHttpHeaders } from 'node:http'
import type { FormPart } from '../contract/body/form-body.js'
import type { InputDigest } from '../contract/body/image-inputs.js'
import type { ImageRequest } from '../contract/image-request.js'
import type { BodyFormat, OperationName } from '../contract/operations/operations.js'
import type { GeneratedImages } from '../contract/responses.js'
import type { Usage } from '../contract/usage/usage.js'
import type { ApiError } from '../errors/api-error.js'
import type { DecidedBy, Violation } from '../journal/entries/entry.js'
import type { StoredUpload } from '../journal/entries/kept-input.js'
import type { RecordedEvent } from '../journal/store/recorded-exchange.js'
import type { Picture } from '../pictures/picture.js'
import type { Rule } from '../rules/rule.js'
import type { Decision } from '../rules/rule-set.js'

/** The body of a response as a JSON value, or as text if it is not JSON. */
export type Content = GeneratedImages | object | string

/** The fault that ends a response before it is complete. */
export type BrokenBy = 'reset' | 'empty' | 'hang' | 'lost' | 'truncate'

/** A response that the mock decided to send. `sent` is the text that a fault sent instead of the whole body. */
export type IntendedOutcome =
  /** `content` is undefined for an image file. */
  | { kind: 'answered', content?: Content, sent?: string }
  | { kind: 'refused', error: ApiError, sent?: string }

/** The result of a request. */
export type Outcome =
  | IntendedOutcome
  /** A fault ended the response before it was complete. */
  | { kind: 'broken', by: BrokenBy, intended: IntendedOutcome }
  /** The client disconnected before the response was complete. */
  | { kind: 'aborted', intended: IntendedOutcome }

/** Returns the response that the mock decided to send. */
export function intendedOutcome (outcome: Outcome = { kind: 'answered' }): IntendedOutcome {
  return 'intended' in outcome ? outcome.intended : outcome
}

/** The images of a request as PNG files: upright, and not larger than pictures need. */
export interface SourceImages {
  images: readonly Buffer[]
  mask?: Buffer
  markup?: Buffer
}

/** How long the mock has waited for a client that reads slowly. */
export interface ClientWait {
  /** In milliseconds. */
  totalMs: number
  /** The value of `performance.now()` when the present wait began; undefined if the client has read everything. */
  sinceMs?: number | undefined
}

/** The directives in the header and in the prompt of a request. */
export interface Directives {
  /** The prompt as sent, with its directive. */
  rawPrompt: string
  header?: Rule | undefined
  prompt?: Rule | undefined
}

export interface Exchange {
  /** `req_` and 32 hexadecimal digits. */
  readonly id: string
  readonly method: string
  /** Path and query as sent. */
  readonly url: string
  readonly headers: IncomingHttpHeaders
  /** The API key; undefined if the request has none. */
  readonly key: string | undefined
  /** In milliseconds since 1970. */
  readonly receivedMs: number
  /** The value of `performance.now()` when the request arrived. */
  readonly startedMs: number
  /** The name of the operation; undefined for every other URL. */
  readonly operation: OperationName | undefined
  /** The bytes of the body, or the beginning of them; undefined until they are read. */
  body?: Buffer | undefined
  /** Whether `body` is the whole body. */
  isBodyWhole?: boolean | undefined
  /** The text of the directive header. */
  directiveHeader?: string | undefined
  /** The parts of a form, until they are checked. */
  form?: readonly FormPart[] | undefined
  /** The refusal of a body that could not be read. It is sent when the body is checked, after the API key. */
  bodyRefusal?: ApiError | undefined
  /** The format of the body, once it is read. */
  format?: BodyFormat | undefined
  /** The value of the body, without a directive in its prompt. Once the request is checked, digests replace the files in it. */
  json?: unknown
  directives?: Directives | undefined
  /** The valid request with its defaults resolved. */
  request?: ImageRequest | undefined
  /** The body with which the images are read, if it was repaired; undefined once they are. */
  repairedBody?: unknown
  /** What the API would refuse, although it was accepted. */
  violations?: Violation[] | undefined
  /** The images that pictures of the response are drawn from. */
  sources?: SourceImages | undefined
  /** The images of the request, even if it was refused before they were decoded; undefined if they could not be read. */
  inputs?: readonly InputDigest[] | undefined
  /** What the journal keeps of each of the `inputs`, in their order. */
  uploads?: readonly StoredUpload[] | undefined
  /** The events of a stream that were sent. */
  events?: RecordedEvent[] | undefined
  /** The squares along the longer edge of each partial image of a stream. */
  partialSquares?: readonly number[] | undefined
  /** How long the mock has waited for the client to read the stream. */
  clientWait?: ClientWait | undefined
  /** The error of a rule that comes within the stream. */
  streamError?: ApiError | undefined
  /** What a rule or a directive decided. */
  decision?: Decision | undefined
  /** What decided the response; undefined if no rule, check or behaviour did. */
  decidedBy?: DecidedBy | undefined
  /** Whether OpenAI would bill the request: the work was begun, even if its answer is not sent. */
  isBilled?: boolean | undefined
  /** The tokens of the work; undefined if the model does not report them. */
  usage?: Usage | undefined
  /** The pictures of the response. */
  pictures?: readonly Picture[] | undefined
  outcome?: Outcome | undefined
}
