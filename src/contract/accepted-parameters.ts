/** What a model accepts, parameter by parameter, as JSON Schema: for forms and other programs that ask before they send. */
import type { ParameterSchema } from './families/family.js'
import { families, parameterSchemas, type Model } from './models.js'
import { parameterEntries, type ParameterName, type ParameterValue } from './parameters.js'
import type { ServedModels } from './served-models.js'
import type { FreeSizes } from './sizes.js'

export interface AcceptedParameter {
  type: 'string' | 'integer' | 'boolean'
  /** All accepted values. */
  enum?: readonly string[]
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

export type AcceptedParameters = Readonly<Partial<Record<ParameterName, AcceptedParameter>>>

export interface ModelDescription {
  id: string
  family: string
  /** The parameters besides `model`. */
  parameters: AcceptedParameters
}

/** Sizes that OpenAI's guide recommends for models with free sizes, besides those that the family lists. */
const popularSizes = ['2048x2048', '2048x1152', '3840x2160', '2160x3840']

/**
 * Returns the models that are served, for a list to choose from: the newest family first, and in each family the model
 * that its documentation uses as an example.
 */
export function describeModels ({ models }: Pick<ServedModels, 'models'>): ModelDescription[] {
  return families.toReversed().flatMap(family => {
    const names = [...models].filter(([, model]) => model.family === family).map(([name]) => name)
    const example = family.request.properties['model']?.example
    const sorted = [...names.filter(name => name === example), ...names.filter(name => name !== example)]
    return sorted.map(id => ({ id, family: family.name, parameters: acceptedParameters(models.get(id)!) }))
  })
}

/** Returns the parameters of a model besides `model`, in the order of the table of parameters. */
export function acceptedParameters (model: Model): AcceptedParameters {
  const schemas = parameterSchemas(model)
  return Object.fromEntries(parameterEntries.flatMap(([name, { type }]) => {
    const schema = schemas[name]
    return schema ? [[name, accepted(name, type, schema, model)]] : []
  }))
}

function accepted (name: ParameterName, type: AcceptedParameter['type'], schema: ParameterSchema, model: Model): AcceptedParameter {
  const { minimum, maximum, maxLength, default: value } = schema
  return {
    type,
    ...valuesOf(name, schema, model),
    ...(minimum !== undefined && { minimum }),
    ...(maximum !== undefined && { maximum }),
    ...(maxLength !== undefined && { maxLength }),
    ...(value !== undefined && { default: value })
  }
}

function valuesOf (name: ParameterName, schema: ParameterSchema, { family, freeSizes, supported = {} }: Model): Partial<AcceptedParameter> {
  const published = family.request.properties[name]
  const listed = published?.anyOf?.flatMap(({ enum: values = [] }) => values) ?? []
  if (name === 'size' && freeSizes) return { examples: [...listed, ...popularSizes], description: ruleOf(freeSizes) }
  const values = schema.enum ?? supported[name]
  if (!values) return {}
  // The published list lacks what the mock does not imitate; the row has what the model supports of it.
  const isAccepted = (value: string) => (published?.enum?.includes(value) ?? true) && (supported[name]?.includes(value) ?? true)
  return { enum: values.filter(isAccepted) }
}

function ruleOf ({ multiple, longestEdge, aspectRatio, minPixels, maxPixels }: FreeSizes): string {
  const [min, max] = [minPixels, maxPixels].map(pixels => pixels.toLocaleString('en-US'))
  return `WIDTHxHEIGHT: multiples of ${multiple} up to ${longestEdge}, at most ${aspectRatio}:1, ${min} to ${max} pixels`
}
