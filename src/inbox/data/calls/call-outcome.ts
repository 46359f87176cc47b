/** Outcome of a request as its card shows it. */
import type { Card } from '../../../journal/entries/card.js'

/** `drawn`: a normal response. `refused`: status 4xx. `failed`: status 5xx. `broken`: a fault damaged or cut off the response. */
export type Tone = 'drawn' | 'refused' | 'failed' | 'broken'

export interface CallOutcome {
  tone: Tone
  /** The status; for a broken response, the name of the fault. */
  label: string
  /** The code of the error; for a broken response, the status that was sent. Undefined if there is none. */
  name?: string | undefined
  /** The error message, or a description of the fault. */
  message?: string | undefined
}

export function outcomeOf (card: Card): CallOutcome {
  const { status, outcome, error } = card
  if (card.isOpen) return { tone: 'drawn', label: 'streaming' }
  if (isNormal(card)) return { tone: 'drawn', label: String(status) }
  const fault = faultOf(card)
  if (fault !== undefined) {
    const sent = status === undefined ? undefined : `${status}${outcome === 'truncate' ? ', cut off' : ''}`
    return { tone: 'broken', label: fault, name: sent, message: faultMessage(card) }
  }
  if (status === undefined || status < 400) {
    // An error within a stream comes after the status.
    return error ? { tone: 'failed', label: 'error', name: nameOf(card), message: messageOf(card) } : { tone: 'drawn', label: String(status ?? '') }
  }
  return {
    tone: status < 500 ? 'refused' : 'failed',
    label: String(status),
    name: nameOf(card),
    message: messageOf(card)
  }
}

function nameOf ({ error, decidedBy }: Card): string | undefined {
  return error?.code ?? error?.type ?? decidedBy.respond?.['fault'] ?? decidedBy.name
}

function messageOf ({ error, decidedBy }: Card): string {
  return error?.message ?? (error ? 'The response has no message.' : decidedBy.reason)
}

/** Whether the response was not a normal one. The page calls it for ten thousand cards at once. */
export function isFailed (card: Card): boolean {
  return !isNormal(card) && outcomeOf(card).tone !== 'drawn'
}

/** Whether nothing but the normal response can have been sent. */
function isNormal ({ status, outcome, error, decidedBy: { kind } }: Card): boolean {
  return kind === 'none' && error === undefined && outcome === undefined && status !== undefined && status < 400
}

/** Faults that leave a response complete. */
const harmlessFaults = ['drip', 'slow', 'keepalive', 'unknown_event', 'duplicate_partial']

/** Returns the fault that broke the response. A fault of images breaks their downloads, not the response with their URLs. */
function faultOf ({ status, outcome, generation, decidedBy: { respond } }: Card): string | undefined {
  if (outcome !== undefined) return outcome
  const fault = respond?.[generation === undefined ? 'fault' : 'asset']
  if (status === undefined) return fault ?? 'no response'
  const hasBody = status < 400 && status !== 304
  return hasBody && fault !== undefined && !harmlessFaults.includes(fault) ? fault : undefined
}

function faultMessage ({ outcome, partials, decidedBy: { reason } }: Card): string {
  if (partials !== undefined && outcome !== undefined) {
    const end = outcome === 'aborted' ? 'The client left the stream' : outcome === 'hang' ? 'The stream stalled' : 'The stream broke off'
    return `${end} after ${partials === 1 ? '1 partial image' : `${partials} partial images`}.`
  }
  return outcome === 'aborted' ? 'The client gave up before the response was complete.' : `${reason}.`
}
