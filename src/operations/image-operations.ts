/** The operations of the imitated API: their paths, contracts and published schemas. */
import { editContract, generationContract, variationContract } from '../contract/request-contract.js'
import type { OperationDescription } from './operation.js'

export const generations: OperationDescription = {
  name: 'generation',
  path: '/images/generations',
  operationId: 'createImage',
  summary: 'Creates an image given a prompt.',
  contract: generationContract,
  requestSchemas: { 'application/json': { 'dall-e': 'CreateImageRequest', 'gpt-image': 'CreateGptImageRequest' } },
  eventSchemas: { 'gpt-image': 'ImageGenStreamEvent' },
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
  eventSchemas: { 'gpt-image': 'ImageEditStreamEvent' },
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
  eventSchemas: {},
  requestExamples: {}
}
