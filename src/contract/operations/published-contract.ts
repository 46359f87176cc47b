/** The contract of the setting `validation: schema`: a request passes if the newest published schema allows it, regardless of its model. */
import { dallE } from '../families/dall-e.js'
import { gptImage } from '../families/gpt-image.js'
import { parameterSchemas, type Model } from '../models.js'
import type { ResolvedParameters } from '../parameters.js'
import { someModel } from '../served-models.js'
import { canStream } from './operations.js'
import type { RequestContract } from './request-contract.js'

/** The published schema lets every model choose, also those that had no `auto`. */
const autoOfDallE = { size: '1024x1024', quality: 'standard', background: 'opaque' }

/** The published qualities of responses and of events lack those of DALL·E. */
const qualitiesOfDallE: Readonly<Record<string, string>> = { standard: 'medium', hd: 'high' }

/** Replaces what files cannot be, and, for a GPT image model, what its response cannot contain. A stream has one image. */
function insteadOf (parameters: ResolvedParameters, isGpt: boolean): Partial<ResolvedParameters> {
  const { quality, background, output_format: format, output_compression: compression, stream } = parameters
  const gptQuality = isGpt ? qualitiesOfDallE[String(quality)] : undefined
  return {
    ...(gptQuality !== undefined && { quality: gptQuality }),
    ...(background === 'transparent' && format === 'jpeg' && { background: 'opaque' }),
    ...(compression !== undefined && { output_compression: Math.min(100, Math.max(0, Number(compression))) }),
    ...(stream === true && { n: 1 })
  }
}

const rows = new WeakMap<Model, Model>()

/** Returns the row without what it narrows. Its defaults and its choices for `auto` apply, and its delivery. */
function withoutLimits (row: Model): Model {
  let known = rows.get(row)
  if (!known) rows.set(row, known = createRow(row))
  return known
}

function createRow (row: Model): Model {
  const { freeSizes: _freeSizes, supported: _supported, ...others } = row
  const defaults = Object.entries(parameterSchemas(row)).filter(([, schema]) => schema.default !== undefined)
  const isGpt = row.family.name === gptImage.name
  return {
    ...others,
    parameters: Object.fromEntries(defaults.map(([name, schema]) => [name, { default: schema.default! }])),
    // Schemas of responses before 2026-09 list three sizes, of which every model has this one.
    auto: { ...autoOfDallE, ...row.auto, size: autoOfDallE.size },
    instead: parameters => insteadOf(parameters, isGpt)
  }
}

/** Returns the contract of an operation with the published schema. An answer to `stream: true` has the events of the GPT image models. */
export function publishedContract (contract: RequestContract): RequestContract {
  const { operation, published: { families, defaultModel = contract.defaultModel } } = contract
  return {
    ...contract,
    families,
    isPublishedSchema: true,
    defaultModel (body, format, served) {
      const name = defaultModel(body, format, served)
      return name !== undefined && served.models.has(name) ? name : someModel(served)
    },
    rowOf (row, served, body) {
      // A row of a models file is another vendor's contract.
      if (row?.custom?.contracts[operation]) return row
      const own = contract.rowOf(row, served)
      const isStream = body?.['stream'] === true || body?.['stream'] === 'true'
      return withoutLimits(isStream && own.family === dallE && canStream(operation) ? served.otherGptModel : own)
    },
    refuseModel: () => undefined
  }
}
