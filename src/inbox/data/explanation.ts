/** Why a request got its response, in one sentence. The error's message is shown beside it and not repeated. */
import type { Entry } from '../../journal/entry.js'
import type { ArmedRule } from './mock-api.js'

export function explain ({ decidedBy, outcome, param }: Pick<Entry, 'decidedBy' | 'outcome'> & { param?: string | null | undefined }): string {
  const { kind, id, name, reason } = decidedBy
  const what = name === undefined ? '' : `: ${name}`
  switch (kind) {
    case 'none': return outcome === 'aborted' ? 'The client gave up before the response was complete.' : 'No rule matched: normal response.'
    case 'rule': return `${ruleName(id, reason)}${what}${count(reason)}.`
    case 'header': return `A directive in the header x-mock${what}${count(reason)}.`
    case 'prompt': return `A directive in the prompt${what}${count(reason)}.`
    case 'behaviour': return `The behaviour ${name}, which applies to all requests.`
    case 'validation': return `Rejected by validation${param === undefined || param === null ? '' : `: parameter ${param}`}.`
    case 'auth': return name === 'signature' ? `The image URL was rejected: ${sentence(reason)}` : 'The API key was rejected.'
    case 'transport': return 'Rejected before parsing.'
  }
}

function ruleName (id: string | undefined, reason: string): string {
  const named = [id, description(reason)].filter(Boolean).join(' ')
  return named === '' ? 'The rule of the request that made the image' : `Rule ${named}`
}

/** The rule that decided, if it is still there. */
export function ruleOf ({ decidedBy: { kind, id } }: Pick<Entry, 'decidedBy'>, rules: readonly ArmedRule[]): ArmedRule | undefined {
  return kind === 'rule' ? rules.find(rule => rule.id === id) : undefined
}

/** The rule's description in quotation marks. Without one, the reason names the kind of rule. */
function description (reason: string): string {
  const said = reason.replace(/, \d+ of \d+ times$/, '')
  return /^(A posted rule|A rule of a file|The rule that decided the generation)$/.test(said) ? '' : `“${said}”`
}

function count (reason: string): string {
  return /, \d+ of \d+ times$/.exec(reason)?.[0] ?? ''
}

function sentence (text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`
}
