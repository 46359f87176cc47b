/** What a JSON value is, in the words of OpenAI's messages. */

/** `a string`, `an integer`, `a decimal number`, `a boolean`, `null`, `an array` or `an object`. */
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
