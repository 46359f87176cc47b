/** A rule file that matches a request and repeats what happened to it. */
import { pictureParameters } from '../../contract/parameters.js'
import type { Entry } from '../../journal/entry.js'

export function ruleFileOf (entry: Entry, body: Record<string, unknown> | undefined): string {
  const prompt = entry.request?.prompt ?? body?.['prompt']
  if (typeof prompt !== 'string' || prompt === '') return '# A rule speaks of requests with a prompt: this one has none.'
  const described = ['model', ...pictureParameters].map(name => [name, entry.request?.[name]])
  const match = { prompt: patternOf(prompt), ...Object.fromEntries(described) }
  const note = isRefusedAnyway(entry) ? '# The mock refuses this request by itself. With this rule, valid ones like it get the same.\n' : ''
  return `${note}rules:\n  - ${yaml({ match, respond: respondOf(entry) }, '    ').trimStart()}`
}

function isRefusedAnyway ({ decidedBy: { kind } }: Entry): boolean {
  return kind === 'validation' || kind === 'auth' || kind === 'transport'
}

/** Those whose values say all there is to say. */
const plainWords = ['error', 'retryAfter', 'delay', 'fault', 'asset', 'bytes']

/** What was assigned where it is a plain word, and what was answered instead. */
function respondOf ({ decidedBy, status, outcome, answer }: Entry): Record<string, unknown> {
  const words = Object.entries(decidedBy.respond ?? {}).filter(([word, value]) => plainWords.includes(word) && /^\w[\w.-]*$/.test(value))
  const assigned = Object.fromEntries(words)
  if (assigned['error'] || assigned['fault']) return assigned
  if (outcome !== undefined && outcome !== 'aborted') return { ...assigned, fault: outcome }
  if (typeof answer !== 'object') return assigned
  const { error, data } = answer
  if (error) return { ...assigned, error: { status, message: error.message ?? '', type: error.type ?? '', param: error.param, code: error.code } }
  const revised = data?.[0]?.revised_prompt
  return revised === undefined ? assigned : { ...assigned, revised_prompt: revised }
}

/** The prompt as a pattern that fits nothing else: `*` and slashes mean more than themselves there. */
function patternOf (prompt: string): string {
  const isPattern = prompt.includes('*') || /^\/.+\/[a-z]*$/s.test(prompt)
  return isPattern ? `/^${prompt.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')}$/` : prompt
}

/** JSON's strings are YAML's, whatever stands in them. */
function yaml (members: Record<string, unknown>, indent: string): string {
  const given = Object.entries(members).filter(([, value]) => value !== undefined)
  return given.map(([name, value]) => {
    if (typeof value !== 'object' || value === null) return `${indent}${name}: ${JSON.stringify(value)}`
    const inner = yaml(value as Record<string, unknown>, `${indent}  `)
    return inner === '' ? `${indent}${name}: {}` : `${indent}${name}:\n${inner}`
  }).join('\n')
}
