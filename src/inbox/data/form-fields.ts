/** Form of Try it: the models to choose from, a field for each parameter and file of the chosen one, and the request body. */
import type { AcceptedFile, AcceptedFiles, AcceptedParameter, AcceptedParameters, ModelDescription } from '../../contract/accepted-parameters.js'
import { parameters, type Parameter } from '../../contract/parameters.js'

export interface FormField {
  name: string
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

const tabled: Readonly<Record<string, Parameter>> = parameters

/** Returns the fields of the parameters besides the prompt, in the order of the table of parameters, and then those of custom models. */
export function formFields (accepted: AcceptedParameters): FormField[] {
  const names = new Set([...Object.keys(tabled), ...Object.keys(accepted)])
  return [...names].flatMap(name => {
    const parameter = accepted[name]
    const label = parameter?.label ?? tabled[name]?.label ?? name
    return parameter && name !== 'prompt' ? [{ name, label, ...controlOf(parameter) }] : []
  })
}

function controlOf ({ type, enum: values, examples = [], minimum, maximum, default: value, description }: AcceptedParameter): Omit<FormField, 'name' | 'label'> {
  const placeholder = value === undefined ? 'not sent' : `${value} (default)`
  if (type === 'boolean') return { control: 'select', values: ['true', 'false'], placeholder }
  if (values) return { control: 'select', values: values.map(String), placeholder }
  if (type === 'string') return { control: 'text', values: examples, placeholder, hint: description }
  return { control: 'number', values: [], minimum, maximum, placeholder, hint: rangeText(minimum, maximum) }
}

function rangeText (minimum: number | undefined, maximum: number | undefined): string | undefined {
  if (minimum === undefined || maximum === undefined) return minimum === undefined ? undefined : `${minimum} or more`
  return minimum === maximum ? `Only ${minimum}` : `${minimum} to ${maximum}`
}

/** The field of a part of a form that is a file. */
export interface FileField {
  name: string
  label: string
  maxItems: number
  hint: string
}

/** Files chosen for a form, by the name of their field. */
export type ChosenFiles = Readonly<Record<string, readonly File[]>>

/** Returns the fields of the files, in the order of the contract. */
export function fileFields (accepted: AcceptedFiles): FileField[] {
  return Object.entries(accepted).map(([name, file]) => {
    const label = `${name[0]!.toUpperCase()}${name.slice(1)}${file.maxItems > 1 ? 's' : ''}`
    return { name, label: file.isRequired ? label : `${label} (optional)`, maxItems: file.maxItems, hint: fileHint(name, file) }
  })
}

/** What optional files are for. */
const purposes: Readonly<Record<string, string>> = {
  mask: 'Transparent in the area of the first image to change.',
  markup: 'A transparent drawing over the first image that guides the edit.'
}

function fileHint (name: string, { mediaTypes = [], maxItems }: AcceptedFile): string {
  const formats = mediaTypes.map(type => type.replace('image/', '').toUpperCase()).join(', ')
  return purposes[name] ?? `Drop, paste or choose ${maxItems > 1 ? `up to ${maxItems} images` : 'an image'}.${formats && ` ${formats}.`}`
}

/** Returns the models by family, in their order. */
export function modelsByFamily (models: readonly ModelDescription[]): Array<[family: string, names: string[]]> {
  const families = [...new Set(models.map(({ family }) => family))]
  return families.map(family => [family, models.filter(model => model.family === family).map(({ id }) => id)])
}

/** Returns the request body for the values of the fields, each with its JSON type. */
export function requestBody (values: Readonly<Record<string, string>>, accepted: AcceptedParameters = {}): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) =>
    [name, accepted[name]?.isJson ? parsed(value) : toJson(value, (accepted[name] ?? tabled[name])?.type)]))
}

/** The value of the JSON text, or the text itself. */
function parsed (text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** Returns the form for the values of the fields and the chosen files. As from official clients, several files have `[]` in their names. */
export function requestForm (values: Readonly<Record<string, string>>, files: ChosenFiles): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(values)) form.append(name, value)
  for (const [name, list] of Object.entries(files)) {
    for (const file of list) form.append(list.length > 1 ? `${name}[]` : name, file)
  }
  return form
}

function toJson (value: string, type: Parameter['type'] | undefined): string | number | boolean {
  if (type === 'integer' || type === 'number') return Number(value)
  return type === 'boolean' ? value === 'true' : value
}
