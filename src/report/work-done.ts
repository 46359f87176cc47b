/** What became of the requests in the journal: downloads, charged work, and responses that the client did not receive. */
import type { StoredExchange } from '../journal/store/recorded-exchange.js'
import { errorIn, imagesIn } from '../journal/store/stored-exchange.js'

/** A request whose parameters were accepted, or would have been without a rule or a limit. */
export type ValidExchange = StoredExchange & { request: NonNullable<StoredExchange['request']> }

export function isValid (exchange: StoredExchange): exchange is ValidExchange {
  return exchange.request !== undefined
}

/** Whether OpenAI would charge for the request, even if the response was not received. */
export function isCharged (exchange: StoredExchange): exchange is ValidExchange {
  return exchange.isBilled === true && isValid(exchange) && !isRefusedByOpenai(exchange)
}

/** Whether OpenAI would refuse a parameter of a request that the mock answered. An unknown model may be known to a gateway. */
function isRefusedByOpenai ({ violations = [] }: StoredExchange): boolean {
  return violations.some(({ param }) => param !== 'model')
}

export function hasStreamError ({ events }: StoredExchange): boolean {
  return events?.at(-1)?.type === 'error'
}

/** Whether the client received the whole response, with images that it can use. */
export function isReceived ({ status, outcome, decidedBy: { respond }, answer }: StoredExchange): boolean {
  return status === 200 && outcome === undefined && respond?.['fault'] !== 'bad_base64' && imagesIn(answer).length > 0
}

/** The error in the response; undefined if it has none. */
export function errorOf ({ answer }: StoredExchange): ReturnType<typeof errorIn> {
  return errorIn(answer)
}

/** Whether the mock refused the API key, or a request without one. */
export function isRefusedByKey ({ decidedBy: { kind } }: StoredExchange): boolean {
  return kind === 'auth'
}

/** Whether a body or a parameter was refused. Malformed directives of the mock are not refused by OpenAI. */
export function isContractRefusal ({ decidedBy: { kind, name } }: StoredExchange): boolean {
  return (kind === 'validation' && name !== 'directives') || (kind === 'transport' && name === 'body')
}
