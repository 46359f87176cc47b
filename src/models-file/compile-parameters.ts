/** Converts the parameters of a row to published schemas and to parameters that rules and filters know. */
import type { CustomParameter } from '../contract/custom-models/custom-parameters.js'
import { isTabled, reservedNames } from '../contract/custom-models/custom-parameters.js'
import type { ParameterSchema } from '../contract/families/family.js'
import { publishedRange } from '../contract/operations/all-contracts.js'
import { parameters as table, type Parameter } from '../contract/parameters.js'
import { ModelsFileError } from './models-file-error.js'
import type { EnumValue, ModelRow, ParameterRow } from './models-file.js'

export interface CompiledParameters {
  /** By name; `false` for a parameter that the model lacks. */
  schemas: Readonly<Record<string, ParameterSchema | false>>
  required: readonly string[]
  /** Parameters that accept every JSON value. */
  unchecked: readonly string[]
  custom: ReadonlyMap<string, CustomParameter>
}

/** The file formats that `output_format` may select. */
const outputFormats = ['png', 'jpeg', 'jpg', 'webp']

/** `base` are the parameters that the row starts with. Throws a ModelsFileError that names a member below `where`. */
export function compileParameters (
  rows: NonNullable<ModelRow['parameters']>, base: Readonly<Record<string, ParameterSchema>>, where: string
): CompiledParameters {
  const schemas: Record<string, ParameterSchema | false> = {}
  const custom = new Map<string, CustomParameter>()
  const [required, unchecked]: [string[], string[]] = [[], []]
  for (const [name, row] of Object.entries(rows)) {
    const at = `${where}.${name}`
    if (name === 'model' || (name === 'prompt' && row === false)) throw ModelsFileError.unusable(at, 'every request has it', 'Remove it')
    if (name in Object.prototype) throw ModelsFileError.unusable(at, 'every object of JavaScript has a member of this name', 'Leave it out')
    if (row === false) {
      schemas[name] = false
      continue
    }
    const type = typeOf(name, row, base[name], at)
    checkKeywords(name, row, type, at)
    const schema = schemaOf(base[name] ? row : withinMock(name, row), type, base[name])
    schemas[name] = schema
    if (row.required) required.push(name)
    if (type === 'any') unchecked.push(name)
    const parameter = customParameter(name, row, type, schema)
    if (parameter) custom.set(name, parameter)
  }
  return { schemas, required, unchecked, custom }
}

type RowType = Parameter['type'] | 'any'

/** The type of the values: that of texts unless all are numbers. */
function typeOfValues (values: readonly EnumValue[]): RowType {
  if (values.every(Number.isInteger)) return 'integer'
  return values.every(value => typeof value === 'number') ? 'number' : 'string'
}

function typeOf (name: string, { type, enum: values }: ParameterRow, base: ParameterSchema | undefined, at: string): RowType {
  const tabled = isTabled(name) ? table[name].type : undefined
  const found = type ?? tabled ?? base?.type ?? (values && typeOfValues(values))
  if (found === undefined) throw ModelsFileError.expected(`${at}.type`, 'one of string, integer, number, boolean, any', undefined)
  // Rules, filters and the journal have one type for each name.
  if (tabled !== undefined && found !== tabled) throw ModelsFileError.expected(`${at}.type`, `${tabled}, as for every model`, found)
  return found
}

function checkKeywords (name: string, row: ParameterRow, type: RowType, at: string): void {
  const isNumber = type === 'integer' || type === 'number'
  const misplaced = (['minLength', 'maxLength'] as const).find(keyword => row[keyword] !== undefined && type !== 'string') ??
    (['minimum', 'maximum'] as const).find(keyword => row[keyword] !== undefined && !isNumber) ??
    (row.enum && !isNumber && type !== 'string' ? 'enum' : undefined)
  if (misplaced) throw ModelsFileError.unusable(`${at}.${misplaced}`, `the type of ${name} is ${type}`, 'Remove it, or change the type')
  for (const [lower, upper] of [['minimum', 'maximum'], ['minLength', 'maxLength']] as const) {
    if (Number(row[lower] ?? -Infinity) > Number(row[upper] ?? Infinity)) throw ModelsFileError.expected(`${at}.${upper}`, `at least ${row[lower]} (the value of ${lower})`, row[upper])
  }
  checkRange(name, row, type, at)
  checkValues(name, row, type, at)
  if (row.required && row.default !== undefined) throw ModelsFileError.unusable(`${at}.default`, `every request must have ${name}, since it is required`, 'Remove it, or required')
  if (row.default !== undefined) checkDefault(row, type, `${at}.default`)
}

/** The limits of a parameter that the mock itself follows. */
function checkRange (name: string, row: ParameterRow, type: RowType, at: string): void {
  for (const keyword of ['minimum', 'maximum'] as const) {
    const value = row[keyword]
    if (value === undefined) continue
    if (type === 'integer' && !Number.isSafeInteger(value)) throw ModelsFileError.expected(`${at}.${keyword}`, 'an integer', value)
    const { minimum = -Infinity, maximum = Infinity } = isTabled(name) ? publishedRange(name) : {}
    if (value < minimum || value > maximum) throw ModelsFileError.expected(`${at}.${keyword}`, `an integer from ${minimum} to ${maximum}, the range of the mock`, value)
  }
}

function checkValues (name: string, { enum: values = [], ...row }: ParameterRow, type: RowType, at: string): void {
  const range = isTabled(name) ? publishedRange(name) : {}
  const { minimum = range.minimum ?? -Infinity, maximum = range.maximum ?? Infinity } = row
  for (const [index, value] of values.entries()) {
    const place = `${at}.enum[${index}]`
    checkType(value, type, place)
    if (typeof value === 'number') {
      if (value < minimum || value > maximum) throw ModelsFileError.expected(place, `a number from ${minimum} to ${maximum}`, value)
      continue
    }
    if (name === 'output_format' && !outputFormats.includes(value)) throw ModelsFileError.expected(place, `one of ${outputFormats.join(', ')}, the formats of the mock`, value)
    if (name === 'response_format' && value !== 'url' && !/^b(?:ase)?64/.test(value)) throw ModelsFileError.expected(place, 'url, or a name that begins with b64 or base64', value)
  }
}

function checkType (value: unknown, type: RowType, at: string): void {
  const jsonType: string = typeof value
  const fits = type === 'integer' ? Number.isSafeInteger(value) : type === 'any' || jsonType === type
  if (!fits) throw ModelsFileError.expected(at, { string: 'a string', integer: 'an integer', number: 'a number', boolean: 'true or false', any: '' }[type], value)
}

function checkDefault (row: ParameterRow, type: RowType, at: string): void {
  const { default: value, enum: values, minimum = -Infinity, maximum = Infinity, minLength = 0, maxLength = Infinity } = row
  checkType(value, type, at)
  if (values && !values.includes(value as EnumValue)) throw ModelsFileError.expected(at, `one of ${values.join(', ')}`, value, values.map(String))
  if (typeof value === 'number' && (value < minimum || value > maximum)) throw ModelsFileError.expected(at, `a number from ${minimum} to ${maximum}`, value)
  if (typeof value !== 'string') return
  if (value.length > maxLength) throw ModelsFileError.expected(at, `a string of at most ${maxLength} characters`, value)
  if (value.length < minLength) throw ModelsFileError.expected(at, `a string of at least ${minLength} characters`, value)
}

/** The inherited default, or the nearest value that the row accepts: the first of its values, its minimum or its maximum. */
function inheritedDefault (
  { enum: values, minimum = -Infinity, maximum = Infinity }: ParameterRow, { default: value }: ParameterSchema = {}
): ParameterSchema['default'] {
  if (values && value !== undefined && !values.includes(value as EnumValue)) return values[0]
  return typeof value === 'number' ? Math.min(maximum, Math.max(minimum, value)) : value
}

/** Adds the limits of the mock to a parameter of the table, where the row has none. */
function withinMock (name: string, row: ParameterRow): ParameterRow {
  if (!isTabled(name) || row.enum) return row
  return name === 'output_format' ? { ...row, enum: outputFormats } : { ...publishedRange(name), ...row }
}

function schemaOf (row: ParameterRow, type: RowType, base: ParameterSchema | undefined): ParameterSchema {
  const { enum: values, minimum, maximum, minLength, maxLength, nullable, description, default: value = inheritedDefault(row, base) } = row
  return {
    ...(type !== 'any' && { type }),
    // The values that refusals list are those of the row.
    ...(values && { enum: values, listed: values }),
    ...(minimum !== undefined && { minimum }),
    ...(maximum !== undefined && { maximum }),
    ...(minLength !== undefined && { minLength }),
    ...(maxLength !== undefined && { maxLength }),
    ...(value !== undefined && { default: value }),
    nullable: nullable ?? base?.nullable ?? true,
    ...(description !== undefined && { description })
  }
}

/** Undefined for a parameter of the table without other values, and for a name that filters use for something else. */
function customParameter (name: string, row: ParameterRow, type: RowType, { minimum = 1 }: ParameterSchema): CustomParameter | undefined {
  const { enum: values, picture = true, label = name, description = `The parameter ${name} of a model of a models file.` } = row
  if (reservedNames.includes(name)) return undefined
  // Rules and filters may have numbers that no model accepts.
  const texts = type === 'string' ? values?.map(String) : undefined
  if (isTabled(name)) {
    const tabled: Parameter = table[name]
    // Any text, so that sizes in pixels are accepted beside named ones.
    return tabled.match === 'pattern' || type !== 'string' ? undefined : { ...tabled, ...(texts && name !== 'size' && { values: texts }) }
  }
  const example = values?.[0] ?? { string: 'text', any: 'text', boolean: true, integer: minimum, number: minimum }[type]
  return {
    type: type === 'any' ? 'string' : type,
    label,
    description,
    examples: [example],
    ...(texts && { values: texts }),
    ...(picture && { picture })
  }
}
