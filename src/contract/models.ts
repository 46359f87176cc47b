/** Models: one row each. Validation, messages, published schemas, rules and filters follow from the row. */
import { dallE } from './families/dall-e.js'
import type { Family, ParameterSchema, ParameterSchemas } from './families/family.js'
import type { ParameterName } from './parameters.js'
import type { FreeSizes } from './sizes.js'

export interface Model {
  family: Family
  /** How the model narrows its family: keywords to replace, by parameter, or `false` for a parameter that it lacks. */
  parameters: Readonly<Record<string, ParameterSchema | false>>
  /** Limits of a model that accepts any `WIDTHxHEIGHT`. Default: only the sizes of `size`'s enum. */
  freeSizes?: FreeSizes
  /** The size of the picture if `size` is `auto`. */
  autoSize?: string
  /** Whether the response contains the prompt as revised by the model. */
  revisesPrompt: boolean
  evidence: string
}

/** The model of a request that names none. */
export const defaultModel = 'dall-e-2'

/**
 * To add a model, add a row.
 *
 * @example
 * ['dall-e-2', { family: dallE, parameters: { n: { maximum: 10 }, style: false }, revisesPrompt: false, evidence: '…' }]
 */
export const models: ReadonlyMap<string, Model> = new Map<string, Model>([
  ['dall-e-2', {
    family: dallE,
    parameters: {
      prompt: { maxLength: 1000 },
      n: { maximum: 10 },
      size: { enum: ['256x256', '512x512', '1024x1024'] },
      quality: false,
      style: false
    },
    revisesPrompt: false,
    evidence: 'Published contract. No quality: recorded 2026-03-31. No style: assumed from quality.'
  }],
  ['dall-e-3', {
    family: dallE,
    parameters: {
      prompt: { maxLength: 4000 },
      n: { maximum: 1 },
      // Not the contract's order: reported so in 2026-02.
      size: { enum: ['1024x1024', '1024x1792', '1792x1024'] }
    },
    revisesPrompt: true,
    evidence: 'Published contract. n=1: recorded. revised_prompt: recorded 2025-06.'
  }]
])

/** The row of every other name: the contract accepts any string as a model. */
export const anyOtherModel: Model = {
  family: dallE,
  parameters: { prompt: { maxLength: 4000 } },
  revisesPrompt: false,
  evidence: 'Published contract: `model` is any string. Gateways use aliases.'
}

/** Every row, that of unknown models included. */
export const allModels: readonly Model[] = [...models.values(), anyOtherModel]

/** Every family that a row belongs to. */
export const families: readonly Family[] = [...new Set(allModels.map(({ family }) => family))]

/** The schemas that a model's parameters must match, in the order of its family's checks. */
export function parameterSchemas ({ family, parameters }: Model): ParameterSchemas {
  const { checkedFirst, enforced, request: { properties } } = family
  const names = new Set([...checkedFirst, ...Object.keys(properties)].filter(name => name !== 'model' && parameters[name] !== false))
  return Object.fromEntries([...names].map(name => [name, { ...properties[name], ...enforced[name], ...parameters[name] }]))
}

/** Whether requests to any model have the parameter once defaults are resolved. */
export function isAlwaysResolved (name: ParameterName): boolean {
  return name === 'model' || allModels.every(model => {
    const schema = parameterSchemas(model)[name]
    return schema !== undefined && (schema.default !== undefined || model.family.request.required.includes(name))
  })
}

/** The values that the families publish for a parameter, in their order; undefined if some model accepts others. */
export function publishedValues (name: ParameterName): readonly string[] | undefined {
  const schemas = families.flatMap(({ request }) => request.properties[name] ?? [])
  if (name === 'size' && allModels.some(({ freeSizes }) => freeSizes)) return undefined
  return schemas.every(schema => schema.enum) ? [...new Set(schemas.flatMap(schema => schema.enum!))] : undefined
}

/** The range that the families publish for an integer. */
export function publishedRange (name: ParameterName): { minimum: number, maximum: number } {
  const schemas = families.flatMap(({ request }) => request.properties[name] ?? [])
  return {
    minimum: Math.min(...schemas.map(({ minimum = Number.MIN_SAFE_INTEGER }) => minimum)),
    maximum: Math.max(...schemas.map(({ maximum = Number.MAX_SAFE_INTEGER }) => maximum))
  }
}
