/** Why a request was answered as it was, in one sentence for people. */
import type { Entry } from '../journal/entry.js'
import type { ArmedRule } from './mock-api.js'

export function whyOf ({ decidedBy, outcome }: Pick<Entry, 'decidedBy' | 'outcome'>): string {
  const { kind, id, name, reason } = decidedBy
  const what = name === undefined ? '' : ` with ${name}`
  switch (kind) {
    case 'none': return outcome === 'aborted' ? 'The client gave up before its answer was there.' : 'Nothing stood in its way, so it got what it asked for.'
    case 'rule': return `The rule ${[id, description(reason)].filter(Boolean).join(' ') || 'of its generation'} answered it${what}${count(reason)}.`
    case 'header': return `A directive in the header x-mock answered it${what}${count(reason)}.`
    case 'prompt': return `A directive in the prompt answered it${what}${count(reason)}.`
    case 'behaviour': return `The standing behaviour ${name} refused it: ${sentence(reason)}`
    case 'validation': return `The request itself is at fault: ${sentence(reason)}`
    case 'auth': return name === 'signature' ? `The image URL was refused: ${sentence(reason)}` : `The key was refused: ${sentence(reason)}`
    case 'transport': return `It was refused before it was understood: ${sentence(reason)}`
  }
}

/** The rule that decided, where it still stands. */
export function ruleOf ({ decidedBy: { kind, id } }: Pick<Entry, 'decidedBy'>, rules: readonly ArmedRule[]): ArmedRule | undefined {
  return kind === 'rule' ? rules.find(rule => rule.id === id) : undefined
}

/** What the rule is said to be for, in quotation marks; where nothing is said, the reason names the kind of rule. */
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
