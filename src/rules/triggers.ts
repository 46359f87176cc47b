/** Every word by which a request can be given another answer, with an example of each. */
import type { TSchema } from 'typebox'
import { namedErrors } from '../errors/named-errors.js'
import { directiveHeader, directiveWords } from './directive.js'
import { assetFaults, faults } from './faults.js'
import { Match, Respond, Rule } from './rule.js'

export interface Trigger {
  /** The member of a rule: `error`, `match.prompt`. */
  word: string
  value: string | number
  description: string
  /** A rule with the word. */
  rule: Rule
  /** The same as a header; absent where only rules know the word. */
  header?: string
  /** The same in a prompt; absent where only rules know the word. */
  prompt?: string
  /** Of an error: its status and words. */
  status?: number
  message?: string | null
}

/** All of them, derived from the catalogue and the rule's schema. */
export function triggers (): Trigger[] {
  const respondWords = Object.entries(Respond.properties).flatMap(([word, schema]) => word in words ? words[word]! : examplesOf(word, schema))
  const matchWords = Object.entries(Match.properties).flatMap(([word, schema]) => examplesOf(word, schema))
  return [
    ...respondWords.map(example => respondTrigger(example)),
    ...examplesOf('times', Rule.properties.times).map(example => respondTrigger(example)),
    ...matchWords.map(({ word, value, description }) => ({
      word: `match.${word}`, value, description, rule: { match: { [word]: value }, respond: { error: 'server_error' as const } }
    }))
  ]
}

interface Example extends Pick<Trigger, 'word' | 'value' | 'description' | 'status' | 'message'> {}

/** The words with a list of values of their own, each with its meaning. */
const words: Record<string, Example[]> = {
  error: Object.entries(namedErrors).map(([value, { entry: { example: { status, envelope } } }]) => ({
    word: 'error', value, description: `Status ${status}, as OpenAI words it.`, status, message: envelope.error.message
  })),
  fault: Object.entries(faults).map(([value, what]) => ({ word: 'fault', value, description: sentence(what) })),
  asset: Object.entries(assetFaults).map(([value, what]) => ({ word: 'asset', value, description: sentence(what) }))
}

/** What a word needs beside it to mean something. */
const companions: Record<string, Pick<Rule['respond'], 'error'>> = {
  retryAfter: { error: 'rate_limit_exceeded' },
  times: { error: 'server_error' }
}

function examplesOf (word: string, schema: TSchema): Example[] {
  const { examples, description } = schema as { examples: Array<string | number>, description: string }
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
