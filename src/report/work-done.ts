/** What became of the requests in the journal: downloads, charged work, and responses that the client did not receive. */
import type { Usage } from '../contract/usage.js'
import type { StoredExchange } from '../journal/recorded-exchange.js'
import { imagesIn } from '../journal/stored-exchange.js'

/** The paths of image files. */
const imagePath = /^\/private\//

export function isDownload ({ generation, path }: StoredExchange): boolean {
  return generation !== undefined || imagePath.test(path)
}

/** A request whose parameters were accepted, or would have been without a rule or a limit. */
export type ValidExchange = StoredExchange & { request: NonNullable<StoredExchange['request']> }

/** Faults after which the client has no response, although the images were made. */
const endsAfterWork: ReadonlyArray<StoredExchange['outcome']> = ['aborted', 'truncate']

/** Whether OpenAI would have done the work and charged for it, even if the response was not received. */
export function isCharged (exchange: StoredExchange): exchange is ValidExchange {
  const { request, status, outcome, decidedBy: { kind, respond } } = exchange
  if (!request) return false
  if (outcome !== undefined && !endsAfterWork.includes(outcome)) return false
  if (status !== undefined) return status === 200 && !hasStreamError(exchange)
  return outcome === 'aborted' && kind !== 'behaviour' && respond?.['error'] === undefined
}

export function hasStreamError ({ events }: StoredExchange): boolean {
  return events?.at(-1)?.type === 'error'
}

/** The usage of the response; undefined if it was not sent or has none. */
export function usageOfAnswer ({ answer }: StoredExchange): Usage | undefined {
  return typeof answer === 'object' && 'usage' in answer ? answer.usage as Usage : undefined
}

/** Faults that leave the client with a response that it cannot use. */
const damagingFaults: readonly string[] = ['malformed', 'bad_base64', 'empty_data']

/** Whether the client received the whole, undamaged response. */
export function isReceived ({ outcome, decidedBy: { respond }, answer, events }: StoredExchange): boolean {
  if (outcome !== undefined || damagingFaults.includes(respond?.['fault'] ?? '')) return false
  return events === undefined || imagesIn(answer).length > 0
}

/** When the response ended, in milliseconds since 1970. */
export function endMsOf ({ receivedMs, durationMs }: StoredExchange): number {
  return receivedMs + durationMs
}
