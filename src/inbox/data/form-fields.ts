/** Form fields of Try it: one for each parameter besides the prompt, with the values that the mock publishes. */
import { parameterEntries, parameters, type ParameterName } from '../../contract/parameters.js'

/** A published parameter, as far as its field needs it. */
export interface PublishedParameter {
  enum?: readonly string[]
  anyOf?: ReadonlyArray<{ enum?: readonly string[] }>
}

export interface FormField {
  name: ParameterName
  label: string
  /** `select` offers nothing but its values; `text` suggests them. */
  control: 'select' | 'number' | 'text'
  values: readonly string[]
}

/** Returns the fields of the published parameters, or of all if none is published, in the order of the table of parameters. */
export function formFields (published: Readonly<Record<string, PublishedParameter>>): FormField[] {
  return parameterEntries.filter(([name]) => name !== 'prompt' && (name in published || Object.keys(published).length === 0)).map(([name, { label, type }]) => {
    if (type === 'boolean') return { name, label, control: 'select', values: ['true', 'false'] }
    const { enum: values, anyOf = [] } = published[name] ?? {}
    if (values) return { name, label, control: 'select', values }
    return { name, label, control: type === 'integer' ? 'number' : 'text', values: anyOf.flatMap(branch => branch.enum ?? []) }
  })
}

/** Returns the request body for the values of the fields, each with its JSON type. */
export function requestBody (values: Readonly<Record<string, string>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, toJson(value, parameters[name as ParameterName]?.type)]))
}

function toJson (value: string, type: 'string' | 'integer' | 'boolean'): string | number | boolean {
  if (type === 'integer') return Number(value)
  return type === 'boolean' ? value === 'true' : value
}
