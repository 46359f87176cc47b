/** The values that a model accepts for each parameter, as JSON Schema, for forms and other programs. */
import { isTabled, newParameters, noCustomParameters } from './custom-models/custom-parameters.js'
import type { ParameterSchema } from './families/family.js'
import { families, parameterSchemas, type Model } from './models.js'
import { generationContract } from './operations/generation-contract.js'
import { inContract, type RequestContract } from './operations/request-contract.js'
import { parameterEntries, type Parameter, type ParameterValue } from './parameters.js'
import type { ServedModels } from './served-models.js'
import type { FreeSizes } from './sizes.js'

export interface AcceptedParameter {
  type: Parameter['type']
  /** Its label in forms, for a parameter that the table of parameters does not have. */
  label?: string
  /** Whether the model accepts every JSON value. `type` is then that of filters. */
  isJson?: true
  /** All accepted values. */
  enum?: ReadonlyArray<string | number>
  /** Common values, if others are accepted too. */
  examples?: readonly string[]
  minimum?: number
  maximum?: number
  /** In code points. */
  maxLength?: number
  /** The value of a request that leaves the parameter out. */
  default?: ParameterValue
  /** The rule for values that no other keyword describes. */
  description?: string
}

/** By wire name. */
export type AcceptedParameters = Readonly<Partial<Record<string, AcceptedParameter>>>

/** A part of a form that is a file. */
export interface AcceptedFile {
  isRequired: boolean
  /** The accepted media types. Undefined if the content determines the type. */
  mediaTypes?: readonly string[]
  /** The maximum number of files. */
  maxItems: number
}

/** Files by the name of their part. */
export type AcceptedFiles = Readonly<Record<string, AcceptedFile>>

/** What a model accepts in an operation. */
export interface AcceptedMembers {
  /** The parameters besides `model`. */
  parameters: AcceptedParameters
  /** The files of a form; none if the operation takes JSON. */
  files: AcceptedFiles
}

export interface ModelDescription extends AcceptedMembers {
  id: string
  family: string
}

/** A parameter that filters and rules can use. */
export interface DescribedParameter {
  type: Parameter['type']
  label: string
  /** Whether it changes the picture. */
  picture: boolean
  example: ParameterValue
}

export interface DescribedModels {
  /** The model of a request without `model` that has only parameters of every model. Null if `model` is required. */
  defaultModel: string | null
  /** Those of models files first, then the newest family, and in each family first the model that its documentation uses as an example. */
  models: ModelDescription[]
  /** The parameters of custom models that the table of parameters does not have, by name. */
  customParameters: Readonly<Record<string, DescribedParameter>>
  /** The parameters of a request with another model. */
  otherParameters: AcceptedParameters
  /** The files of a request with another model. */
  otherFiles: AcceptedFiles
}

/** Sizes that OpenAI's guide recommends for models with free sizes, besides those that the family lists. */
const popularSizes = ['2048x2048', '2048x1152', '3840x2160', '2160x3840']

/** Returns the models that are served and support the operation with this contract. An operation that takes forms is described as one. */
export function describeModels (served: ServedModels, contract: RequestContract = generationContract): DescribedModels {
  const format = contract.families.form ? 'form' : 'json'
  const { day, models } = served
  const isEnded = day !== undefined && contract.ended !== undefined && day >= contract.ended
  const rows = isEnded ? [] : [...models].filter(([name, model]) => !contract.refuseModel(name, model, format))
  const defaultModel = contract.defaultModel({}, format, served)
  const membersOf = (row?: Model) => acceptedMembers(inContract(contract.rowOf(row, served), contract, format))
  const others = membersOf()
  const customRows = rows.filter(([, { custom }]) => custom)
  const officialRows = families.toReversed().flatMap(family => {
    const ofFamily = rows.filter(([, model]) => model.family === family && !model.custom)
    const example = family.request.properties['model']?.example
    return [...ofFamily.filter(([name]) => name === example), ...ofFamily.filter(([name]) => name !== example)]
  })
  return {
    defaultModel: rows.some(([name]) => name === defaultModel) ? defaultModel! : null,
    models: [...customRows, ...officialRows].map(([id, model]) => ({ id, family: model.family.name, ...membersOf(model) })),
    customParameters: describeCustom(served),
    otherParameters: others.parameters,
    otherFiles: others.files
  }
}

function describeCustom ({ customParameters }: ServedModels): DescribedModels['customParameters'] {
  return Object.fromEntries(newParameters(customParameters).map(([name, { type, label, picture, examples }]) =>
    [name, { type, label, picture: picture === true, example: examples[0] ?? '' }]))
}

function acceptedMembers (model: Model): AcceptedMembers {
  return { parameters: acceptedParameters(model), files: acceptedFiles(model) }
}

function acceptedFiles (model: Model): AcceptedFiles {
  const { required } = model.family.request
  return Object.fromEntries(Object.entries(parameterSchemas(model)).flatMap(([name, { file }]) => {
    if (!file) return []
    const { mediaTypes, maxItems = 1 } = file
    return [[name, { isRequired: required.includes(name), ...(mediaTypes.length > 0 && { mediaTypes }), maxItems }]]
  }))
}

/** Returns the parameters of a model besides `model`, in the order of the table of parameters, and then its own. */
export function acceptedParameters (model: Model): AcceptedParameters {
  const schemas = parameterSchemas(model)
  const own = newParameters(model.custom?.parameters ?? noCustomParameters)
  return Object.fromEntries([...parameterEntries, ...own].flatMap(([name, { type, label }]) => {
    const schema = schemas[name]
    const parameter = schema && { ...accepted(name, type, schema, model), ...(!isTabled(name) && { label }) }
    // Without values, the model refuses the parameter.
    return !parameter || parameter.enum?.length === 0 ? [] : [[name, parameter]]
  }))
}

function accepted (name: string, type: AcceptedParameter['type'], schema: ParameterSchema, model: Model): AcceptedParameter {
  const { minimum, maximum, maxLength, default: value } = schema
  return {
    type,
    ...(!isTabled(name) && model.family.unchecked.includes(name) && { isJson: true }),
    ...valuesOf(name, schema, model),
    ...(minimum !== undefined && { minimum }),
    ...(maximum !== undefined && { maximum }),
    ...(maxLength !== undefined && { maxLength }),
    ...(value !== undefined && { default: value })
  }
}

function valuesOf (name: string, schema: ParameterSchema, model: Model): Partial<AcceptedParameter> {
  const { family, freeSizes, supported = {}, custom } = model
  const published = family.request.properties[name]
  const listed = published?.anyOf?.flatMap(({ enum: values = [] }) => values.map(String)) ?? []
  if (name === 'size' && freeSizes) {
    const examples = custom ? [...supported[name] ?? []] : [...listed, ...popularSizes]
    return { examples, description: ruleOf(freeSizes) }
  }
  const values = schema.enum ?? supported[name]
  if (!values && listed.length > 0) return { examples: listed }
  if (!values) return {}
  // Without the values that the mock does not imitate, which are not published, and those that the model does not support.
  const isAccepted = (value: string | number) =>
    (published?.enum?.includes(value) ?? true) && (supported[name]?.includes(String(value)) ?? true)
  return { enum: values.filter(isAccepted) }
}

function ruleOf ({ multiple, longestEdge, aspectRatio, minPixels, maxPixels }: FreeSizes): string {
  const [min, max] = [minPixels, maxPixels].map(pixels => pixels.toLocaleString('en-US'))
  return `WIDTHxHEIGHT: multiples of ${multiple} up to ${longestEdge}, at most ${aspectRatio}:1, ${min} to ${max} pixels`
}
