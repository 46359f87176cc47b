/** Models: one row each. Validation, messages, published schemas, rules and filters follow from the row. */
import type { CustomModel } from './custom-models/custom-model.js'
import { dallE } from './families/dall-e.js'
import type { Family, ParameterSchema, ParameterSchemas } from './families/family.js'
import { gptImage } from './families/gpt-image.js'
import type { ParameterName, ResolvedParameters } from './parameters.js'
import type { FreeSizes } from './sizes.js'
import { gptImage1Tokens, type ImageTokens } from './usage/usage.js'

export interface Model {
  family: Family
  /** How the model narrows its family: keywords to replace, by parameter, or `false` for a parameter that it lacks. */
  parameters: Readonly<Record<string, ParameterSchema | false>>
  /** Limits of a model that accepts any `WIDTHxHEIGHT`. Default: only the sizes of `size`'s enum, or those in `supported`. */
  freeSizes?: FreeSizes
  /** The values that the model supports, by parameter. Others are refused once all parameters have been checked. Default: all. */
  supported?: Readonly<Record<string, readonly string[]>>
  /** What the model chooses for `auto`, by parameter. */
  auto?: Readonly<Record<string, string>>
  /** What applies instead of accepted values that the picture or the response cannot have, by parameter. Default: nothing. */
  instead?: (parameters: ResolvedParameters) => Partial<ResolvedParameters>
  /** How the tokens of an image are counted. Default: the response has no usage. */
  imageTokens?: ImageTokens
  /** Whether the response contains the prompt as revised by the model. */
  revisesPrompt: boolean
  /** The first day on which OpenAI served it, such as `2026-04-21`. */
  released: string
  /** The first day on which OpenAI no longer serves it. Default: no end is announced. */
  retired?: string
  /** `created` of `GET /v1/models`, in Unix seconds. */
  created: number
  /** What differs during a period: from the day `from` up to, but not including, the day `until`. */
  periods?: readonly Period[]
  /** What a row of a models file adds. Undefined for a model of OpenAI. */
  custom?: CustomModel
  evidence: string
}

export interface Period extends Partial<Pick<Model, 'parameters' | 'supported'>> {
  from?: string
  until?: string
}

/** How long before its last day clients are told about the end of a model, in milliseconds: time to change them. */
export const retirementNoticeMs = 60 * 24 * 3600 * 1000

/** The model of a request without `model`, as long as it is served. */
export const defaultModel = 'dall-e-2'

const gptSizes = ['1024x1024', '1024x1536', '1536x1024', 'auto']
const gptQualities = ['low', 'medium', 'high', 'auto']
/** Parameters that only the models of November 2026 have. */
const withoutPreviews = { complexity: false, frame_count: false, frame_duration_ms: false } as const
const withoutMarkup = { ...withoutPreviews, markup: false } as const

/** What OpenAI added to the API when it released its later models. */
const periods: readonly Period[] = [
  // xhigh and max were invalid values until the first models that support them were released: assumed.
  { until: '2026-09-08', parameters: { quality: { enum: gptQualities } } },
  { until: '2026-11-04', parameters: { safety_identifier: false } }
]

const gptImage1 = {
  family: gptImage,
  parameters: withoutMarkup,
  supported: { size: gptSizes, quality: gptQualities },
  auto: { size: '1024x1024', quality: 'high', background: 'opaque' },
  imageTokens: { perSize: gptImage1Tokens },
  revisesPrompt: false,
  // Until the end of 2025, an unsupported size was an invalid value: recorded 2025-11.
  periods: [...periods, { until: '2026-01-01', parameters: { size: { enum: gptSizes, listed: gptSizes } } }]
} satisfies Partial<Model>

const gptImage15: Model = {
  ...gptImage1,
  auto: { ...gptImage1.auto, quality: 'medium' },
  imageTokens: { perSize: gptImage1Tokens, textTokens: 209 },
  released: '2025-12-16',
  retired: '2026-12-01',
  created: 1764030620,
  evidence: 'Sizes, qualities, tokens: recorded 2025-12 to 2026-08. 209 text tokens in the output: one recording.'
}

const freeSizes: FreeSizes = { multiple: 16, longestEdge: 3840, aspectRatio: 3, minPixels: 655_360, maxPixels: 8_294_400 }

const gptImage2: Model = {
  family: gptImage,
  parameters: withoutMarkup,
  freeSizes,
  supported: { size: ['auto'], quality: gptQualities, background: ['opaque', 'auto'], input_fidelity: [] },
  // The real choice varies from request to request: docs/fidelity.md.
  auto: { size: '1254x1254', quality: 'medium', background: 'opaque' },
  imageTokens: { grid: { low: 16, medium: 48, high: 96 } },
  revisesPrompt: false,
  released: '2026-04-21',
  created: 1776399795,
  periods: [...periods, { from: '2026-08-20', until: '2026-10-01', supported: { size: ['auto'], quality: gptQualities, input_fidelity: [] } }],
  evidence: 'Sizes: recorded 2026-07 and measured 2026-08-29. Tokens: exact on 23 published values. transparent: a preview until 2026-09-30.'
}

const gptImage25: Model = {
  family: gptImage,
  parameters: withoutPreviews,
  freeSizes,
  supported: { size: ['auto'], input_fidelity: [] },
  auto: gptImage2.auto!,
  imageTokens: { grid: { low: 16, medium: 24, high: 48, xhigh: 64, max: 96 } },
  revisesPrompt: false,
  released: '2026-09-08',
  created: 1788563147,
  periods,
  evidence: 'Published specification 2026-09. Tokens: measured for low, medium and high at 1024x1024. Choices for auto: assumed from gpt-image-2.'
}

const gptImage26: Model = {
  ...gptImage25,
  parameters: { output_format: { enum: ['png', 'webp', 'jpeg', 'gif', 'svg'], listed: ['png', 'webp', 'jpeg'] } },
  released: '2026-11-04',
  created: 1793750400,
  evidence: 'Types of openai@7.59.0, 2026-11-17. Tokens and choices for auto: assumed from gpt-image-2.5.'
}

/**
 * To add a model, add a row.
 *
 * @example
 * ['dall-e-2', { family: dallE, parameters: { n: { maximum: 10 } }, revisesPrompt: false, released: '2022-11-03', created: 1698798177, evidence: '…' }]
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
    released: '2022-11-03',
    retired: '2026-05-12',
    created: 1698798177,
    evidence: 'Published contract. No quality: recorded 2026-03-31. No style: assumed from quality.'
  }],
  ['dall-e-3', {
    family: dallE,
    parameters: {
      prompt: { maxLength: 4000 },
      n: { maximum: 1 },
      // Not in the contract's order: reported 2026-02.
      size: { enum: ['1024x1024', '1024x1792', '1792x1024'] }
    },
    revisesPrompt: true,
    released: '2023-11-06',
    retired: '2026-05-12',
    created: 1698785189,
    evidence: 'Published contract. n=1: recorded. revised_prompt: recorded 2025-06.'
  }],
  ['gpt-image-1', {
    ...gptImage1,
    released: '2025-04-23',
    retired: '2026-10-23',
    created: 1745517030,
    evidence: 'Sizes, qualities, formats, tokens: recorded 2025-05 to 2026-08.'
  }],
  ['gpt-image-1-mini', {
    ...gptImage1,
    parameters: { ...withoutMarkup, input_fidelity: { enum: ['low'] } },
    // input_fidelity was an unknown parameter: reported 2026. The day on which this changed is assumed.
    periods: [...gptImage1.periods, { until: '2026-11-04', parameters: { input_fidelity: false } }],
    released: '2025-10-06',
    retired: '2026-12-01',
    created: 1758845821,
    evidence: 'As gpt-image-1; tokens recorded for high only.'
  }],
  ['gpt-image-1.5', gptImage15],
  ['gpt-image-1.5-2025-12-16', gptImage15],
  ['chatgpt-image-latest', { ...gptImage15, created: 1765925279, evidence: 'Assumed to be gpt-image-1.5: same prices and limits, 2026-03-23.' }],
  ['gpt-image-2', gptImage2],
  ['gpt-image-2-2026-04-21', { ...gptImage2, created: 1776399994 }],
  ['gpt-image-2.5-flare', gptImage25],
  ['gpt-image-2.5-flare-2026-09-08', { ...gptImage25, created: 1788851006 }],
  ['gpt-image-2.5-sunburst', { ...gptImage25, created: 1788563162 }],
  ['gpt-image-2.5-sunburst-2026-09-08', { ...gptImage25, created: 1788851010 }],
  ['gpt-image-2.6-flare', gptImage26],
  ['gpt-image-2.6-sunburst', gptImage26]
])

/** The row of every other name while DALL·E is served: its contract accepts any string as a model. */
export const anyOtherModel: Model = {
  family: dallE,
  parameters: { prompt: { maxLength: 4000 } },
  revisesPrompt: false,
  released: '2022-11-03',
  created: 0,
  evidence: 'Published contract: `model` is any string. Gateways use aliases.'
}

/** The row of every other name while DALL·E is not served. */
export const anyOtherGptModel: Model = { ...gptImage2, evidence: 'Gateways use aliases. Assumed to be gpt-image-2.' }

/** Whether the name in a request is that of a model of OpenAI or of a models file. */
export function isKnownModel (name: string, { custom }: Model): boolean {
  return custom !== undefined || models.has(name)
}

/** Every row, including those of unknown models. */
export const allModels: readonly Model[] = [...models.values(), anyOtherModel, anyOtherGptModel]

/** Every family that a row belongs to. */
export const families: readonly Family[] = [...new Set(allModels.map(({ family }) => family))]

/** The schemas that a model's parameters must match, in the order of its family's checks. */
export function parameterSchemas ({ family, parameters }: Model): ParameterSchemas {
  const { checkedFirst, enforced, request: { properties } } = family
  const isChecked = (name: string) => name !== 'model' && parameters[name] !== false && Object.hasOwn(properties, name)
  const names = new Set([...checkedFirst, ...Object.keys(properties)].filter(isChecked))
  return Object.fromEntries([...names].map(name => [name, { ...properties[name], ...enforced[name], ...parameters[name] }]))
}

/** Whether requests to any model have the parameter once defaults are resolved. */
export function isAlwaysResolved (name: ParameterName): boolean {
  return name === 'model' || allModels.every(model => {
    const schema = parameterSchemas(model)[name]
    return schema !== undefined && (schema.default !== undefined || model.family.request.required.includes(name))
  })
}
