/** How the operations respond to a valid request: the pictures, their delivery, the usage, and the events of a stream. */
import type { ImageRequest } from '../contract/image-request.js'
import { operations } from '../contract/operations/operations.js'
import { toGeneratedImages, type GeneratedImages } from '../contract/responses.js'
import { toStreamEvent, type StreamEvent } from '../contract/stream-events.js'
import { countTokens } from '../contract/usage/prompt-tokens.js'
import { replaceUsage, usageOf, type Usage } from '../contract/usage/usage.js'
import type { Deliver } from '../delivery/deliver.js'
import { picturesOf, type Picture } from '../pictures/picture.js'
import type { Renderer } from '../pictures/render.js'
import type { UploadStore } from '../pictures/uploads/upload-store.js'
import { maxImageBytes } from '../rules/incompatible-options.js'
import { partialImagesOf } from '../rules/stream-options.js'
import { andThen, type Awaitable } from '../stores/awaitable.js'
import type { Exchange, SourceImages } from './exchange.js'
import type { Client, Operation } from './operation.js'

type SourceKind = NonNullable<Picture['sources']>['kind']

export interface ResponderOptions {
  deliver: Deliver
  renderer: Pick<Renderer, 'base64'>
  /** The size of image files: as drawn, or padded to the recorded sizes of real files. */
  imageBytes: 'actual' | 'realistic'
  /** The store of the images that pictures are drawn from. */
  uploads: Pick<UploadStore, 'add'>
  /** Returns the time in milliseconds since 1970. */
  now: () => number
}

/** The details of the partial images of a stream, as squares along the longer edge, by how many there are. */
const squaresOfPartials: Readonly<Record<number, readonly number[]>> = { 1: [24], 2: [16, 48], 3: [12, 32, 80] }

/** Creates the functions that all operations respond with. */
export function createResponder ({ deliver, renderer, imageBytes, uploads, now }: ResponderOptions): Pick<Operation, 'bill' | 'makeUnsent' | 'respond' | 'stream'> {
  /** Creates the pictures of a request, and adds them to the exchange. */
  function addPictures (exchange: Exchange, sources: Picture['sources']): Picture[] {
    const { request, decision } = exchange
    const { images, bytes } = decision?.respond ?? {}
    const maxRecordedBytes = imageBytes === 'realistic' ? maxImageBytes(request!.parameters.n) : undefined
    const pictures = picturesOf(request!, { userImages: images, minBytes: bytes, maxRecordedBytes, sources })
    exchange.pictures = pictures
    return pictures
  }

  function respond (exchange: Exchange, { origin, isWanted }: Client, sources?: Picture['sources']): Awaitable<GeneratedImages> {
    const { id: requestId, request, decision, usage } = exchange
    const { revisedPrompt, asset } = decision?.respond ?? {}
    const delivery = { requestId, origin, isWanted, revisedPrompt, assetFault: asset }
    const pictures = addPictures(exchange, sources)
    return andThen(deliver(request!, pictures, delivery), ({ createdMs, images: data }) =>
      toGeneratedImages(request!, { created: Math.floor(createdMs / 1000), data, ...(usage && { usage }) }, requestId))
  }

  async function respondFrom (sources: SourceImages, exchange: Exchange, client: Client): Promise<GeneratedImages> {
    const { reference, release } = await uploads.add(sources)
    try {
      return await respond(exchange, client, { kind: kindOf(exchange), ...reference })
    } finally {
      release()
    }
  }

  /** Each picture is drawn when its event is wanted. */
  async function * events (exchange: Exchange, isWanted: () => boolean, sources?: Picture['sources']): AsyncGenerator<StreamEvent> {
    const request = exchange.request!
    const picture = addPictures(exchange, sources)[0]!
    const partials = exchange.partialSquares = squaresOfPartials[countPartials(exchange)] ?? []
    const partialOf = async (index: number, squares: number) => {
      const image = await renderer.base64(picture, isWanted, squares)
      return toStreamEvent(request, { createdMs: now(), image, sequenceNumber: index, partialImageIndex: index, id: exchange.id })
    }
    // A variable of the generator would hold the image while the next one is drawn.
    for (const [index, squares] of partials.entries()) yield partialOf(index, squares)
    const image = await renderer.base64(picture, isWanted)
    yield toStreamEvent(request, { createdMs: now(), image, sequenceNumber: partials.length, usage: exchange.usage, id: exchange.id })
  }

  return {
    bill (exchange) {
      exchange.isBilled = true
      return andThen(usageOfExchange(exchange), usage => { exchange.usage = usage })
    },

    async makeUnsent (exchange) {
      const { sources } = exchange
      const added = sources && await uploads.add(sources)
      addPictures(exchange, added && { kind: kindOf(exchange), ...added.reference })
      added?.release()
    },

    respond: (exchange, client) => exchange.sources ? respondFrom(exchange.sources, exchange, client) : respond(exchange, client),

    async * stream (exchange, { isWanted }) {
      const { sources } = exchange
      if (!sources) return yield * events(exchange, isWanted)
      const { reference, release } = await uploads.add(sources)
      try {
        yield * events(exchange, isWanted, { kind: kindOf(exchange), ...reference })
      } finally {
        release()
      }
    }
  }
}

/** The number of partial images of a stream: as many as the request asks for, unless a rule has fewer. */
export function countPartials ({ request, decision }: Exchange): number {
  return partialImagesOf(request!, decision?.respond)
}

/** How the pictures use the images of the request. */
function kindOf ({ request }: Exchange): SourceKind {
  const { operation } = request!
  const { sourceKind } = operations[operation]
  if (sourceKind === undefined) throw new Error(`Expected an operation with images, got ${operation}.`)
  return sourceKind
}

/** The usage, with the members that a rule replaces. Undefined if the model does not report it. */
function usageOfExchange (exchange: Exchange): Awaitable<Usage | undefined> {
  const { request, decision } = exchange
  const replaced = decision?.respond.usage
  const usage = usageOfRequest(request!, request!.parameters['stream'] === true ? countPartials(exchange) : 0)
  return usage && usage.then(usage => replaced ? replaceUsage(usage, replaced) : usage)
}

function usageOfRequest ({ model: { imageTokens }, effective, inputs }: ImageRequest, partialImages: number): Promise<Usage> | undefined {
  if (!imageTokens) return undefined
  const { prompt, n, quality, size, input_fidelity: inputFidelity } = effective
  const images = inputs.flatMap(({ role, width, height }) => role === 'image' && width && height ? [{ width, height }] : [])
  return countTokens(prompt).then(promptTokens =>
    usageOf({ imageTokens, quality: String(quality), size, n, promptTokens, inputs: images, inputFidelity, partialImages }))
}
