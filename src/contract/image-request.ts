/** A valid request with every default resolved, and how its images are delivered. */
import type { InputDigest } from './body/image-inputs.js'
import type { DeliveryFormat } from './custom-models/custom-model.js'
import type { Model } from './models.js'
import type { ResolvedParameters } from './parameters.js'
import type { OperationName } from './operations/operations.js'

export interface ImageRequest {
  operation: OperationName
  parameters: ResolvedParameters
  /** The row of `models` that the request was checked against. */
  model: Model
  /**
   * The parameters with the model's choices instead of `auto`, for the picture and for the response. The same object as
   * `parameters` if the model chooses nothing.
   */
  effective: ResolvedParameters
  /** The images of the request: first those to edit, then mask and markup. Empty until they are decoded. */
  inputs: readonly InputDigest[]
}

/** Returns how the images of a request are delivered. Vendors call base64 `b64_json` or `base64`. */
export function deliveryOf (
  { parameters, model }: { parameters: Readonly<Record<string, unknown>>, model?: Pick<Model, 'custom'> }
): DeliveryFormat {
  const format = parameters['response_format'] ?? model?.custom?.delivery
  return format === 'url' ? 'url' : 'b64_json'
}
