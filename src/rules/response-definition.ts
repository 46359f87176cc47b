/** A rule's answer in the form in which it is executed. */
import type { ApiError } from '../errors/api-error.js'
import { customError, withRetryAfter } from '../errors/custom-error.js'
import { namedErrors, type ErrorContext } from '../errors/named-errors.js'
import { parseDelay, type Delay } from '../behaviours/latency.js'
import type { AssetFault, Fault } from './faults.js'
import { parseByteSize, parseDuration } from './rule-units.js'
import type { Respond } from './rule.js'

/** What to do with the request; absent members mean: as usual. */
export interface ResponseDefinition {
  /** Makes the refusal, with its `retry-after` headers. */
  error?: (context: ErrorContext) => ApiError
  delay?: Delay
  fault?: Fault
  asset?: AssetFault
  /** The ids of the rule's image files; at least one. The request's image i is number i modulo their count. */
  images?: readonly string[]
  revisedPrompt?: string
  /** The least weight of each PNG. */
  bytes?: number
}

/**
 * The executable form of `respond`. `images` are the ids of a file rule's image files.
 * Throws a RuleError, below `where`, for a delay or size beyond its bounds.
 */
export function defineResponse (respond: Respond, where = 'respond', images: readonly string[] = []): ResponseDefinition {
  const { error, retryAfter, delay, fault, asset, revised_prompt: revisedPrompt, bytes } = respond
  const retryAfterMs = retryAfter === undefined ? undefined : parseDuration(retryAfter, `${where}.retryAfter`)
  return {
    ...(error !== undefined && { error: context => refusalOf(error, context, retryAfterMs) }),
    ...(delay !== undefined && { delay: parseDelay(delay, `${where}.delay`) }),
    ...(fault && { fault }),
    ...(asset && { asset }),
    ...(images.length > 0 && { images }),
    ...(revisedPrompt !== undefined && { revisedPrompt }),
    ...(bytes !== undefined && { bytes: parseByteSize(bytes, `${where}.bytes`) })
  }
}

function refusalOf (error: NonNullable<Respond['error']>, context: ErrorContext, retryAfterMs?: number): ApiError {
  const refusal = typeof error === 'string' ? namedErrors[error].make(context) : customError(error)
  return retryAfterMs === undefined ? refusal : withRetryAfter(refusal, retryAfterMs)
}
