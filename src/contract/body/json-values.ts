/** JSON values: the type of an object, and the kinds that messages name. */

/** A JSON object with any members. */
export type JsonObject = Record<string, unknown>

/** Returns the kind of a JSON value as OpenAI's messages name it: `a string`, `an integer`, `null`. */
export function kindOf (value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  switch (typeof value) {
    case 'string': return 'a string'
    case 'number': return Number.isInteger(value) ? 'an integer' : 'a decimal number'
    case 'boolean': return 'a boolean'
    default: return 'an object'
  }
}

/** Whether a value is a JSON object: neither null nor an array. */
export function isObject (value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
