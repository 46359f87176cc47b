/** A resolved request, as the scenarios meet it. */
import type { ImageRequest } from '../../src/contract/image-request.js'
import { createValidate } from '../../src/contract/validate.js'

const validate = createValidate()

export function imageRequest (body: object = {}): ImageRequest {
  return validate({ prompt: 'A sea otter', ...body })
}

/** What the words of some errors repeat of a request. */
export const errorContext = { requestId: 'req_1', model: 'dall-e-2', organization: 'org-1' }
