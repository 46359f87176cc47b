/** The story of one request, readable in one breath. */
import type { ImageRequest } from './contract/image-request.js'
import type { GeneratedImages } from './contract/images-response.js'
import type { Deliver } from './delivery/deliver.js'
import { picturesOf } from './pictures/picture.js'

export interface GenerateOptions {
  validate: (body: unknown) => ImageRequest
  deliver: Deliver
}

/** Makes the generation: from a body and the origin by which the client came to the answer. Throws an ApiError. */
export function createGenerate ({ validate, deliver }: GenerateOptions) {
  return async function generate (body: unknown, origin: string): Promise<GeneratedImages> {
    const request = validate(body)
    const pictures = picturesOf(request)
    const { createdMs, images } = await deliver(request, pictures, origin)
    return { created: Math.floor(createdMs / 1000), data: images }
  }
}

export type Generate = ReturnType<typeof createGenerate>
