/** Description of the values that a schema allows. */
import { Type } from 'typebox'
import { durationGrammar, durationInText, durations, isShortDuration, longestShortMs } from './units.js'

/** The JSON Schema keywords that our schemas use. */
export interface SchemaKeywords {
  type?: string
  anyOf?: SchemaKeywords[]
  enum?: string[]
  properties?: Record<string, SchemaKeywords>
  /** By a pattern of names. With `allowed`, problems of members are not located. */
  patternProperties?: Record<string, SchemaKeywords>
  maxProperties?: number
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

const milliseconds = Type.Number({ minimum: 0, maximum: longestShortMs })

/** Creates the schema of a duration of at most an hour: text with a unit, or a number of milliseconds. */
export const Duration = (options: object) =>
  Type.Union([milliseconds, Type.Refine(Type.String({ pattern: `^${durationGrammar}$` }), isShortDuration)], { allowed: durations, ...options })

/** The same in a query string, where a number is text, too. */
export const DurationText = (options: object) =>
  Type.Refine(Type.String({ allowed: durations, ...options }), text => isShortDuration(durationInText(text)))

/** Returns what the schema allows, as the object of "Expected": `an integer from 1 to 10`. */
export function allowedValues ({ allowed, enum: choices, properties, type, minimum, maximum, maxLength }: SchemaKeywords): string {
  if (allowed) return allowed
  if (choices) return `one of ${choices.join(', ')}`
  if (properties) return `an object with some of ${Object.keys(properties).join(', ')}`
  if (type === 'boolean') return 'true or false'
  if (type === 'string') return maxLength === undefined ? 'a string' : `a string of at most ${maxLength} characters`
  const number = type === 'integer' ? 'an integer' : 'a number'
  if (minimum !== undefined && maximum !== undefined) return `${number} from ${minimum} to ${maximum}`
  return minimum !== undefined ? `${number} of at least ${minimum}` : maximum !== undefined ? `${number} of at most ${maximum}` : number
}
