/** An operation of one mock: its description, its contract, its checks, and its response to a valid request. */
import type { OperationDescription, OperationName } from '../contract/operations/operations.js'
import type { RequestContract } from '../contract/operations/request-contract.js'
import type { GeneratedImages } from '../contract/responses.js'
import type { StreamEvent } from '../contract/stream-events.js'
import type { ApiError } from '../errors/api-error.js'
import type { Awaitable } from '../stores/awaitable.js'
import type { Exchange } from './exchange.js'

/** The properties of the client that an operation needs besides the exchange. */
export interface Client {
  /** The origin that image URLs begin with, such as `http://127.0.0.1:8080`. */
  origin: string
  /** Whether the client is still connected. */
  isWanted: () => boolean
}

export interface Operation extends OperationDescription {
  name: OperationName
  contract: RequestContract
  /** Checks the request, and adds the results to the exchange. Returns the first refusal, or undefined if the request is valid. */
  check: (exchange: Exchange) => Promise<ApiError | undefined>
  /** Adds what OpenAI bills for a valid request to the exchange. Call it before the work, since it does not depend on the answer. */
  bill: (exchange: Exchange) => Awaitable<void>
  /** Adds the pictures of an answer that is not sent to the exchange. They are not drawn. */
  makeUnsent: (exchange: Exchange) => Promise<void>
  /** Generates the response to a valid request, and adds its pictures to the exchange. */
  respond: (exchange: Exchange, client: Client) => Awaitable<GeneratedImages>
  /** Generates the events of a stream, one after the other, and adds the picture to the exchange. */
  stream: (exchange: Exchange, client: Client) => AsyncGenerator<StreamEvent>
}
