/** Rule file that matches a request and repeats its response. */
import { operations } from '../../../contract/operations/operations.js'
import { parameters, pictureParameters } from '../../../contract/parameters.js'
import type { Entry } from '../../../journal/entries/entry.js'

/** Returns the YAML of a rule file; a comment if the request needs a prompt and has none. */
export function ruleFileOf (entry: Entry, body: Record<string, unknown> | undefined): string {
  const { operation } = entry
  const prompt = entry.request?.prompt ?? body?.['prompt']
  const hasPrompt = typeof prompt === 'string' && prompt !== ''
  if (!hasPrompt && (!operation || operations[operation].hasPrompt)) return '# A rule matches requests with a prompt, and this request has none.'
  const streamed = entry.request?.['stream'] ? ['stream', 'partial_images'] : []
  const custom = Object.keys(entry.request ?? {}).filter(name => !Object.hasOwn(parameters, name) && !isLong(entry.request?.[name]))
  const others = ['model', ...pictureParameters, ...streamed, ...custom].map(name => [name, entry.request?.[name]])
  const match = {
    operation: operation === 'generation' ? undefined : operation,
    ...(hasPrompt ? { prompt: patternOf(prompt) } : { upload: isRejected(entry) ? undefined : entry.inputs?.[0]?.sha256.slice(0, 16) }),
    ...Object.fromEntries(others)
  }
  const note = isRejected(entry) ? '# The mock rejects this request without a rule. This rule gives valid requests like it the same response.\n' : ''
  return `${note}rules:\n  - ${yaml({ match, respond: respondOf(entry) }, '    ').trimStart()}`
}

/** A long text is useless in a rule. */
function isLong (value: unknown): boolean {
  return typeof value === 'string' && value.length > 200
}

function isRejected ({ decidedBy: { kind } }: Entry): boolean {
  return kind === 'validation' || kind === 'auth' || kind === 'transport'
}

/** The members of `respond` that are restored from the journal, which has their values as text. */
const restored = ['error', 'retryAfter', 'delay', 'fault', 'asset', 'bytes']

/** Returns what the deciding rule had in `respond`, and otherwise what repeats the response that was sent. */
function respondOf ({ decidedBy, status, outcome, answer }: Entry): Record<string, unknown> {
  const members = Object.entries(decidedBy.respond ?? {}).filter(([name, value]) => restored.includes(name) && /^\w[\w.-]*$/.test(value))
  const respond = Object.fromEntries(members)
  if (respond['error'] || respond['fault']) return respond
  if (outcome !== undefined && outcome !== 'aborted') return { ...respond, fault: outcome }
  if (typeof answer !== 'object') return respond
  const { error, data } = answer
  if (error) return { ...respond, error: { status, message: error.message ?? '', type: error.type ?? '', param: error.param, code: error.code } }
  const revisedPrompt = data?.[0]?.revised_prompt
  return revisedPrompt === undefined ? respond : { ...respond, revised_prompt: revisedPrompt }
}

/** Returns a pattern that matches this prompt only: `*` and text between slashes are escaped. */
function patternOf (prompt: string): string {
  const isPattern = prompt.includes('*') || /^\/.+\/[a-z]*$/s.test(prompt)
  return isPattern ? `/^${prompt.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')}$/` : prompt
}

/** Formats an object as YAML in block style. JSON strings are valid YAML. */
function yaml (members: Record<string, unknown>, indent: string): string {
  const defined = Object.entries(members).filter(([, value]) => value !== undefined)
  return defined.map(([name, value]) => {
    if (typeof value !== 'object' || value === null) return `${indent}${name}: ${JSON.stringify(value)}`
    const inner = yaml(value as Record<string, unknown>, `${indent}  `)
    return inner === '' ? `${indent}${name}: {}` : `${indent}${name}:\n${inner}`
  }).join('\n')
}
