/** The members by which filters and verifications match requests. */
import { Type, type Static, type TOptional, type TSchema, type TUnsafe } from 'typebox'
import { newParameters, type CustomParameters } from '../../contract/custom-models/custom-parameters.js'
import { type Parameter, parameterEntries, type ParameterName, type parameters, type ParameterValue, type ResolvedParameters } from '../../contract/parameters.js'
import { requestPropertyEntries, type requestProperties, type RequestProperty, type RequestPropertyName } from '../../contract/request-properties.js'
import { StringEnum } from '../../text/allowed-values.js'
import { maskSecret } from '../../text/messages.js'
import type { RegexBudget } from '../../text/regex-budget.js'
import { createPattern, createWildcards, type Pattern } from './journal-pattern.js'
import { isDownload, type StoredExchange } from '../store/recorded-exchange.js'
import { rawParameters } from '../store/stored-exchange.js'

const maxTextLength = 4_096
/** The longest prompt that OpenAI accepts. */
const maxPromptLength = 32_000

const text = (description: string, maxLength = maxTextLength) => Type.Optional(Type.String({ maxLength, description }))

/** An integer, or its digits, since all values of a query string are text. */
export const positiveInteger = (description: string) => Type.Optional(Type.Union(
  [Type.Integer({ minimum: 1, maximum: 1_000_000 }), Type.String({ pattern: '^(?:[1-9]\\d{0,5}|1000000)$' })],
  { allowed: 'an integer from 1 to 1000000', description }))

interface JsonTypes { string: string, integer: number | string, number: number | string, boolean: boolean | string }
type ParameterMatch = { [Name in ParameterName]: TOptional<TUnsafe<JsonTypes[(typeof parameters)[Name]['type']] | GivenPattern<Name>>> }
/** Code may give a RegExp object, which becomes text before the schema is checked. */
type GivenPattern<Name extends ParameterName> = (typeof parameters)[Name]['match'] extends 'pattern' ? RegExp : never
type PropertyMatch = { [Name in RequestPropertyName]: TOptional<TUnsafe<ValueOf<(typeof requestProperties)[Name]>>> }
type ValueOf<Property extends RequestProperty> = Property extends { values: readonly (infer Value)[] } ? Value : JsonTypes[Property['type']]

/** Accepts any value of the type, so that a refused request can be found by the value for which it was refused. */
function parameterSchema ({ type, match, description }: Pick<Parameter, 'type' | 'match' | 'description'>, maxLength?: number): TSchema {
  if (match === 'pattern') return text(`${description} Exact text, text with \`*\` for any characters, or \`/regex/flags\`.`, maxLength)
  if (type === 'string') return text(description)
  if (type === 'boolean') {
    return Type.Optional(Type.Union([Type.Boolean(), Type.String({ pattern: '^(?:true|false)$' })], { allowed: 'true or false', description }))
  }
  return type === 'integer'
    ? Type.Optional(Type.Union([Type.Integer(), Type.String({ pattern: '^-?\\d{1,15}$' })], { allowed: 'an integer', description }))
    : Type.Optional(Type.Union([Type.Number(), Type.String({ pattern: '^-?\\d{1,15}(?:\\.\\d{1,15})?$' })], { allowed: 'a number', description }))
}

function propertySchema ({ type, description, values, pattern, allowed }: RequestProperty): TSchema {
  if (values) return Type.Optional(StringEnum(values, { description }))
  if (pattern) return Type.Optional(Type.String({ pattern, allowed, description }))
  return parameterSchema({ type, match: 'exact', description })
}

const requestKinds = ['image', 'download', 'other'] as const

export function kindOf (exchange: StoredExchange): typeof requestKinds[number] {
  if (exchange.operation !== undefined) return 'image'
  return isDownload(exchange) ? 'download' : 'other'
}

export const RequestMatch = Type.Object({
  ...Object.fromEntries(parameterEntries.map(([name, parameter]) => [name, parameterSchema(parameter, name === 'prompt' ? maxPromptLength : undefined)])) as ParameterMatch,
  ...Object.fromEntries(requestPropertyEntries.map(([name, property]) => [name, propertySchema(property)])) as PropertyMatch,
  key: text('The API key, in full or as shown in the journal, such as `…4f2a`.'),
  status: Type.Optional(Type.Union([Type.Integer({ minimum: 100, maximum: 599 }), Type.String({ pattern: '^[1-5](\\d\\d|xx)$' })], {
    allowed: 'a status such as 429, or a class such as 4xx',
    description: 'The status of the response, such as `429`, or a class of statuses, such as `4xx`.'
  })),
  path: text('The path without the query string, with `*` for any characters.'),
  violations: parameterSchema({ type: 'boolean', match: 'exact', description: 'Whether OpenAI would refuse the request, although the mock accepted it.' }) as TOptional<TUnsafe<JsonTypes['boolean']>>,
  kind: Type.Optional(StringEnum(requestKinds, {
    description: 'The kind of request: `image` for images, `download` of an image file, or `other`. The parameters of a download are those of the request that generated the image.'
  }))
}, {
  additionalProperties: false,
  description: 'Conditions that a request must meet. All members must match. They are compared with the parameters after defaults are resolved, or for a refused request with the parameters as sent.'
})

export type RequestMatch = Static<typeof RequestMatch>
type Member = keyof RequestMatch

const extended = new WeakMap<CustomParameters, WeakMap<TSchema, TSchema>>()

/**
 * Returns a schema with the members of `RequestMatch` or some of them, and further ones, extended by the parameters of custom
 * models; the same schema if it has none of them.
 */
export function withCustomParameters <Schema extends TSchema> (schema: Schema, custom: CustomParameters): Schema {
  const { properties } = schema as { properties?: Record<string, TSchema> }
  if (custom.size === 0 || !properties || !Object.hasOwn(properties, 'prompt')) return schema
  let bySchema = extended.get(custom)
  if (!bySchema) extended.set(custom, bySchema = new WeakMap())
  let result = bySchema.get(schema)
  if (!result) {
    const own = newParameters(custom).map(([name, parameter]) => [name, parameterSchema({ ...parameter, match: 'exact' })])
    bySchema.set(schema, result = { ...schema, properties: { ...properties, ...Object.fromEntries(own) } })
  }
  return result as Schema
}

/** One condition that a request must meet. */
export interface Criterion {
  member: Member
  /** The expected value, masked if it is secret. */
  expected: ParameterValue
  /** Returns the value of the request, masked if it is secret; undefined if the request has none. */
  actual: (exchange: StoredExchange) => ParameterValue | undefined
  /** Returns for each candidate whether it matches. A request without the member never matches. */
  matches: (candidates: readonly StoredExchange[]) => boolean[]
}

interface MemberRule {
  read: (exchange: StoredExchange) => ParameterValue | undefined
  /** Default: an exact comparison. */
  pattern?: (expected: string, regexBudget: RegexBudget, member: Member) => Pattern
  /** Masks a secret value. */
  mask?: (value: string) => string
}

/** In the order of evaluation: members with regular expressions, which may take long, come last. */
const memberRules: Readonly<Record<string, MemberRule>> = {
  ...parameterRules('exact'),
  ...propertyRules(),
  key: { read: ({ owner }) => owner, pattern: keyPattern, mask: key => key.startsWith('…') ? key : maskSecret(key) },
  status: { read: ({ status }) => status, pattern: statusPattern },
  path: { read: ({ path }) => path, pattern: createWildcards },
  violations: { read: ({ violations }) => violations !== undefined },
  kind: { read: kindOf },
  ...parameterRules('pattern')
}

/** Returns the rules of the parameters that are compared in this way; the prompt, which is the longest, last. */
function parameterRules (match: Parameter['match']): Record<string, MemberRule> {
  const names = parameterEntries.filter(([, parameter]) => parameter.match === match).map(([name]) => name)
  if (match === 'pattern') names.reverse()
  return Object.fromEntries(names.map((name): [string, MemberRule] => [name, {
    read: exchange => (exchange.request?.parameters ?? rawParameters(exchange))[name],
    ...(match === 'pattern' && { pattern: createPattern })
  }]))
}

function propertyRules (): Record<string, MemberRule> {
  return Object.fromEntries(requestPropertyEntries.map(([name, { read, matches }]): [string, MemberRule] => [name, {
    read,
    ...(matches && { pattern: (expected: string): Pattern => values => values.map(found => matches(found, expected)) })
  }]))
}

/** Members of a filter that are not parameters. */
const notParameters = ['since', 'limit', 'count', 'timeout']

/** The rule of a parameter of custom models. Text may have wildcards. */
function customRule (name: string): MemberRule {
  return { read: exchange => (exchange.request?.parameters ?? rawParameters(exchange) as ResolvedParameters)[name], pattern: createPattern }
}

/** Creates the criteria of a match. Throws a JournalError for an invalid regular expression. */
export function createCriteria (match: RequestMatch, regexBudget: RegexBudget): Criterion[] {
  const own = Object.keys(match).filter(name => !Object.hasOwn(memberRules, name) && !notParameters.includes(name))
  return [...Object.entries(memberRules), ...own.map(name => [name, customRule(name)] as const)].flatMap(([name, ordinary]) => {
    const member = name as Member
    const expected = match[member]
    const rule = match.kind === 'download' && member !== 'kind' ? ofGeneration(ordinary) : ordinary
    return expected === undefined ? [] : [createCriterion(member, typeof expected === 'object' ? String(expected) : expected, rule, regexBudget)]
  })
}

/** The same rule for downloads, with the parameters and inputs of the request that generated the image. */
function ofGeneration ({ read, ...rule }: MemberRule): MemberRule {
  return {
    ...rule,
    read (exchange) {
      const { requested } = exchange
      return read({ ...exchange, request: requested, operation: requested?.operation, inputs: requested?.inputs })
    }
  }
}

function createCriterion (
  member: Member, expected: ParameterValue, { read, pattern = exactPattern, mask }: MemberRule, regexBudget: RegexBudget
): Criterion {
  const matchesPattern = pattern(String(expected), regexBudget, member)
  const shown = (value: ParameterValue) => mask ? mask(String(value)) : value
  return {
    member,
    expected: shown(expected),
    actual: exchange => {
      const value = read(exchange)
      return value === undefined ? undefined : shown(value)
    },
    matches: candidates => {
      const values = candidates.map(read)
      const results = matchesPattern(values.map(value => String(value ?? '')))
      return values.map((value, index) => value !== undefined && results[index]!)
    }
  }
}

function exactPattern (expected: string): Pattern {
  return values => values.map(value => value === expected)
}

function keyPattern (expected: string): Pattern {
  return values => values.map(key => key === expected || maskSecret(key) === expected)
}

function statusPattern (expected: string): Pattern {
  const start = expected.replace('xx', '')
  return values => values.map(status => status.startsWith(start))
}
