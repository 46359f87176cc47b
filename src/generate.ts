/** From a request that nobody refused, and what the rules say of it, to its answer. */
import type { ImageRequest } from './contract/image-request.js'
import type { GeneratedImages } from './contract/responses.js'
import type { Deliver, Wishes } from './delivery/deliver.js'
import { picturesOf, type Picture } from './pictures/picture.js'
import type { ResponseDefinition } from './scenarios/response-definition.js'

export interface Generation {
  images: GeneratedImages
  /** What the images show. */
  pictures: Picture[]
}

/** Who asks, by which request and origin, and whether it still waits. */
type Caller = Pick<Wishes, 'requestId' | 'origin' | 'isWanted'>

/** Makes the generation for whoever asks. */
export function createGenerate (deliver: Deliver) {
  return async function generate (request: ImageRequest, respond: ResponseDefinition, { requestId, origin, isWanted }: Caller): Promise<Generation> {
    const pictures = picturesOf(request, { given: respond.images, minBytes: respond.bytes })
    const { createdMs, images: data } = await deliver(request, pictures, {
      requestId, origin, isWanted, revisedPrompt: respond.revisedPrompt, mishap: respond.asset
    })
    return { images: { created: Math.floor(createdMs / 1000), data }, pictures }
  }
}

export type Generate = ReturnType<typeof createGenerate>
