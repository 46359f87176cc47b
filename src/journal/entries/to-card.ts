/** Converts a stored exchange into a journal card. */
import type { ImageRequest } from '../../contract/image-request.js'
import type { SentParameters } from '../../contract/parameters.js'
import { dimensionsOf } from '../../contract/sizes.js'
import { Card, maxStringLength } from './card.js'
import type { RecordedEvent, StoredExchange } from '../store/recorded-exchange.js'
import { errorIn, imagesIn, rawParameters } from '../store/stored-exchange.js'
import { definedMembers, sharedMembers } from './to-entry.js'

export function toCard (exchange: StoredExchange): Card {
  const { request, answer, pictures, downloads } = exchange
  const { prompt, ...others } = request?.parameters ?? rawParameters(exchange)
  return definedMembers<Card>(Card, {
    ...sharedMembers(exchange),
    prompt: typeof prompt === 'string' ? truncate(prompt) : undefined,
    request: request && truncateEach(others) as Card['request'],
    dimensions: request && dimensionsOf(request.effective.size),
    chosen: request && chosenIn(request),
    sent: request || Object.keys(others).length === 0 ? undefined : truncateEach(others),
    error: errorIn(answer),
    images: imagesIn(answer).length,
    pictures: pictures.length,
    partials: exchange.events && countPartials(exchange.events),
    downloads: downloads?.size ?? 0
  })
}

/** Returns the parameters that the model chose; undefined if there are none. */
function chosenIn ({ parameters, effective }: ImageRequest): SentParameters | undefined {
  const chosen = Object.entries(effective).filter(([name, value]) => value !== parameters[name])
  return chosen.length === 0 ? undefined : Object.fromEntries(chosen)
}

/** A partial image that was sent twice counts once. */
function countPartials (events: readonly RecordedEvent[]): number {
  return new Set(events.flatMap(({ partialIndex = [] }) => partialIndex)).size
}

function truncateEach (parameters: SentParameters): SentParameters {
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, typeof value === 'string' ? truncate(value) : value]))
}

/** Truncates the text, and never splits a surrogate pair. */
function truncate (text: string): string {
  return text.slice(0, maxStringLength).replace(/[\uD800-\uDBFF]$/, '')
}
