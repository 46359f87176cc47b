/** Valid requests for tests that need one. */
import type { ImageRequest } from '../src/contract/image-request.js'
import { createValidate } from '../src/contract/validate.js'
import { ApiError } from '../src/errors/api-error.js'

const validate = createValidate()

/** The resolved request of a body; the prompt defaults to `A sea otter`. Throws the refusal of an invalid body. */
export function imageRequest (body: object = {}): ImageRequest {
  const result = validate({ prompt: 'A sea otter', ...body })
  if (result instanceof ApiError) throw result
  return result
}
