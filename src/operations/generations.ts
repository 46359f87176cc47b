/** The operation `POST /images/generations`. */
import type { Deliver } from '../delivery/deliver.js'
import { picturesOf } from '../pictures/picture.js'
import type { Operation, OperationDescription } from './operation.js'

export const generations: OperationDescription = {
  name: 'generations',
  path: '/images/generations',
  operationId: 'createImage',
  summary: 'Creates an image given a prompt.',
  requestSchema: 'CreateImageRequest',
  bodyFormats: ['application/json']
}

export function createGenerations (deliver: Deliver): Operation {
  return {
    ...generations,
    async answer (exchange, { origin, isWanted }) {
      const { id: requestId, request, decision } = exchange
      const { images, bytes, revisedPrompt, asset } = decision?.respond ?? {}
      const pictures = picturesOf(request!, { userImages: images, minBytes: bytes })
      const delivery = { requestId, origin, isWanted, revisedPrompt, assetFault: asset }
      const { createdMs, images: data } = await deliver(request!, pictures, delivery)
      exchange.pictures = pictures
      return { created: Math.floor(createdMs / 1000), data }
    }
  }
}
