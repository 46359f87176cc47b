/** What a request must be like to be meant: the members that a filter and a verification can name. */
import { Type, type Static } from 'typebox'
import { masked } from '../matching/masked.js'
import { sentBy } from './as-sent.js'
import type { Kept } from './exchange.js'
import { createPattern, createWildcards, type Pattern } from './pattern.js'

const maxTextLength = 4_096

const text = (description: string) => Type.Optional(Type.String({ maxLength: maxTextLength, description }))

/** A number, or its digits: what stands in a query string is text. */
export const digits = (description: string) => Type.Optional(Type.Union(
  [Type.Integer({ minimum: 1, maximum: 1_000_000 }), Type.String({ pattern: '^(?:[1-9]\\d{0,5}|1000000)$' })], { allowed: 'an integer from 1 to 1000000', description }))

export const RequestMatch = Type.Object({
  prompt: text('The prompt: its exact text, with `*` for any characters, or `/regex/flags`.'),
  model: text('The model.'),
  // Any: a refused request is found by what it was refused for.
  n: Type.Optional(Type.Union([Type.Integer(), Type.String({ pattern: '^-?\\d{1,15}$' })], { allowed: 'an integer', description: 'How many images.' })),
  size: text('The size, such as `1024x1024`.'),
  quality: text('The quality.'),
  style: text('The style.'),
  response_format: text('`url` or `b64_json`.'),
  user: text('The end user.'),
  key: text('The API key, in full or as the journal shows it, such as `…4f2a`.'),
  status: Type.Optional(Type.Union([Type.Integer({ minimum: 100, maximum: 599 }), Type.String({ pattern: '^[1-5](\\d\\d|xx)$' })], {
    allowed: 'a status such as 429, or a class such as 4xx',
    description: 'The status of the answer, such as `429`, or `4xx` for all of its class.'
  })),
  path: text('The path without the query, with `*` for any characters.')
}, { additionalProperties: false, description: 'What a request must be like: all that is given must fit, with defaults resolved, or of a refused request as sent.' })

export type RequestMatch = Static<typeof RequestMatch>
type Member = keyof RequestMatch
type Value = string | number

/** One member that must fit. */
export interface Criterion {
  member: Member
  /** What was asked for, as it may be shown. */
  expected: Value
  /** What the request has, as it may be shown. */
  found: (kept: Kept) => Value | undefined
  /** For each of them, whether it fits. A member that the request lacks never does. */
  fits: (candidates: readonly Kept[]) => boolean[]
}

interface Rule {
  read: (kept: Kept) => Value | undefined
  /** Absent: the text itself. */
  pattern?: (expected: string) => Pattern
  show?: (value: string) => string
}

/** In the order in which they are looked at: the prompt, which alone can take long, last. */
const rules: Record<Member, Rule> = {
  model: asked('model'),
  n: asked('n'),
  size: asked('size'),
  quality: asked('quality'),
  style: asked('style'),
  response_format: { read: kept => kept.request ? kept.request.responseFormat : sentBy(kept).response_format },
  user: asked('user'),
  key: { read: ({ owner }) => owner, pattern: keyPattern, show: key => key.startsWith('…') ? key : masked(key) },
  status: { read: ({ status }) => status, pattern: statusPattern },
  path: { read: ({ path }) => path, pattern: createWildcards },
  prompt: { ...asked('prompt'), pattern: createPattern }
}

/** As it was resolved, or as a refused request sent it. */
function asked (member: 'model' | 'n' | 'size' | 'quality' | 'style' | 'user' | 'prompt'): Rule {
  return { read: kept => (kept.request ?? sentBy(kept))[member] }
}

/** Makes the criteria of a match. Throws a JournalError for a regex that is none. */
export function createCriteria (match: RequestMatch): Criterion[] {
  return Object.entries(rules).flatMap(([name, rule]) => {
    const member = name as Member
    const expected = match[member]
    return expected === undefined ? [] : [createCriterion(member, expected, rule)]
  })
}

function createCriterion (member: Member, expected: Value, { read, pattern = exactly, show }: Rule): Criterion {
  const matches = pattern(String(expected))
  const shown = (value: Value) => show ? show(String(value)) : value
  return {
    member,
    expected: shown(expected),
    found: kept => {
      const value = read(kept)
      return value === undefined ? undefined : shown(value)
    },
    fits: candidates => {
      const values = candidates.map(read)
      const fit = matches(values.map(value => String(value ?? '')))
      return values.map((value, index) => value !== undefined && fit[index]!)
    }
  }
}

function exactly (expected: string): Pattern {
  return values => values.map(value => value === expected)
}

function keyPattern (expected: string): Pattern {
  return values => values.map(key => key === expected || masked(key) === expected)
}

function statusPattern (expected: string): Pattern {
  const start = expected.replace('xx', '')
  return values => values.map(status => status.startsWith(start))
}
