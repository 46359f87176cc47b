/** From what the journal keeps to the card that it shows. */
import { maskSecret } from '../text/mask-secret.js'
import { rawParameters } from './raw-parameters.js'
import { maxPromptLength, type Card } from './card.js'
import type { StoredExchange } from './recorded-exchange.js'
import { imagesIn, type StoredAnswer } from './stored-images.js'
import { withoutAbsent } from './to-entry.js'

export function toCard (kept: StoredExchange): Card {
  const { id, method, path, owner, request, status, outcome, answer, pictures, durationMs, decidedBy, retryCount, retryOf, isRetryInferred, retryAfterMs, generation, downloads } = kept
  const { prompt, ...asked } = request?.parameters ?? rawParameters(kept)
  return withoutAbsent<Card>({
    id,
    time: new Date(kept.receivedMs).toISOString(),
    method,
    path,
    key: owner === undefined ? undefined : maskSecret(owner),
    prompt: typeof prompt === 'string' ? startOf(prompt) : undefined,
    request: request && eachCut(asked) as Card['request'],
    dimensions: request?.dimensions,
    sent: request || Object.keys(asked).length === 0 ? undefined : eachCut(asked),
    status,
    outcome,
    error: errorIn(answer),
    images: imagesIn(answer).length,
    pictures: pictures.length,
    durationMs,
    decidedBy,
    retryCount,
    retryOf,
    retryInferred: isRetryInferred || undefined,
    retryAfterMs,
    generation,
    downloads: downloads.size
  })
}

function eachCut (sent: NonNullable<Card['sent']>): Card['sent'] {
  return Object.fromEntries(Object.entries(sent).map(([name, value]) => [name, typeof value === 'string' ? startOf(value) : value]))
}

/** Never half a surrogate pair. */
function startOf (text: string): string {
  return text.slice(0, maxPromptLength).replace(/[\uD800-\uDBFF]$/, '')
}

function errorIn (answer: StoredAnswer | undefined): Card['error'] {
  return typeof answer === 'object' && 'error' in answer ? answer.error as Card['error'] : undefined
}
