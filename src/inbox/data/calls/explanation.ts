/** Explanation of a response in one sentence. The page shows the error's message beside it, so it is not repeated. */
import type { DecidedBy, Entry } from '../../../journal/entries/entry.js'
import type { RuleState } from '../mock-api.js'

interface Explained extends Pick<Entry, 'decidedBy' | 'outcome'> {
  /** The parameter that the error response names. */
  param?: string | null | undefined
}

/** Returns why a request got its response, such as `Rule rule_1: error=server_error, 1 of 2 times.` */
export function explain ({ decidedBy, outcome, param }: Explained): string {
  const { kind, name, reason } = decidedBy
  switch (kind) {
    case 'none': return outcome === 'aborted' ? 'The client gave up before the response was complete.' : 'No rule matched: normal response.'
    case 'rule':
    case 'header':
    case 'prompt': return `${sourceOf(decidedBy)}${name === undefined ? '' : `: ${name}`}${usesOf(decidedBy)}.`
    case 'behaviour': return `The behaviour ${name}, which applies to all requests.`
    case 'validation': return `Rejected by validation${param == null ? '' : `: parameter ${param}`}.`
    case 'auth': return name === 'signature' ? `The image URL was rejected: ${withFullStop(reason)}` : 'The API key was rejected.'
    case 'transport': return 'Rejected before parsing.'
  }
}

/** Returns the rule that decided; undefined if it was removed or no rule decided. */
export function ruleOf ({ decidedBy: { kind, id } }: Pick<Entry, 'decidedBy'>, rules: readonly RuleState[]): RuleState | undefined {
  return kind === 'rule' ? rules.find(rule => rule.id === id) : undefined
}

function sourceOf ({ source, id, description }: DecidedBy): string {
  switch (source) {
    case 'header': return 'A directive in the header x-mock'
    case 'prompt': return 'A directive in the prompt'
    case 'posted':
    case 'file': return ['Rule', id, description && `“${description}”`].filter(Boolean).join(' ')
    // The URL of an image carries what the rule does, and not which rule it is.
    default: return 'The rule of the request that created the image'
  }
}

function usesOf ({ served, times }: DecidedBy): string {
  return times === undefined ? '' : `, ${served} of ${times} times`
}

function withFullStop (text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`
}
