/** Description of the values that a schema allows. */
import { Type } from 'typebox'

/** The JSON Schema keywords that our schemas use. */
export interface SchemaKeywords {
  type?: string
  anyOf?: SchemaKeywords[]
  enum?: string[]
  properties?: Record<string, SchemaKeywords>
  required?: string[]
  items?: SchemaKeywords
  minimum?: number
  maximum?: number
  maxLength?: number
  /** The mock's own keyword: a description of the allowed values. Default: derived from the other keywords. */
  allowed?: string
}

/** Creates the schema of a string that must be one of `values`, as JSON Schema's `enum`. */
export const StringEnum = <const Value extends string>(values: readonly Value[], options: object) =>
  Type.Unsafe<Value>({ type: 'string', enum: [...values], ...options })

/** Returns what the schema allows, as the object of "Expected": `an integer from 1 to 10`. */
export function allowedValues ({ allowed, enum: choices, properties, type, minimum, maximum, maxLength }: SchemaKeywords): string {
  if (allowed) return allowed
  if (choices) return `one of ${choices.join(', ')}`
  if (properties) return `an object with some of ${Object.keys(properties).join(', ')}`
  if (type === 'boolean') return 'true or false'
  if (type === 'string') return maxLength === undefined ? 'a string' : `a string of at most ${maxLength} characters`
  return `${type === 'integer' ? 'an integer' : 'a number'} ${maximum === undefined ? `of at least ${minimum}` : `from ${minimum} to ${maximum}`}`
}
