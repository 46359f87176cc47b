/** Custom models: what a row of a models file adds to a model, for models of gateways and other vendors. */
import type { ApiError } from '../../errors/api-error.js'
import type { CustomParameters } from './custom-parameters.js'
import type { Family } from '../families/family.js'
import type { ResolvedParameters } from '../parameters.js'
import type { JsonObject } from '../body/json-values.js'
import type { BodyFormat, OperationName } from '../operations/operations.js'

/** How images are delivered: as URLs, or as base64 in `b64_json`. */
export type DeliveryFormat = 'url' | 'b64_json'

/** What a custom model has besides the members of every model. */
export interface CustomModel {
  /** The model that answers: the target of an alias. Default: the name in the request. */
  answeredBy?: string
  /** The model of OpenAI whose contract it has. Undefined for a model with a contract of its own. */
  like?: string
  /** `owned_by` of `GET /v1/models`. Default: that of OpenAI's models. */
  ownedBy?: string
  /** How to treat parameters that the model lacks. Default: as the setting says. */
  unknownParameters?: 'reject' | 'ignore'
  /** The parameters that the table of parameters does not have. */
  parameters: CustomParameters
  /** The contracts, where they differ from those of OpenAI's operations. */
  contracts: Readonly<Partial<Record<OperationName, Readonly<Partial<Record<BodyFormat, Family>>>>>>
  /** Returns the size of the picture, such as `1024x768`. Default: the parameter `size`. */
  sizeOf?: (parameters: ResolvedParameters) => string | ApiError
  /** The format of the image files if the request does not set `output_format`. Default: `png`. */
  fileFormat?: string
  /** The delivery if the request does not set `response_format`. Default: `b64_json`. */
  delivery?: DeliveryFormat
  /** Further members of the response and of each image, with placeholders such as `{index}`. */
  members?: JsonObject
  imageMembers?: JsonObject
}

/** Values for placeholders: `{id}` is the id of the request, `{model}` the name in the request, `{index}` that of the image, `{delivery}` how it is delivered. */
export type Placeholders = Readonly<Record<string, string | number>>

/** Returns a copy of the members in which each value that is only a placeholder, such as `{index}`, is replaced. */
export function fillIn (members: JsonObject, placeholders: Placeholders): JsonObject {
  const fill = (value: unknown): unknown => {
    if (typeof value === 'string') {
      const name = /^\{(\w+)\}$/.exec(value)?.[1] ?? ''
      return Object.hasOwn(placeholders, name) ? placeholders[name] : value
    }
    if (Array.isArray(value)) return value.map(fill)
    return typeof value === 'object' && value !== null ? fillIn(value as JsonObject, placeholders) : value
  }
  return Object.fromEntries(Object.entries(members).map(([name, value]) => [name, fill(value)]))
}
