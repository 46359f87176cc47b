/** How a request ended, as its card says it. */
import type { Card } from '../../journal/card.js'

/** `refused` is the client's to mend, `failed` the server's, `broken` is no whole answer. */
export type Tone = 'drawn' | 'refused' | 'failed' | 'broken'

export interface Ending {
  tone: Tone
  /** The status; if it is broken, the name of the fault. */
  label: string
  /** The error by its name; if it is broken, the status that was sent. Undefined if there is none. */
  name?: string | undefined
  /** What went wrong, for people. */
  message?: string | undefined
}

const untold = 'The response has no message.'

export function outcomeOf (card: Card): Ending {
  const { status, outcome, error, decidedBy } = card
  if (isWhole(card)) return { tone: 'drawn', label: String(status) }
  const fault = brokenBy(card)
  if (fault !== undefined) return { tone: 'broken', label: fault, name: status === undefined ? undefined : `${status}${outcome === 'truncate' ? ', cut off' : ''}`, message: brokenMessage(card) }
  if (status === undefined || status < 400) return { tone: 'drawn', label: String(status ?? '') }
  return {
    tone: status < 500 ? 'refused' : 'failed',
    label: String(status),
    name: error?.code ?? error?.type ?? decidedBy.name,
    message: error?.message ?? (error ? untold : decidedBy.reason)
  }
}

/** Asked of ten thousand cards at once, hence so cheap. */
export function isFailed (card: Card): boolean {
  return !isWhole(card) && outcomeOf(card).tone !== 'drawn'
}

/** Whether it ended well for certain. */
function isWhole ({ status, outcome, decidedBy: { kind } }: Card): boolean {
  return kind === 'none' && outcome === undefined && status !== undefined && status < 400
}

/** They break nothing. */
const slowFaults = ['drip', 'slow']

/** What broke the answer. What shall go wrong with an image goes wrong when it is fetched, and not when its URL is answered. */
function brokenBy ({ status, outcome, generation, decidedBy: { respond } }: Card): string | undefined {
  if (outcome !== undefined) return outcome
  const fault = respond?.[generation === undefined ? 'fault' : 'asset']
  if (status === undefined) return fault ?? 'no response'
  const couldBreak = status < 400 && status !== 304
  return couldBreak && fault !== undefined && !slowFaults.includes(fault) ? fault : undefined
}

function brokenMessage ({ outcome, decidedBy: { reason } }: Card): string {
  return outcome === 'aborted' ? 'The client gave up before the response was complete.' : `${reason}.`
}
