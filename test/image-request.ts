/** Creates resolved requests for tests. */
import type { ImageRequest } from '../src/contract/image-request.js'
import { createValidate } from '../src/contract/validation/validate.js'
import { ApiError } from '../src/errors/api-error.js'

const validate = createValidate()

/** The resolved request of a body, with parameters of other families such as `output_format` added as they are. */
export function withParameters (request: ImageRequest, parameters: Record<string, string | number>): ImageRequest {
  return { ...request, effective: { ...request.effective, ...parameters } }
}

/** Returns the resolved request for a body, whose prompt is `A sea otter` by default. Throws the refusal of an invalid body. */
export function imageRequest (body: object = {}): ImageRequest {
  const result = validate({ prompt: 'A sea otter', ...body })
  if (result instanceof ApiError) throw result
  return result
}
