/** From an unknown value to a Rule, or to a RuleError for the first thing that is wrong with it. */
import type { TSchema } from 'typebox'
import { Check } from 'typebox/value'
import { kindOf } from '../contract/kind.js'
import { refuseContradictions } from './contradictions.js'
import { createMatcher } from './matches.js'
import { refuseFormat } from './needed-format.js'
import { outcomeOf } from './outcome.js'
import { giveOneOf, RuleError, show } from './rule-error.js'
import { Rule, RuleFile } from './scenario.js'

interface Schema {
  type?: string
  anyOf?: Schema[]
  enum?: string[]
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  minimum?: number
  maximum?: number
  /** What the member takes, in words. */
  allowed?: string
}

/** The value itself, if it is a rule that can be used; throws a RuleError that names the member. */
export function checkRule (value: unknown): Rule {
  checkBySchema(Rule, value)
  checkMeaning(value as Rule, '')
  return value as Rule
}

/** The rules of a rule file's content; throws a RuleError that names the member. */
export function checkRuleFile (value: unknown): Rule[] {
  checkBySchema(RuleFile, value)
  const { rules } = value as { rules: Rule[] }
  rules.forEach((rule, index) => checkMeaning(rule, `rules[${index}]`))
  return rules
}

/** Throws a RuleError for the first member that is not of the schema. */
export function checkBySchema (schema: TSchema, value: unknown): void {
  checkValue(schema as unknown as Schema, value, '')
}

function checkMeaning ({ match, respond }: Rule, where: string): void {
  createMatcher(match, member(where, 'match'))
  outcomeOf(respond, member(where, 'respond'))
  refuseContradictions(respond, member(where, 'respond'))
  if (match?.response_format !== undefined) refuseFormat(respond, match.response_format, member(where, 'match.response_format'))
}

function checkValue (schema: Schema, value: unknown, where: string): void {
  if (schema.anyOf) {
    const branch = schema.anyOf.find(({ type }) => type === typeOf(value))
    if (!branch) throw refusal(schema, value, where)
    return checkValue({ ...(schema.allowed && { allowed: schema.allowed }), ...branch }, value, where)
  }
  if (schema.properties && typeOf(value) === 'object') return checkMembers(schema, value as Record<string, unknown>, where)
  if (!Check(schema.items ? { ...schema, items: {} } : schema, value)) throw refusal(schema, value, where)
  if (schema.items) (value as unknown[]).forEach((item, index) => checkValue(schema.items!, item, `${where}[${index}]`))
}

function checkMembers ({ properties = {}, required = [] }: Schema, value: Record<string, unknown>, where: string): void {
  for (const name of Object.keys(value)) {
    if (Object.hasOwn(properties, name)) continue
    throw new RuleError(where || 'the top level', `an unknown member ${show(name)}`, giveOneOf(Object.keys(properties), name))
  }
  for (const [name, schema] of Object.entries(properties)) {
    if (Object.hasOwn(value, name)) checkValue(schema, value[name], member(where, name))
    else if (required.includes(name)) throw refusal(schema, undefined, member(where, name))
  }
}

function refusal (schema: Schema, value: unknown, where: string): RuleError {
  const choices = schema.enum ?? schema.anyOf?.find(branch => branch.enum)?.enum
  const advice = choices ? giveOneOf(choices, value) : `give ${allowedBy(schema)}`
  return new RuleError(where || 'the top level', show(value), advice)
}

function allowedBy ({ allowed, properties, minimum, maximum }: Schema): string {
  if (allowed) return allowed
  if (properties) return `an object with some of ${Object.keys(properties).join(', ')}`
  return `an integer from ${minimum} to ${maximum}`
}

/** The word of JSON Schema. */
function typeOf (value: unknown): string {
  if (value === undefined) return 'nothing'
  return kindOf(value).replace(/^an? /, '').replace('decimal number', 'number')
}

function member (where: string, name: string): string {
  return where ? `${where}.${name}` : name
}
