/** Converts a row of a models file to a model, whose contract is that of a model of OpenAI or one of its own. */
import type { CustomModel } from '../contract/custom-models/custom-model.js'
import { noCustomParameters } from '../contract/custom-models/custom-parameters.js'
import type { Family, ParameterSchema } from '../contract/families/family.js'
import { models, parameterSchemas, type Model } from '../contract/models.js'
import { requestContracts } from '../contract/operations/all-contracts.js'
import type { BodyFormat, OperationName } from '../contract/operations/operations.js'
import { createServedModels } from '../contract/served-models.js'
import { defaultSize, drawableSizes, isDrawable, sizeProblem } from '../contract/sizes.js'
import { compileParameters, type CompiledParameters } from './compile-parameters.js'
import { ModelsFileError } from './models-file-error.js'
import type { ModelRow, ParameterRow } from './models-file.js'
import { openContracts, openParameters } from './open-contract.js'
import { createSizeOf, limitsOf, type SizeRow } from './size-rule.js'

/** Throws a ModelsFileError that names a member below `where`, such as `models[0]`. */
export function compileRow (row: ModelRow, where: string): Model {
  const { like = 'open', edits } = row
  checkNames(row, where)
  if (row.size?.from !== 'width+height') checkNamedSizes(row, where)
  if (like !== 'open' && edits !== undefined) throw ModelsFileError.unusable(`${where}.edits`, `the model is like ${like}`, 'Remove it, or use like: open')
  return like === 'open' ? openModel(row, where) : likeModel(row, like, where)
}

function checkNames ({ id, pattern, from, until }: ModelRow, where: string): void {
  if (id === undefined && pattern === undefined) throw ModelsFileError.expected(`${where}.id`, 'the name of a model, unless the row has a pattern', undefined)
  if (from !== undefined && until !== undefined && until <= from) throw ModelsFileError.expected(`${where}.until`, `a day after ${from} (the value of from)`, until)
}

/** The members of every model that a row sets. */
function shared ({ from, until, created, evidence = 'A models file.' }: ModelRow): Pick<Model, 'released' | 'retired' | 'created' | 'evidence'> {
  return {
    released: from ?? '',
    ...(until !== undefined && { retired: until }),
    created: created ?? (from === undefined ? 0 : Date.parse(from) / 1000),
    evidence
  }
}

function customOf (row: ModelRow, { custom }: CompiledParameters, hasParameter: (name: string) => boolean, where: string): CustomModel {
  const { ownedBy, unknownParameters, response = {}, size } = row
  const { delivery, format, members, imageMembers, usage } = response
  if (size) checkSize(size, hasParameter, `${where}.size`)
  return {
    ...(ownedBy !== undefined && { ownedBy }),
    ...(unknownParameters !== undefined && { unknownParameters }),
    parameters: custom,
    contracts: {},
    ...(size && { sizeOf: createSizeOf(size) }),
    ...(format !== undefined && { fileFormat: format }),
    ...(delivery !== undefined && { delivery }),
    ...((members ?? usage) && { members: { ...members, ...(usage && { usage }) } }),
    ...(imageMembers && { imageMembers })
  }
}

const sourcesOf: Readonly<Record<NonNullable<SizeRow['from']>, readonly string[]>> = {
  size: ['size'], 'width+height': ['width', 'height'], 'aspect_ratio+resolution': ['aspect_ratio']
}

function checkSize (size: SizeRow, hasParameter: (name: string) => boolean, where: string): void {
  const { from, default: auto, named = {} } = size
  // Without `from`, a model without `size` always has the default size.
  const lacking = from && sourcesOf[from].find(name => !hasParameter(name))
  if (lacking) throw ModelsFileError.unusable(`${where}.from`, `the model has no parameter ${lacking}`, `Add ${lacking} to its parameters`)
  for (const [place, text] of [['default', auto ?? defaultSize], ...Object.entries(named).map(([name, text]) => [`named.${name}`, text])]) {
    if (!isDrawable(text!)) throw ModelsFileError.expected(`${where}.${place}`, `a size that the mock draws (${drawableSizes})`, text)
  }
  const { minPixels, maxPixels } = limitsOf(size)
  if (minPixels > maxPixels) throw ModelsFileError.expected(`${where}.maxPixels`, `at least ${minPixels} (the value of minPixels)`, maxPixels)
  const problem = auto === undefined ? undefined : sizeProblem(auto, limitsOf(size))
  if (problem) throw ModelsFileError.expected(`${where}.default`, `a size within the ${problem} of the row`, auto)
}

const parsable: Readonly<Record<string, RegExp>> = { size: /^(?:auto|[1-9]\d{0,4}x[1-9]\d{0,4})$/, aspect_ratio: /^(?:auto|\d{1,4}(?:\.\d{1,4})?:\d{1,4}(?:\.\d{1,4})?)$/ }

/** Checks that each listed value of a parameter that determines the size has pixels. */
function checkNamedSizes ({ parameters = {}, size = {} }: ModelRow, where: string): void {
  const name = size.from === 'aspect_ratio+resolution' ? 'aspect_ratio' : 'size'
  const row = parameters[name]
  const isNamed = (value: string) => Object.keys(size.named ?? {}).some(key => key === value || key.startsWith(`${value} `))
  const values = ((row || {}).enum ?? []).map(String)
  const index = values.findIndex(value => !parsable[name]!.test(value) && !isNamed(value))
  if (index >= 0) {
    const expected = `auto, ${name === 'size' ? 'WIDTHxHEIGHT' : 'WIDTH:HEIGHT'} or a name that size.named has`
    throw ModelsFileError.expected(`${where}.parameters.${name}.enum[${index}]`, expected, values[index])
  }
}

function openModel (row: ModelRow, where: string): Model {
  const { parameters: rows = {}, edits = 'none', response: { revisedPrompt = false } = {} } = row
  const size = row.size?.from === 'aspect_ratio+resolution' ? row.size : withDefault(row.size ?? {}, rows['size'], defaultSize)
  const at = `${where}.parameters`
  const streaming = ['stream', 'partial_images'].find(name => rows[name])
  if (streaming) throw ModelsFileError.unusable(`${at}.${streaming}`, 'only the GPT image models stream', 'Remove it, or use like: gpt-image-2')
  const parameters = compileParameters(rows, openParameters, at)
  const contracts = openContracts(parameters, edits)
  const family = contracts.generation.json
  const hasParameter = (name: string) => Object.hasOwn(family.request.properties, name)
  const custom = customOf({ ...row, size }, parameters, hasParameter, where)
  const isFree = hasParameter('size') && family.request.properties['size']!.enum === undefined
  return {
    ...shared(row),
    family,
    parameters: {},
    ...(isFree && { freeSizes: limitsOf(size), supported: { size: ['auto', size.default ?? defaultSize, ...Object.keys(size.named ?? {})] } }),
    revisesPrompt: revisedPrompt,
    custom: { ...custom, contracts }
  }
}

/** The size with its default: the fallback, or the first listed size if that is not listed. */
function withDefault (size: SizeRow, parameter: ParameterRow | false | undefined, fallback: string): SizeRow {
  if (size.default !== undefined || size.from === 'width+height') return size
  const listed = listedSizes(parameter, size).map(({ pixels }) => pixels)
  return { ...size, default: listed.length === 0 || listed.includes(fallback) ? fallback : listed[0]! }
}

/** The values of the parameter `size` with their pixels, `auto` excepted. */
function listedSizes (parameter: ParameterRow | false | undefined, { named = {} }: SizeRow): Array<{ value: string, pixels: string }> {
  const values = (parameter || {}).enum ?? []
  return values.map(String).filter(value => value !== 'auto')
    .map(value => ({ value, pixels: Object.hasOwn(named, value) ? named[value]! : value }))
}

/** The latest contract of each model of OpenAI. */
const latest = createServedModels()

function likeModel (row: ModelRow, like: string, where: string): Model {
  const base = latest().models.get(like)
  if (!base) throw ModelsFileError.expected(`${where}.like`, 'open or the name of a model of OpenAI', like, ['open', ...models.keys()])
  const { parameters: rows = {}, size, response: { format, usage, revisedPrompt = base.revisesPrompt } = {} } = row
  const schemas = parameterSchemas(base)
  const parameters = compileParameters(withSizeDefault(withFormat(rows, format, schemas), size, where), schemas, `${where}.parameters`)
  const { retired: _, periods: _periods, imageTokens, ...others } = base
  const replaced = Object.keys(parameters.schemas).filter(name => parameters.schemas[name])
  const supported = Object.fromEntries(Object.entries(base.supported ?? {}).filter(([name]) => !replaced.includes(name)))
  const added = Object.fromEntries(Object.entries(parameters.schemas)
    .flatMap(([name, schema]) => schema && !Object.hasOwn(schemas, name) ? [[name, schema]] : []))
  const isKnown = (name: string) => Object.hasOwn(schemas, name) || Object.hasOwn(added, name)
  const hasParameter = (name: string) => parameters.schemas[name] !== false && isKnown(name)
  const custom = customOf(row, parameters, hasParameter, where)
  const contracts = likeContracts(base, added, parameters)
  const model: Model = {
    ...others,
    ...shared(row),
    family: contracts.generation!.json!,
    parameters: { ...base.parameters, ...parameters.schemas },
    supported,
    revisesPrompt: revisedPrompt,
    ...(base.auto && { auto: listedChoices(base.auto, rows) }),
    ...(imageTokens && usage === undefined && { imageTokens }),
    custom: { ...custom, like, parameters: custom.parameters.size === 0 ? noCustomParameters : custom.parameters, contracts }
  }
  const hasOwnSizes = size !== undefined || replaced.includes('size')
  return hasOwnSizes ? withSizes(model, withDefault(size ?? {}, rows['size'], base.auto?.['size'] ?? defaultSize)) : model
}

/** The default of `output_format`, if the model has it, is the format of the row. */
function withFormat (rows: NonNullable<ModelRow['parameters']>, format: string | undefined, schemas: Readonly<Record<string, ParameterSchema>>) {
  const { output_format: own = {} } = rows
  const hasFormat = own !== false && Object.hasOwn(schemas, 'output_format')
  return hasFormat && format !== undefined ? { ...rows, output_format: { default: format, ...own } } : rows
}

/** The default of the parameter `size`, if it lists values without `auto`, is the one with the pixels of the row's default size. */
function withSizeDefault (rows: NonNullable<ModelRow['parameters']>, size: SizeRow = {}, where: string) {
  const { size: own = {} } = rows
  if (size.default === undefined || own === false || own.required || own.default !== undefined) return rows
  if (!own.enum || own.enum.includes('auto')) return rows
  const listed = listedSizes(own, size)
  const found = listed.find(({ pixels }) => pixels === size.default)
  if (!found) throw ModelsFileError.expected(`${where}.size.default`, `one of ${listed.map(({ pixels }) => pixels).join(', ')}, the sizes of the parameter`, size.default)
  return { ...rows, size: { ...own, default: found.value } }
}

/** What the model chooses for `auto`: one of the listed values, if the row lists values. */
function listedChoices (auto: Readonly<Record<string, string>>, rows: NonNullable<ModelRow['parameters']>): Record<string, string> {
  return Object.fromEntries(Object.entries(auto).map(([name, value]) => {
    const { enum: values = [] } = rows[name] || {}
    const [first = value] = values.map(String).filter(listed => listed !== 'auto')
    return [name, values.includes(value) ? value : first]
  }))
}

/** Replaces the sizes of the model of OpenAI. */
function withSizes ({ freeSizes: _, ...model }: Model, size: SizeRow): Model {
  const auto = size.default ?? defaultSize
  const isFree = model.parameters['size'] !== false && !(model.parameters['size']?.enum)
  return {
    ...model,
    ...(isFree && { freeSizes: limitsOf(size), supported: { ...model.supported, size: ['auto', ...Object.keys(size.named ?? {})] } }),
    auto: { ...model.auto, size: auto },
    custom: { ...model.custom!, sizeOf: createSizeOf({ ...size, default: auto }) }
  }
}

/** The contracts of all operations of the model of OpenAI, with the added parameters. */
function likeContracts (base: Model, added: Readonly<Record<string, ParameterSchema>>, { required, unchecked }: CompiledParameters) {
  const contracts: Partial<Record<OperationName, Partial<Record<BodyFormat, Family>>>> = {}
  for (const { operation, families } of Object.values(requestContracts)) {
    for (const [format, byName] of Object.entries(families) as Array<[BodyFormat, Readonly<Record<string, Family>>]>) {
      const family = byName[base.family.name]!
      const { request } = family
      contracts[operation] ??= {}
      contracts[operation][format] = Object.keys(added).length + required.length === 0
        ? family
        : {
            ...family,
            request: {
              ...request, required: [...new Set([...request.required, ...required])], properties: { ...request.properties, ...added }
            },
            unchecked: [...family.unchecked, ...unchecked]
          }
    }
  }
  return contracts
}
