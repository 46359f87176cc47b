/** The operations of the imitated API, and how each responds to a valid request: the pictures, their delivery and the usage. */
import type { ImageRequest } from '../contract/image-request.js'
import { countTokens } from '../contract/prompt-tokens.js'
import { editContract, generationContract, variationContract } from '../contract/request-contract.js'
import { toGeneratedImages, type GeneratedImages } from '../contract/responses.js'
import { replaceUsage, usageOf, type Usage } from '../contract/usage.js'
import type { Deliver } from '../delivery/deliver.js'
import { picturesOf, type Picture } from '../pictures/picture.js'
import type { UploadStore } from '../pictures/uploads/upload-store.js'
import { maxImageBytes } from '../rules/incompatible-options.js'
import { allOf, type Awaitable } from '../stores/awaitable.js'
import type { Exchange } from './exchange.js'
import type { Client, Operation, OperationDescription } from './operation.js'

export const generations: OperationDescription = {
  name: 'generation',
  path: '/images/generations',
  operationId: 'createImage',
  summary: 'Creates an image given a prompt.',
  contract: generationContract,
  requestSchemas: { 'application/json': { 'dall-e': 'CreateImageRequest', 'gpt-image': 'CreateGptImageRequest' } },
  requestExamples: {
    'dall-e': { model: 'dall-e-3', prompt: 'A cute baby sea otter', size: '1024x1024' },
    'gpt-image': { model: 'gpt-image-2', prompt: 'A cute baby sea otter', size: '1024x1024', quality: 'low', output_format: 'webp' }
  }
}

export const edits: OperationDescription = {
  name: 'edit',
  path: '/images/edits',
  operationId: 'createImageEdit',
  summary: 'Creates an edited or extended image given one or more source images and a prompt.',
  contract: editContract,
  requestSchemas: {
    'multipart/form-data': { 'dall-e': 'CreateImageEditRequest', 'gpt-image': 'CreateImageEditRequest' },
    'application/json': { 'gpt-image': 'EditImageBodyJsonParam' }
  },
  requestExamples: {
    'gpt-image': { model: 'gpt-image-2', images: [{ file_id: 'file-otter' }], prompt: 'A cute baby sea otter wearing a beret', size: '1024x1024', quality: 'low' }
  }
}

export const variations: OperationDescription = {
  name: 'variation',
  path: '/images/variations',
  operationId: 'createImageVariation',
  summary: 'Creates a variation of a given image.',
  contract: variationContract,
  requestSchemas: { 'multipart/form-data': { 'dall-e': 'CreateImageVariationRequest' } },
  requestExamples: {}
}

export interface RespondOptions {
  deliver: Deliver
  /** The size of image files: as drawn, or padded to the recorded size of real files. */
  imageBytes: 'actual' | 'realistic'
  /** The store of the images that pictures are drawn from. */
  uploads: Pick<UploadStore, 'add'>
}

/** Creates the function that generates the response of every operation. */
export function createRespond ({ deliver, imageBytes, uploads }: RespondOptions): Operation['respond'] {
  async function respond (exchange: Exchange, { origin, isWanted }: Client, sources?: Picture['sources']): Promise<GeneratedImages> {
    const { id: requestId, request, decision } = exchange
    const { images, bytes, revisedPrompt, asset, usage: replacedUsage } = decision?.respond ?? {}
    const maxRecordedBytes = imageBytes === 'realistic' ? maxImageBytes(request!.parameters.n) : undefined
    const pictures = picturesOf(request!, { userImages: images, minBytes: bytes, maxRecordedBytes, sources })
    const delivery = { requestId, origin, isWanted, revisedPrompt, assetFault: asset }
    const [{ createdMs, images: data }, usage] = await allOf([deliver(request!, pictures, delivery), usageOfRequest(request!)])
    exchange.pictures = pictures
    return toGeneratedImages(request!, {
      created: Math.floor(createdMs / 1000), data, ...(usage && { usage: replacedUsage ? replaceUsage(usage, replacedUsage) : usage })
    })
  }

  return async (exchange, client) => {
    const { request, sources } = exchange
    if (!sources) return respond(exchange, client)
    const { reference, release } = await uploads.add(sources)
    try {
      return await respond(exchange, client, { kind: request!.operation === 'variation' ? 'variation' : 'edit', ...reference })
    } finally {
      release()
    }
  }
}

/** Undefined if the model does not report its usage. */
function usageOfRequest ({ model: { imageTokens }, effective, inputs }: ImageRequest): Awaitable<Usage | undefined> {
  if (!imageTokens) return undefined
  const { prompt, n, quality, size, input_fidelity: inputFidelity } = effective
  const images = inputs.flatMap(({ role, width, height }) => role === 'image' && width && height ? [{ width, height }] : [])
  return countTokens(prompt).then(promptTokens =>
    usageOf({ imageTokens, quality: String(quality), size, n, promptTokens, inputs: images, inputFidelity }))
}
