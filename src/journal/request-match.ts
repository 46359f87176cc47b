/** What a request must be like to be meant: the members that a filter and a verification can name. */
import { Type, type Static, type TOptional, type TSchema, type TUnsafe } from 'typebox'
import { parameterEntries, type Parameter, type ParameterName, type parameters, type ParameterValue } from '../contract/parameters.js'
import { maskSecret } from '../text/mask-secret.js'
import type { RegexBudget } from '../text/regex-budget.js'
import { rawParameters } from './raw-parameters.js'
import type { StoredExchange } from './recorded-exchange.js'
import { createPattern, createWildcards, type Pattern } from './journal-pattern.js'

const maxTextLength = 4_096

const text = (description: string) => Type.Optional(Type.String({ maxLength: maxTextLength, description }))

/** A number, or its digits: what stands in a query string is text. */
export const digits = (description: string) => Type.Optional(Type.Union(
  [Type.Integer({ minimum: 1, maximum: 1_000_000 }), Type.String({ pattern: '^(?:[1-9]\\d{0,5}|1000000)$' })], { allowed: 'an integer from 1 to 1000000', description }))

type ParameterMatch = { [Name in ParameterName]: TOptional<TUnsafe<(typeof parameters)[Name]['type'] extends 'integer' ? number | string : string>> }

/** Any value of the type is accepted: a refused request is found by the value that it was refused for. */
function parameterSchema ({ type, match, description }: Parameter): TSchema {
  if (match === 'pattern') return text(`${description} Exact text, text with \`*\` for any characters, or \`/regex/flags\`.`)
  if (type === 'string') return text(description)
  if (type === 'boolean') return Type.Optional(Type.Union([Type.Boolean(), Type.String({ pattern: '^(?:true|false)$' })], { allowed: 'true or false', description }))
  return Type.Optional(Type.Union([Type.Integer(), Type.String({ pattern: '^-?\\d{1,15}$' })], { allowed: 'an integer', description }))
}

export const RequestMatch = Type.Object({
  ...Object.fromEntries(parameterEntries.map(([name, parameter]) => [name, parameterSchema(parameter)])) as ParameterMatch,
  key: text('The API key, in full or as the journal shows it, such as `…4f2a`.'),
  status: Type.Optional(Type.Union([Type.Integer({ minimum: 100, maximum: 599 }), Type.String({ pattern: '^[1-5](\\d\\d|xx)$' })], {
    allowed: 'a status such as 429, or a class such as 4xx',
    description: 'The status of the answer, such as `429`, or `4xx` for all of its class.'
  })),
  path: text('The path without the query, with `*` for any characters.')
}, { additionalProperties: false, description: 'What a request must be like: all that is given must fit, with defaults resolved, or of a refused request as sent.' })

export type RequestMatch = Static<typeof RequestMatch>
type Member = keyof RequestMatch
type Value = ParameterValue

/** One member that must fit. */
export interface Criterion {
  member: Member
  /** What was asked for, as it may be shown. */
  expected: Value
  /** What the request has, as it may be shown. */
  found: (kept: StoredExchange) => Value | undefined
  /** For each of them, whether it fits. A member that the request lacks never does. */
  fits: (candidates: readonly StoredExchange[]) => boolean[]
}

interface Rule {
  read: (kept: StoredExchange) => Value | undefined
  /** Absent: the text itself. */
  pattern?: (expected: string, regexBudget: RegexBudget) => Pattern
  preview?: (value: string) => string
}

/** In the order in which they are looked at: the prompt, which alone can take long, last. */
const rules: Readonly<Record<string, Rule>> = {
  ...parameterRules('exact'),
  key: { read: ({ owner }) => owner, pattern: keyPattern, preview: key => key.startsWith('…') ? key : maskSecret(key) },
  status: { read: ({ status }) => status, pattern: statusPattern },
  path: { read: ({ path }) => path, pattern: createWildcards },
  ...parameterRules('pattern')
}

/** The value as it was resolved, or as a refused request sent it. The prompt comes last. */
function parameterRules (match: Parameter['match']): Record<string, Rule> {
  const names = parameterEntries.filter(([, parameter]) => parameter.match === match).map(([name]) => name)
  if (match === 'pattern') names.reverse()
  return Object.fromEntries(names.map((name): [string, Rule] => [name, {
    read: kept => (kept.request?.parameters ?? rawParameters(kept))[name],
    ...(match === 'pattern' && { pattern: createPattern })
  }]))
}

/** Makes the criteria of a match, whose regexes spend the budget. Throws a JournalError for a regex that is none. */
export function createCriteria (match: RequestMatch, regexBudget: RegexBudget): Criterion[] {
  return Object.entries(rules).flatMap(([name, rule]) => {
    const member = name as Member
    const expected = match[member]
    return expected === undefined ? [] : [createCriterion(member, expected, rule, regexBudget)]
  })
}

function createCriterion (member: Member, expected: Value, { read, pattern = exactly, preview }: Rule, regexBudget: RegexBudget): Criterion {
  const matches = pattern(String(expected), regexBudget)
  const shown = (value: Value) => preview ? preview(String(value)) : value
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
  return values => values.map(key => key === expected || maskSecret(key) === expected)
}

function statusPattern (expected: string): Pattern {
  const start = expected.replace('xx', '')
  return values => values.map(status => status.startsWith(start))
}
