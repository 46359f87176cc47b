/** All options of rules and directives with an example of each, for the control API and the inbox. */
import type { TSchema } from 'typebox'
import type { ParameterValue } from '../contract/parameters.js'
import { namedErrors, type NamedError } from '../errors/named-errors.js'
import { directiveHeader, directiveWords } from './directive.js'
import { assetFaults, faults } from './faults.js'
import { Match, Respond, Rule } from './rule.js'

export interface Trigger {
  /** The option, such as `error` or `match.prompt`. */
  word: string
  value: ParameterValue
  description: string
  /** A rule with the option. */
  rule: Rule
  /** The directive as a header; undefined if only rules have the option. */
  header?: string
  /** The directive in a prompt; undefined if only rules have the option. */
  prompt?: string
  /** The status and message of an error. */
  status?: number
  message?: string | null
  /** The message for the GPT image models, if it differs. */
  gptImageMessage?: string | null
  /** What the message of an error does not say. */
  note?: string
}

/** Lists all options, derived from the error catalogue and the schema of rules. */
export function triggers (): Trigger[] {
  const respondWords = Object.entries(Respond.properties)
    .flatMap(([word, schema]) => word in enumerated ? enumerated[word]! : examplesOf(word, schema))
  const matchWords = Object.entries(Match.properties).flatMap(([word, schema]) => examplesOf(word, schema))
  return [
    ...respondWords.map(example => respondTrigger(example)),
    ...examplesOf('times', Rule.properties.times).map(example => respondTrigger(example)),
    ...matchWords.map(({ word, value, description }) => ({
      word: `match.${word}`, value, description, rule: { match: { [word]: value }, respond: { error: 'server_error' as const } }
    }))
  ]
}

interface Example extends Pick<Trigger, 'word' | 'value' | 'description' | 'status' | 'message' | 'gptImageMessage' | 'note'> {}

/** The options with a fixed list of values, each with its description. */
const enumerated: Record<string, Example[]> = {
  error: Object.entries<NamedError>(namedErrors).map(([value, { entry: { example: { status, envelope } }, gptImageEntry, note }]) => ({
    word: 'error',
    value,
    description: `Status ${status}, in OpenAI's words.${note ? ` ${note}` : ''}`,
    status,
    message: envelope.error.message,
    ...(gptImageEntry && { gptImageMessage: gptImageEntry.example.envelope.error.message }),
    ...(note !== undefined && { note })
  })),
  fault: Object.entries(faults).map(([value, what]) => ({ word: 'fault', value, description: sentence(what) })),
  asset: Object.entries(assetFaults).map(([value, what]) => ({ word: 'asset', value, description: sentence(what) }))
}

/** The error that an option requires. */
const companions: Record<string, Pick<Rule['respond'], 'error'>> = {
  retryAfter: { error: 'rate_limit_exceeded' },
  after: { error: 'server_error' },
  times: { error: 'server_error' }
}

function examplesOf (word: string, schema: TSchema): Example[] {
  const { examples, description } = schema as { examples: ParameterValue[], description: string }
  return examples.map(value => ({ word, value, description }))
}

function respondTrigger (example: Example): Trigger {
  const { word, value } = example
  const companion = companions[word] ?? {}
  const rule = (word === 'times' ? { respond: companion, times: value } : { respond: { ...companion, [word]: value } }) as Rule
  if (!directiveWords.includes(word)) return { ...example, rule }
  const directive = Object.entries({ ...companion, [word]: value }).map(([name, value]) => `${name}=${quoted(value)}`).join(' ')
  return { ...example, rule, header: `${directiveHeader}: ${directive}`, prompt: `A sea otter [mock ${directive}]` }
}

function quoted (value: unknown): string {
  const text = String(value)
  return /\s/.test(text) ? `"${text}"` : text
}

function sentence (text: string): string {
  return `${text[0]!.toUpperCase()}${text.slice(1)}.`
}
