/** How pictures reach the client: as signed URLs, which cost nothing, or as base64, which is drawn at once. */
import type { GeneratedImage } from '../contract/responses.js'
import type { ImageRequest } from '../contract/image-request.js'
import type { Picture } from '../pictures/picture.js'
import type { Renderer } from '../pictures/render.js'
import { revisedPrompt } from './revised-prompt.js'
import type { SignedUrls } from './signed-url.js'

export interface DeliverOptions {
  renderer: Pick<Renderer, 'base64'>
  signedUrls: Pick<SignedUrls, 'make'>
  /** Milliseconds since 1970. */
  now: () => number
}

export interface Delivery {
  /** When the last picture was ready, in milliseconds since 1970. */
  createdMs: number
  images: GeneratedImage[]
}

export interface DeliveryOptions {
  /** The id of the request: what the files are named after. */
  requestId: string
  /** The origin by which the client came: what URLs begin with. */
  origin: string
  /** Absent: the model's own, if it revises prompts. */
  revisedPrompt?: string | undefined
  /** What shall go wrong when an image is fetched by its URL. */
  assetFault?: string | undefined
  /** Whether the client is still there; when it has gone, nothing more is drawn for it. */
  isWanted: () => boolean
}

/** Makes the delivery of a request's pictures. */
export function createDeliver ({ renderer, signedUrls, now }: DeliverOptions) {
  return async function deliver (request: ImageRequest, pictures: Picture[], wishes: DeliveryOptions): Promise<Delivery> {
    const { parameters, model } = request
    const words = wishes.revisedPrompt ?? (model.revisesPrompt ? revisedPrompt(parameters) : undefined)
    if (parameters['response_format'] === 'url') {
      const createdMs = now()
      const urlOf = (picture: Picture) => wishes.origin + signedUrls.make(picture, wishes.requestId, createdMs, wishes.assetFault)
      const images = pictures.map(picture => words === undefined ? { url: urlOf(picture) } : { revised_prompt: words, url: urlOf(picture) })
      return { createdMs, images }
    }
    const drawn = await Promise.all(pictures.map(picture => renderer.base64(picture, wishes.isWanted)))
    const revised = words === undefined ? {} : { revised_prompt: words }
    return { createdMs: now(), images: drawn.map(base64 => ({ b64_json: base64, ...revised })) }
  }
}

export type Deliver = ReturnType<typeof createDeliver>
