/** An operation of the imitated API: its path, the bodies that it accepts, and its response to a valid request. */
import type { GeneratedImages } from '../contract/responses.js'
import type { Exchange } from './exchange.js'

/** The properties of the client that an operation needs besides the exchange. */
export interface Client {
  /** The origin that image URLs begin with, such as `http://127.0.0.1:8080`. */
  origin: string
  /** Whether the client is still connected. */
  isWanted: () => boolean
}

export interface OperationDescription {
  /** The name in rules, filters and the journal. */
  name: string
  /** The documented path, such as `/images/generations`. It is served with and without `/v1`. */
  path: string
  operationId: string
  summary: string
  /** The `$id` of the published request schema, by family of models. */
  requestSchemas: Readonly<Record<string, string>>
  /** A valid request for the documentation page, by family of models. */
  requestExamples: Readonly<Record<string, object>>
  /** The media types of the bodies that it accepts. */
  bodyFormats: readonly string[]
}

export interface Operation extends OperationDescription {
  /** Generates the response to a valid request, and adds its pictures to the exchange. */
  answer: (exchange: Exchange, client: Client) => Promise<GeneratedImages>
}
