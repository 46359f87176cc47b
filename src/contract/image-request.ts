/** A valid request with every default resolved. */
import type { InputDigest } from './body/image-inputs.js'
import type { Model } from './models.js'
import type { ParameterValue } from './parameters.js'
import type { OperationName } from './request-properties.js'

/** Parameters by wire name, in the order of the table of parameters. */
export interface ResolvedParameters extends ParametersBesidePrompt {
  /** Empty for an operation without a prompt. */
  prompt: string
}

export interface ParametersBesidePrompt {
  model: string
  n: number
  /** As in the request, such as `1024x1024` or `auto`. Missing for a custom model without this parameter. */
  size: string
  /** Undefined if the model lacks the parameter, or if it has no default and the request left it out. */
  [name: string]: ParameterValue | undefined
}

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
