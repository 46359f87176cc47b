/** Interface of a dialect, which defines how a vendor wraps operations: API key, response headers and the format of bodies. */
import type { IncomingHttpHeaders } from 'node:http'
import type { GeneratedImages } from '../contract/responses.js'
import type { StreamEvent } from '../contract/stream-events.js'
import type { ApiError } from '../errors/api-error.js'
import type { CheckResult } from '../operations/checks.js'
import type { Exchange } from '../operations/exchange.js'
import type { MediaType } from '../contract/operations/operations.js'
import type { Awaitable } from '../stores/awaitable.js'

/** A piece of a body: text, or ASCII bytes such as base64. */
export type Part = string | Buffer

export interface Dialect {
  /** Returns the paths under which an operation with this documented path is served, the documented one first. */
  pathsOf: (path: string) => readonly string[]
  /** Returns the API key of a request; undefined if it has none. */
  keyOf: (headers: IncomingHttpHeaders) => string | undefined
  /** Reads a body with one of these media types into `exchange.json`, or returns the refusal. */
  readBody: (exchange: Exchange, accepted: readonly MediaType[]) => CheckResult
  /** Returns the headers of a response with this status. */
  headers: (exchange: Exchange, status: number) => Awaitable<Record<string, string>>
  /** Returns the body of a successful response, in pieces that need not be joined. */
  imagesBody: (images: GeneratedImages) => Part[]
  /** Returns an event of a stream, in pieces that need not be joined. */
  eventFrame: (event: StreamEvent) => Part[]
  /** Returns a type that does not exist, and an event of that type in the place of this one. */
  unknownFrame: (event: StreamEvent) => [type: string, frame: string]
  /** Returns the event of an error within a stream. */
  errorFrame: (error: ApiError) => Part[]
  errorBody: (exchange: Exchange, error: ApiError) => string
  /** Returns the headers of a refusal besides those of every response. */
  errorHeaders: (exchange: Exchange, error: ApiError) => Record<string, string>
}
