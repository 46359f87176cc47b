/** Form of Try it: the models to choose from, a field for each parameter of the chosen one, and the request body. */
import type { AcceptedParameter, AcceptedParameters, ModelDescription } from '../../contract/accepted-parameters.js'
import { parameterEntries, parameters, type ParameterName } from '../../contract/parameters.js'

export interface FormField {
  name: ParameterName
  label: string
  /** `select` offers nothing but its values; `text` suggests them. */
  control: 'select' | 'number' | 'text'
  values: readonly string[]
  minimum?: number | undefined
  maximum?: number | undefined
  /** What a request without the parameter gets, in words. */
  placeholder: string
  /** The accepted values, in words. Default: the values say it. */
  hint?: string | undefined
}

/** Returns the fields of the parameters besides the prompt, in the order of the table of parameters. */
export function formFields (accepted: AcceptedParameters): FormField[] {
  return parameterEntries.flatMap(([name, { label }]) => {
    const parameter = accepted[name]
    return parameter && name !== 'prompt' ? [{ name, label, ...controlOf(parameter) }] : []
  })
}

function controlOf ({ type, enum: values, examples = [], minimum, maximum, default: value, description }: AcceptedParameter): Omit<FormField, 'name' | 'label'> {
  const placeholder = value === undefined ? 'not sent' : `${value} (default)`
  if (type === 'boolean') return { control: 'select', values: ['true', 'false'], placeholder }
  if (values) return { control: 'select', values, placeholder }
  if (type === 'string') return { control: 'text', values: examples, placeholder, hint: description }
  return { control: 'number', values: [], minimum, maximum, placeholder, hint: rangeText(minimum, maximum) }
}

function rangeText (minimum: number | undefined, maximum: number | undefined): string | undefined {
  if (minimum === undefined || maximum === undefined) return minimum === undefined ? undefined : `${minimum} or more`
  return minimum === maximum ? `Only ${minimum}` : `${minimum} to ${maximum}`
}

/** Returns the models by family, in their order. */
export function modelsByFamily (models: readonly ModelDescription[]): Array<[family: string, names: string[]]> {
  const families = [...new Set(models.map(({ family }) => family))]
  return families.map(family => [family, models.filter(model => model.family === family).map(({ id }) => id)])
}

/** Returns the request body for the values of the fields, each with its JSON type. */
export function requestBody (values: Readonly<Record<string, string>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, toJson(value, parameters[name as ParameterName]?.type)]))
}

function toJson (value: string, type: 'string' | 'integer' | 'boolean'): string | number | boolean {
  if (type === 'integer') return Number(value)
  return type === 'boolean' ? value === 'true' : value
}
