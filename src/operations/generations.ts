/** The operation `POST /images/generations`. */
import type { ImageRequest } from '../contract/image-request.js'
import { countTokens } from '../contract/prompt-tokens.js'
import { toGeneratedImages } from '../contract/responses.js'
import { replaceUsage, usageOf, type Usage } from '../contract/usage.js'
import type { Deliver } from '../delivery/deliver.js'
import { picturesOf } from '../pictures/picture.js'
import { maxImageBytes } from '../rules/incompatible-options.js'
import { allOf, type Awaitable } from '../stores/awaitable.js'
import type { Operation, OperationDescription } from './operation.js'

export const generations: OperationDescription = {
  name: 'generations',
  path: '/images/generations',
  operationId: 'createImage',
  summary: 'Creates an image given a prompt.',
  requestSchemas: { 'dall-e': 'CreateImageRequest', 'gpt-image': 'CreateGptImageRequest' },
  requestExamples: {
    'dall-e': { model: 'dall-e-3', prompt: 'A cute baby sea otter', size: '1024x1024' },
    'gpt-image': { model: 'gpt-image-2', prompt: 'A cute baby sea otter', size: '1024x1024', quality: 'low', output_format: 'webp' }
  },
  bodyFormats: ['application/json']
}

export interface GenerationsOptions {
  deliver: Deliver
  /** Whether files have the size that they are drawn in, or the recorded size of real ones. */
  imageBytes: 'actual' | 'realistic'
}

export function createGenerations ({ deliver, imageBytes }: GenerationsOptions): Operation {
  return {
    ...generations,
    async answer (exchange, { origin, isWanted }) {
      const { id: requestId, request, decision } = exchange
      const { images, bytes, revisedPrompt, asset, usage: replacedUsage } = decision?.respond ?? {}
      const maxRecordedBytes = imageBytes === 'realistic' ? maxImageBytes(request!.parameters.n) : undefined
      const pictures = picturesOf(request!, { userImages: images, minBytes: bytes, maxRecordedBytes })
      const delivery = { requestId, origin, isWanted, revisedPrompt, assetFault: asset }
      const [{ createdMs, images: data }, usage] = await allOf([deliver(request!, pictures, delivery), usageOfRequest(request!)])
      exchange.pictures = pictures
      return toGeneratedImages(request!, {
        created: Math.floor(createdMs / 1000), data, ...(usage && { usage: replacedUsage ? replaceUsage(usage, replacedUsage) : usage })
      })
    }
  }
}

/** Undefined if the model does not report its usage. */
function usageOfRequest ({ model: { imageTokens }, effective }: ImageRequest): Awaitable<Usage | undefined> {
  if (!imageTokens) return undefined
  const { prompt, n, quality, size } = effective
  return countTokens(prompt).then(promptTokens => usageOf({ imageTokens, quality: String(quality), size, n, promptTokens }))
}
