/** Check of the images of a request: decodes files, and draws stand-ins for images that the request only refers to. */
import type { DecodedImage, InputDigest, InputImages, SentInput } from '../contract/body/image-inputs.js'
import { parameterSchemas } from '../contract/models.js'
import { inputsOf } from '../contract/body/read-inputs.js'
import { ApiError } from '../errors/api-error.js'
import type { StoredUpload } from '../journal/entries/kept-input.js'
import type { CheckResult } from './checks.js'
import { digestOf, referenceOf } from './digest-input.js'
import type { Exchange, SourceImages } from './exchange.js'
import { addViolation } from './violations.js'

/** A decoded image, and its pixels as a PNG file. */
export interface PreparedImage extends DecodedImage {
  prepared: Buffer
}

export interface ReadImagesOptions {
  /** Decodes a file to a PNG file with edges of at most `maxEdge` pixels. Returns undefined if it cannot be decoded. */
  inspect: (bytes: Buffer, options: { maxEdge: number }) => Promise<PreparedImage | undefined>
  /** Fetches a URL. Returns undefined if the URL must not be fetched. Resolves to a refusal if the download fails. */
  fetchImage: (url: string) => Promise<Buffer | ApiError> | undefined
  /** Draws a stand-in for an image whose file is not available. With `maskOf`, it is a mask of that size. */
  drawStandIn: (name: string, maskOf?: Pick<DecodedImage, 'width' | 'height'>) => Promise<PreparedImage>
  /** What the journal keeps of each file. */
  keep: 'thumbnail' | 'full' | 'none'
  createThumbnail: (prepared: Buffer) => Promise<Buffer>
  /**
   * How to treat images that the API would refuse. `refuse`, by default. `report`: decoded images are accepted, a mask or markup is
   * left out, and both are violations. `accept`: the same without violations, and a stand-in replaces a file that cannot be decoded.
   */
  invalidImages?: 'refuse' | 'report' | 'accept'
}

interface ReadImage {
  digest: InputDigest
  image: PreparedImage | undefined
  upload: StoredUpload
}

/** Creates the check. It adds digests to `request.inputs`, and `sources` and `uploads` to the exchange. */
export function createReadImages (options: ReadImagesOptions): (exchange: Exchange) => CheckResult {
  const { invalidImages = 'refuse' } = options
  return async exchange => {
    const { model, parameters } = exchange.request!
    const read: ReadImage[] = []
    const inputs = inputsOf((exchange.repairedBody ?? exchange.json) as Record<string, unknown>, parameterSchemas(model))
    const maxEdge = maxEdgeOf(inputs)
    // One after the other: the first refusal counts, and decoded images take memory.
    for (const { read: readInput } of inputs) {
      const result = await readImage(readInput(), read[0]?.image, { ...options, maxEdge })
      if (result instanceof ApiError) return result
      read.push(result)
    }
    exchange.request = { ...exchange.request!, inputs: read.map(({ digest }) => digest) }
    exchange.uploads = read.map(({ upload }) => upload)
    let used = read
    for (const check of model.family.inputChecks ?? []) {
      const refusal = check(inputImagesOf(used), parameters)
      if (!refusal) continue
      if (invalidImages === 'refuse' || !read.every(isDecodedOrGuide)) return refusal
      if (invalidImages === 'report') addViolation(exchange, refusal)
      const { param } = refusal.envelope.error
      used = used.filter(({ digest: { role } }) => role === 'image' || role !== param)
    }
    // Without images, which only a tolerant mock accepts, the picture is art.
    if (used.some(({ digest: { role } }) => role === 'image')) exchange.sources = sourcesOf(used)
    return undefined
  }
}

/**
 * Returns the maximum edge of the decoded images. Several images have smaller places in the picture, so together they have no
 * more pixels than one. Otherwise, sixteen small files could take hundreds of megabytes.
 */
function maxEdgeOf (inputs: ReadonlyArray<Pick<SentInput, 'role'>>): number {
  const images = inputs.filter(({ role }) => role === 'image').length
  return Math.floor(2048 / Math.sqrt(Math.max(1, images)))
}

async function readImage (
  input: SentInput, first: PreparedImage | undefined, options: ReadImagesOptions & { maxEdge: number }
): Promise<ReadImage | ApiError> {
  const { role, source } = input
  const bytes = source.kind === 'file' ? source.file.bytes : source.kind === 'url' ? await options.fetchImage(source.url) : undefined
  if (bytes instanceof ApiError) return bytes
  const drawStandIn = () => options.drawStandIn(nameOf(input), role === 'image' ? undefined : first)
  const decoded = bytes ? await options.inspect(bytes, options) : await drawStandIn()
  const image = decoded ?? (options.invalidImages === 'accept' ? await drawStandIn() : undefined)
  const digest: InputDigest = {
    ...digestOf(input, bytes),
    ...(decoded && { format: decoded.format, width: decoded.width, height: decoded.height, hasAlpha: decoded.hasAlpha })
  }
  return { digest, image, upload: await keepUpload(bytes, image, options) }
}

function nameOf ({ name, source }: SentInput): string {
  return source.kind === 'file' ? source.file.filename ?? name : referenceOf(source)
}

async function keepUpload (
  file: Buffer | undefined, image: PreparedImage | undefined, { keep, createThumbnail }: ReadImagesOptions
): Promise<StoredUpload> {
  if (keep === 'none') return {}
  return {
    ...(image && { thumbnail: await createThumbnail(image.prepared) }),
    ...(keep === 'full' && file && { file })
  }
}

/** An image that cannot be decoded cannot be drawn; a mask can be left out. */
function isDecodedOrGuide ({ digest: { role }, image }: ReadImage): boolean {
  return role !== 'image' || image !== undefined
}

function inputImagesOf (read: readonly ReadImage[]): InputImages {
  const inputs = read.map(({ digest: { role, name, bytes = 0 }, image }) => ({ role, name, bytes, decoded: image }))
  const first = (wanted: string) => inputs.find(({ role }) => role === wanted)
  return { images: inputs.filter(({ role }) => role === 'image'), mask: first('mask'), markup: first('markup') }
}

function sourcesOf (read: readonly ReadImage[]): SourceImages {
  const prepared = (wanted: string) => read.flatMap(({ digest: { role }, image }) => role === wanted && image ? [image.prepared] : [])
  const [mask] = prepared('mask')
  const [markup] = prepared('markup')
  return { images: prepared('image'), ...(mask && { mask }), ...(markup && { markup }) }
}
