/** From what the journal keeps to the card that it shows. */
import { masked } from '../matching/masked.js'
import { maxPromptLength, type Card } from './card.js'
import type { Kept } from './exchange.js'
import { imagesIn, type HeldAnswer } from './held-answer.js'
import { withoutAbsent, withWireNames } from './present.js'

export function presentCard (kept: Kept): Card {
  const { id, method, path, owner, request, status, outcome, answer, pictures, durationMs, decidedBy, retryCount, retryOf, generation, downloads } = kept
  const prompt = request?.prompt ?? promptAsSent(kept)
  return withoutAbsent<Card>({
    id,
    time: new Date(kept.receivedMs).toISOString(),
    method,
    path,
    key: owner === undefined ? undefined : masked(owner),
    prompt: prompt === undefined ? undefined : startOf(prompt),
    request: request && withoutPrompt(request),
    status,
    outcome,
    error: errorIn(answer),
    images: imagesIn(answer).length,
    pictures: pictures.length,
    durationMs,
    decidedBy,
    retryCount,
    retryOf,
    generation,
    downloads: downloads.length
  })
}

function withoutPrompt (request: NonNullable<Kept['request']>): NonNullable<Card['request']> {
  const { prompt, ...rest } = withWireNames(request)
  return rest
}

/** The prompt of a body that was refused, where there is one and all of the body is there. */
function promptAsSent ({ body, isBodyCut }: Kept): string | undefined {
  if (isBodyCut || !body?.includes('"prompt"')) return undefined
  try {
    const value: unknown = JSON.parse(body)
    const prompt = typeof value === 'object' && value !== null && 'prompt' in value ? value.prompt : undefined
    return typeof prompt === 'string' ? prompt : undefined
  } catch {
    return undefined
  }
}

/** Never half a surrogate pair. */
function startOf (prompt: string): string {
  return prompt.slice(0, maxPromptLength).replace(/[\uD800-\uDBFF]$/, '')
}

function errorIn (answer: HeldAnswer | undefined): Card['error'] {
  return typeof answer === 'object' && 'error' in answer ? answer.error as Card['error'] : undefined
}
