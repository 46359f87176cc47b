/** The contracts of the operations: the family that a body is checked against, and the models that support the operation. */
import type { ApiError } from '../errors/api-error.js'
import { modelMustBeDallE2, modelNotFound, modelShouldBeBlank } from '../errors/catalogue.js'
import { dallE } from './families/dall-e.js'
import { dallEEdits, gptImageFormEdits, gptImageJsonEdits } from './families/edits.js'
import type { Family } from './families/family.js'
import { gptImage } from './families/gpt-image.js'
import { dallEVariations } from './families/variations.js'
import { defaultModel, models, type Model } from './models.js'
import type { BodyFormat, OperationName } from './request-properties.js'
import type { ServedModels } from './served-models.js'

export interface RequestContract {
  operation: OperationName
  /** The contracts by format of the body and by name of the model's family. */
  families: Readonly<Partial<Record<BodyFormat, Readonly<Record<string, Family>>>>>
  /** The first day on which OpenAI no longer serves the operation. Default: no end is known. */
  ended?: string
  /** The model of a request without `model`; undefined if `model` is required. */
  defaultModel: (body: Readonly<Record<string, unknown>>, format: BodyFormat, served: ServedModels) => string | undefined
  /** The row whose limits apply. `row` is that of the model; undefined for a name without one. */
  rowOf: (row: Model | undefined, served: ServedModels, body?: Readonly<Record<string, unknown>>) => Model
  /** Returns the refusal of a known model that does not support the operation. */
  refuseModel: (name: string, model: Model, format: BodyFormat) => ApiError | undefined
  /** Whether it is the published schema, which takes what models refuse. */
  isPublishedSchema?: true
}

export const generationContract: RequestContract = {
  operation: 'generation',
  families: { json: { 'dall-e': dallE, 'gpt-image': gptImage } },
  defaultModel: (_body, _format, served) => served.defaultModel,
  rowOf: (row, served) => row ?? served.otherModel,
  refuseModel: (name, model, format) => refuseOperation(name, model, 'generation', format)
}

/** Returns the refusal of a custom model that has a contract of its own, but none for the operation. Words: those of an unknown model. */
export function refuseOperation (name: string, { custom }: Model, operation: OperationName, format: BodyFormat): ApiError | undefined {
  return custom === undefined || custom.like !== undefined || custom.contracts[operation]?.[format] ? undefined : modelNotFound(name)
}

/** The model of OpenAI whose name decides whether the operation is supported. */
function officialName (name: string, { custom }: Model): string {
  return custom?.like ?? name
}

/** The default since May 2026. */
const defaultEditModel = 'gpt-image-1.5'

const onlyDallEParameters = Object.keys(dallEEdits.request.properties)

/** Documented in 2025: "Defaults to `dall-e-2` unless a parameter specific to `gpt-image-1` is used." */
function isForDallE (body: Readonly<Record<string, unknown>>): boolean {
  return !Array.isArray(body['image']) && Object.keys(body).every(name => onlyDallEParameters.includes(name))
}

export const editContract: RequestContract = {
  operation: 'edit',
  families: {
    form: { 'dall-e': dallEEdits, 'gpt-image': gptImageFormEdits },
    // Documented: JSON edits support only GPT image models. The response to DALL·E 2 is not known.
    json: { 'dall-e': gptImageJsonEdits, 'gpt-image': gptImageJsonEdits }
  },
  defaultModel (body, format, served) {
    if (format === 'form' && served.defaultModel === defaultModel && isForDallE(body)) return defaultModel
    return defaultEditModel
  },
  // Only one DALL·E model supports edits, so an alias is assumed to be a GPT image model.
  rowOf: (row, served) => row ?? served.otherGptModel,
  refuseModel (name, model, format) {
    if (model.custom && model.custom.like === undefined) return refuseOperation(name, model, 'edit', format)
    if (model.family.name === 'gpt-image' || (format === 'form' && officialName(name, model) === defaultModel)) return undefined
    return format === 'form' ? modelMustBeDallE2(name) : modelNotFound(name)
  }
}

export const variationContract: RequestContract = {
  operation: 'variation',
  ended: '2026-05-12',
  families: { form: { 'dall-e': dallEVariations, 'gpt-image': dallEVariations } },
  defaultModel: () => defaultModel,
  // The size is checked before the model (recorded 2025-05 with gpt-image-1).
  rowOf: row => row?.custom?.like === defaultModel ? row : models.get(defaultModel)!,
  refuseModel: (name, model) => officialName(name, model) === defaultModel ? undefined : modelShouldBeBlank(name)
}

const adapted = new WeakMap<Model, WeakMap<Family, Model>>()

/** Returns the row with the contract of the operation instead of its family's contract of generations. */
export function inContract (row: Model, { operation, families }: RequestContract, format: BodyFormat): Model {
  const family = row.custom?.contracts[operation]?.[format] ?? families[format]![row.family.name]!
  if (family === row.family) return row
  let byFamily = adapted.get(row)
  if (!byFamily) adapted.set(row, byFamily = new WeakMap())
  let model = byFamily.get(family)
  if (!model) byFamily.set(family, model = { ...row, family })
  return model
}
