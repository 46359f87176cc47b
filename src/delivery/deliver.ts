/** Delivers pictures in a response: as signed URLs, or as base64 data. */
import { fillIn } from '../contract/custom-models/custom-model.js'
import { deliveryOf, type ImageRequest } from '../contract/image-request.js'
import type { ResolvedParameters } from '../contract/parameters.js'
import type { GeneratedImage } from '../contract/responses.js'
import type { Picture } from '../pictures/picture.js'
import type { Renderer } from '../pictures/render.js'
import type { Awaitable } from '../stores/awaitable.js'
import type { SignedUrls } from './signed-url.js'

export interface DeliverOptions {
  renderer: Pick<Renderer, 'base64'>
  signedUrls: Pick<SignedUrls, 'create'>
  /** Returns milliseconds since 1970. */
  now: () => number
}

export interface Delivery {
  /** When the last picture was ready, in milliseconds since 1970. */
  createdMs: number
  images: GeneratedImage[]
}

export interface DeliveryOptions {
  /** The id of the request, which becomes part of the file names. */
  requestId: string
  /** The origin that the client used, which becomes the start of the URLs. */
  origin: string
  /** Default: a revised prompt if the model revises prompts, otherwise none. */
  revisedPrompt?: string | undefined
  /** The fault of downloads of these images. */
  assetFault?: string | undefined
  /** Whether the client is still connected. After it disconnects, no further picture is drawn. */
  isWanted: () => boolean
}

/** Creates the function that delivers the pictures of a request. URLs need no drawing; base64 data is drawn immediately. */
export function createDeliver ({ renderer, signedUrls, now }: DeliverOptions) {
  return function deliver (request: ImageRequest, pictures: Picture[], options: DeliveryOptions): Awaitable<Delivery> {
    const { parameters, model } = request
    const revisedPrompt = options.revisedPrompt ?? (model.revisesPrompt ? revise(parameters) : undefined)
    const complete = completeImages(request)
    if (deliveryOf(request) === 'url') {
      const createdMs = now()
      const urlOf = (picture: Picture) => options.origin + signedUrls.create(picture, options.requestId, createdMs, options.assetFault)
      const images = pictures.map(picture =>
        revisedPrompt === undefined ? { url: urlOf(picture) } : { revised_prompt: revisedPrompt, url: urlOf(picture) })
      return { createdMs, images: complete(images) }
    }
    const revised = revisedPrompt === undefined ? {} : { revised_prompt: revisedPrompt }
    return Promise.all(pictures.map(picture => renderer.base64(picture, options.isWanted)))
      .then(drawn => ({ createdMs: now(), images: complete(drawn.map(base64 => ({ b64_json: base64, ...revised }))) }))
  }
}

/** Creates the function that adds the members of a custom model to its images. */
function completeImages (request: ImageRequest): (images: GeneratedImage[]) => GeneratedImage[] {
  const { parameters, model } = request
  const members = model.custom?.imageMembers
  if (!members) return images => images
  const placeholders = { model: parameters.model, delivery: deliveryOf(request) }
  return images => images.map((image, index) => ({ ...image, ...fillIn(members, { ...placeholders, index }) }))
}

export type Deliver = ReturnType<typeof createDeliver>

/** Returns the `revised_prompt` of a model that revises prompts. It is deterministic, and always differs from the prompt. */
function revise ({ prompt, style }: ResolvedParameters): string {
  const manner = style === 'natural' ? 'A natural, true-to-life image' : 'A vivid, hyper-real and dramatic image'
  return `${manner} of the following: ${prompt}`
}
