/** How pictures reach the client: as signed URLs, which cost nothing, or as base64, which is drawn at once. */
import type { GeneratedImage } from '../contract/images-response.js'
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

/** Makes the delivery of a request's pictures to a client that came by `origin`. */
export function createDeliver ({ renderer, signedUrls, now }: DeliverOptions) {
  return async function deliver (request: ImageRequest, pictures: Picture[], origin: string): Promise<Delivery> {
    const { prompt, style, rules, responseFormat } = request
    const revised = rules.revisesPrompt ? { revised_prompt: revisedPrompt(prompt, style) } : {}
    if (responseFormat === 'url') {
      const createdMs = now()
      const images = pictures.map(picture => ({ ...revised, url: origin + signedUrls.make(picture, createdMs) }))
      return { createdMs, images }
    }
    const drawn = await Promise.all(pictures.map(picture => renderer.base64(picture)))
    return { createdMs: now(), images: drawn.map(base64 => ({ b64_json: base64, ...revised })) }
  }
}

export type Deliver = ReturnType<typeof createDeliver>
