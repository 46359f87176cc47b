/** The contract of an operation: the family that a body is checked against, and the models that support the operation. */
import type { ApiError } from '../../errors/api-error.js'
import { modelNotFound } from '../../errors/catalogue.js'
import type { Family } from '../families/family.js'
import type { Model } from '../models.js'
import type { ServedModels } from '../served-models.js'
import type { BodyFormat, OperationName } from './operations.js'

/** The contracts of bodies, by their format and by name of the model's family. */
type Families = Readonly<Partial<Record<BodyFormat, Readonly<Record<string, Family>>>>>

/** Returns the model of a request without `model`; undefined if `model` is required. */
type DefaultModel = (body: Readonly<Record<string, unknown>>, format: BodyFormat, served: ServedModels) => string | undefined

export interface RequestContract<Name extends OperationName = OperationName> {
  operation: Name
  families: Families
  /** What differs if the newest published schema is the contract. Default of `defaultModel`: the same. */
  published: { families: Families, defaultModel?: DefaultModel }
  /** The first day on which OpenAI no longer serves the operation. Default: no end is known. */
  ended?: string
  defaultModel: DefaultModel
  /** The row whose limits apply. `row` is that of the model; undefined for a name without one. */
  rowOf: (row: Model | undefined, served: ServedModels, body?: Readonly<Record<string, unknown>>) => Model
  /** Returns the refusal of a known model that does not support the operation. */
  refuseModel: (name: string, model: Model, format: BodyFormat) => ApiError | undefined
  /** Returns the refusal of an unknown member that has its own words. Default: those of every unknown member. */
  refuseMember?: (name: string, format: BodyFormat) => ApiError | undefined
  /** Whether it is the published schema, which takes what models refuse. */
  isPublishedSchema?: true
}

/** Returns the refusal of a custom model that has a contract of its own, but none for the operation. Words: those of an unknown model. */
export function refuseOperation (name: string, { custom }: Model, operation: OperationName, format: BodyFormat): ApiError | undefined {
  return custom === undefined || custom.like !== undefined || custom.contracts[operation]?.[format] ? undefined : modelNotFound(name)
}

/** The model of OpenAI whose name decides whether the operation is supported. */
export function officialName (name: string, { custom }: Model): string {
  return custom?.like ?? name
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
