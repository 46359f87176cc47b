/** The first thing that is wrong with a value by its schema, in words for whoever gave it. */
import type { TSchema } from 'typebox'
import { Check } from 'typebox/value'
import { expectOneOf, preview } from './messages.js'

interface Schema {
  type?: string
  anyOf?: Schema[]
  enum?: string[]
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  minimum?: number
  maximum?: number
  maxLength?: number
  /** What the member takes, in words; without it the words follow from the keywords. */
  allowed?: string
}

export interface Problem {
  /** The member, such as `rules[1].respond.error`; empty: the value itself. */
  where: string
  found: string
  /** What to do, as a clause: `give one of reset, empty`. */
  advice: string
}

/** Absent: the value is of the schema. A member that is undefined counts as absent. */
export function schemaProblem (schema: TSchema, value: unknown): Problem | undefined {
  return problemAt(schema as unknown as Schema, value, '')
}

/** The problem as one line: `Failed to read limit in the filter: found 0. Please give an integer from 1 to 1000000.` */
export function refusalOf (schema: TSchema, value: unknown, place: string): string | undefined {
  const problem = schemaProblem(schema, value)
  return problem && `Failed to read ${problem.where ? `${problem.where} in ` : ''}${place}: found ${problem.found}. Please ${problem.advice}.`
}

function problemAt (schema: Schema, value: unknown, where: string): Problem | undefined {
  if (schema.anyOf) {
    const branch = schema.anyOf.find(({ type }) => type === typeOf(value))
    return branch ? problemAt({ ...(schema.allowed && { allowed: schema.allowed }), ...branch }, value, where) : misfit(schema, value, where)
  }
  if (schema.properties && typeOf(value) === 'object') return problemOfMembers(schema, value as Record<string, unknown>, where)
  if (!Check(schema.items ? { ...schema, items: {} } : schema, value)) return misfit(schema, value, where)
  return schema.items && first((value as unknown[]).entries(), ([index, item]) => problemAt(schema.items!, item, `${where}[${index}]`))
}

function problemOfMembers ({ properties = {}, required = [] }: Schema, value: Record<string, unknown>, where: string): Problem | undefined {
  const unknown = Object.keys(value).find(name => !Object.hasOwn(properties, name))
  if (unknown !== undefined) return { where, found: `an unknown member ${preview(unknown)}`, advice: expectOneOf(Object.keys(properties), unknown) }
  return first(Object.entries(properties), ([name, schema]) =>
    value[name] === undefined && !required.includes(name) ? undefined : problemAt(schema, value[name], where ? `${where}.${name}` : name))
}

function first<Item> (items: Iterable<Item>, find: (item: Item) => Problem | undefined): Problem | undefined {
  for (const item of items) {
    const problem = find(item)
    if (problem) return problem
  }
  return undefined
}

function misfit (schema: Schema, value: unknown, where: string): Problem {
  const choices = schema.enum ?? schema.anyOf?.find(branch => branch.enum)?.enum
  return { where, found: preview(value), advice: choices ? expectOneOf(choices, value) : `give ${allowedBy(schema)}` }
}

function allowedBy ({ allowed, properties, type, minimum, maximum, maxLength }: Schema): string {
  if (allowed) return allowed
  if (properties) return `an object with some of ${Object.keys(properties).join(', ')}`
  if (type === 'string') return maxLength === undefined ? 'a text' : `a text of at most ${maxLength} characters`
  return `${type === 'integer' ? 'an integer' : 'a number'} ${maximum === undefined ? `of at least ${minimum}` : `from ${minimum} to ${maximum}`}`
}

/** The word of JSON Schema. */
function typeOf (value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return Number.isInteger(value) ? 'integer' : typeof value
}
