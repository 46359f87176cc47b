/** Accepted spellings of values: any case, `yes` for `on`, `warning` for `warn`, `5%` for 0.05. */

const switchWords: Readonly<Record<string, boolean>> = {
  on: true, off: false, true: true, false: false, yes: true, no: false, 1: true, 0: false
}

interface SettingSchema {
  type?: string
  anyOf?: Array<{ type?: string }>
  enum?: string[]
  /** Other words for some of the choices. */
  aliases?: Record<string, string>
}

/** Converts the text of a flag or variable to a number if the setting accepts numbers; otherwise returns the text. */
export function valueOfText (schema: SettingSchema, text: string): unknown {
  const { type, anyOf = [] } = schema
  const types = [type, ...anyOf.map(({ type }) => type)]
  const trimmed = text.trim()
  if (types.includes('number') && /^(\d+\.?|\d*\.\d+)$/.test(trimmed)) return Number(trimmed)
  if (types.includes('integer') && /^-?\d+$/.test(trimmed)) return Number(trimmed)
  return text
}

/** Converts an accepted spelling to the value of the schema. Returns any other value unchanged, so that the schema refuses it. */
export function canonicalValue (schema: SettingSchema, value: unknown): unknown {
  if (typeof value !== 'string') return value
  const { type, enum: choices, aliases = {} } = schema
  const word = value.trim().toLowerCase()
  if (type === 'boolean') return Object.hasOwn(switchWords, word) ? switchWords[word] : value
  if (type === 'number' && /^\d{1,3}(\.\d+)?%$/.test(word)) return Number(word.slice(0, -1)) / 100
  if (choices?.includes(word)) return word
  return Object.hasOwn(aliases, word) ? aliases[word] : value
}
