/** The executable form of a rule's response. */
import { parseDelay, type Delay } from '../behaviours/latency.js'
import type { PartialUsage } from '../contract/usage/usage.js'
import type { ApiError } from '../errors/api-error.js'
import { customError, withRetryAfter } from '../errors/custom-error.js'
import { namedErrors, type ErrorContext } from '../errors/named-errors.js'
import { byteCount, milliseconds } from '../text/units.js'
import type { AssetFault, Fault } from './faults.js'
import type { Respond } from './rule.js'

/** The effects of a rule on the response. Members that are undefined have no effect. */
export interface ResponseDefinition {
  /** Returns the error, with its `retry-after` headers. */
  error?: (context: ErrorContext) => ApiError
  delay?: Delay
  fault?: Fault
  /** For streams: the number of events before the error or fault. */
  after?: number
  /** For streams: the most partial images. */
  partials?: number
  /** For streams: the time between events. */
  partialDelay?: Delay
  asset?: AssetFault
  /** The ids of the rule's image files; at least one. Image i of the response is file i modulo their count. */
  images?: readonly string[]
  revisedPrompt?: string
  /** The minimum size of each image file. */
  bytes?: number
  /** The members of `usage` to replace. */
  usage?: PartialUsage
  /** The day whose contract applies. */
  asOf?: string
}

/** Converts a checked `respond` to its executable form. `images` are the ids of the image files. */
export function defineResponse (respond: Respond, images: readonly string[] = []): ResponseDefinition {
  const { error, retryAfter, fault, after, partials, asset, revised_prompt: revisedPrompt, bytes, usage, asOf } = respond
  const retryAfterMs = retryAfter === undefined ? undefined : milliseconds(retryAfter)
  const delay = respond.delay === undefined ? undefined : parseDelay(respond.delay)
  const partialDelay = respond.partialDelay === undefined ? undefined : parseDelay(respond.partialDelay)
  return {
    ...(error !== undefined && { error: context => errorOf(error, context, retryAfterMs) }),
    ...(delay && { delay }),
    ...(fault && { fault }),
    ...(after !== undefined && { after }),
    ...(partials !== undefined && { partials }),
    ...(partialDelay && { partialDelay }),
    ...(asset && { asset }),
    ...(images.length > 0 && { images }),
    ...(revisedPrompt !== undefined && { revisedPrompt }),
    ...(bytes !== undefined && { bytes: byteCount(bytes) }),
    ...(usage && { usage: usage as PartialUsage }),
    ...(asOf !== undefined && { asOf })
  }
}

function errorOf (error: NonNullable<Respond['error']>, context: ErrorContext, retryAfterMs?: number): ApiError {
  const made = typeof error === 'string' ? namedErrors[error].make(context) : customError(error)
  return retryAfterMs === undefined ? made : withRetryAfter(made, retryAfterMs)
}
