/** A Picture: all data that determine the pixels of one image, and their compact text form for URLs. */
import { hash } from 'node:crypto'
import { Type, type Static } from 'typebox'
import { Compile } from 'typebox/compile'
import type { CustomModel } from '../contract/custom-models/custom-model.js'
import type { ImageRequest } from '../contract/image-request.js'
import { pictureParameters, type ResolvedParameters } from '../contract/parameters.js'
import { defaultFrames, isDrawable as isDrawableSize } from '../contract/sizes.js'
import { maxFrameDurationMs } from './output/gif-animation.js'
import { imageFormats, supportsAlpha, supportsCompression, type ImageFormat } from './output/image-format.js'
import { truncate } from './text/truncate.js'
import { recordedBytes } from './recorded-weights.js'
import { toDisplayable } from './text/displayable.js'

// With these limits a URL has less than 2,000 characters, which signed-url.test.ts checks.
const captionLimits = { maxCodePoints: 400, maxUtf8Bytes: 736 }
const modelLimits = { maxCodePoints: 48, maxUtf8Bytes: 128 }

/** The maximum file size that a URL can request, even with a valid signature. */
const maxPaddedBytes = 8 * 2 ** 20

/** The number of images that a request can upload, without the mask. */
const maxSourceImages = 16

/** How long each frame of an animation is shown if the request does not set `frame_duration_ms`. */
const defaultFrameDurationMs = 200

/** A value that a model accepts. Those of custom models may be any line of text. */
const lineLimits = { maxCodePoints: 32, maxUtf8Bytes: 64 }
const Line = Type.String({ pattern: '^[^\\p{Cc}]{1,32}$' })

/** Parameters with a member of their own in `Picture`. Those from `output_format` on change the file, but not the scene. */
const ownParameters = ['size', 'quality', 'style', 'output_format', 'output_compression', 'background', 'frame_count', 'frame_duration_ms']

/** The other parameters that change the picture. */
const otherParameters = pictureParameters.filter(name => !ownParameters.includes(name))

export const Picture = Type.Object({
  /** The name of the model, as shown in the picture. */
  model: Type.String({ maxLength: modelLimits.maxCodePoints }),
  /** `WIDTHxHEIGHT` in pixels. */
  size: Type.String(),
  quality: Type.Optional(Line),
  style: Type.Optional(Line),
  /** Other parameters that change the picture, by wire name. */
  details: Type.Optional(Type.Unsafe<Record<string, string>>(
    Type.Partial(Type.Record(Type.Enum([...otherParameters]), Type.String({ minLength: 1, maxLength: 64 }))))),
  /** The index of the image in the response, from 0. */
  index: Type.Integer({ minimum: 0, maximum: 9 }),
  /** The number of images in the response. */
  count: Type.Integer({ minimum: 1, maximum: 10 }),
  /** The prompt as one line of displayable text, truncated to what can fit into a picture. */
  caption: Type.String({ maxLength: captionLimits.maxCodePoints }),
  /** A hash of the complete prompt, the parameters and the index, as 32 hexadecimal digits. */
  seed: Type.String({ pattern: '^[0-9a-f]{32}$' }),
  /** The id of a registered image of the user, which is returned instead of a drawn picture. */
  userImage: Type.Optional(Type.String({ pattern: '^[0-9a-f]{8,64}$' })),
  /** The uploaded images of an edit or a variation, which the picture is made of. */
  sources: Type.Optional(Type.Object({
    kind: Type.Enum(['edit', 'variation']),
    /** The id of the images in the store of uploads. */
    id: Type.String({ pattern: '^[0-9a-f]{32}$' }),
    /** The number of images, without the guide. */
    images: Type.Integer({ minimum: 1, maximum: maxSourceImages }),
    /** What guides the edit of the first image. */
    guide: Type.Optional(Type.Enum(['mask', 'markup']))
  })),
  /** The minimum size of the file in bytes. A smaller file is padded. */
  minBytes: Type.Optional(Type.Integer({ minimum: 1, maximum: maxPaddedBytes })),
  /** The file format. */
  format: Type.Enum([...imageFormats]),
  /** The quality of a JPEG or WebP file, from 0 to 100. Default: 100. */
  compression: Type.Optional(Type.Integer({ minimum: 0, maximum: 99 })),
  /** A PNG, WebP or GIF file whose background is transparent. Default: the picture is opaque. */
  background: Type.Optional(Type.Literal('transparent')),
  /** The number of frames of a GIF. */
  frames: Type.Optional(Type.Integer({ minimum: 1, maximum: 16 })),
  /** How long each frame of a GIF is shown, in milliseconds. */
  frameDurationMs: Type.Optional(Type.Integer({ minimum: 10, maximum: maxFrameDurationMs }))
})

export type Picture = Static<typeof Picture>

const validator = Compile(Picture)

export interface PictureOptions {
  /** Ids of registered images. The pictures use them in turn. Default: the pictures are drawn. */
  userImages?: readonly string[] | undefined
  /** The uploaded images of an edit or a variation. Images of users take precedence. Default: the pictures show art only. */
  sources?: Picture['sources'] | undefined
  /** The minimum size of each file in bytes. Default: no padding, or the recorded sizes. */
  minBytes?: number | undefined
  /** Pads files to the recorded sizes of the model's files, but at most to this number of bytes. Default: no padding. */
  maxRecordedBytes?: number | undefined
}

/** Returns the `n` pictures of a request. They differ in index, seed and user image. */
export function picturesOf (request: ImageRequest, { userImages, sources, minBytes, maxRecordedBytes }: PictureOptions = {}): Picture[] {
  const { effective: parameters, model: { custom } } = request
  const { prompt = '', model, n, size, quality, style } = parameters as ResolvedParameters & Pick<Picture, 'quality' | 'style'>
  const details = detailsOf(parameters, custom)
  const format = (parameters['output_format'] ?? 'png') as ImageFormat
  const output = outputOf(parameters, format)
  const shownModel = toCaption(model, modelLimits)
  const caption = toCaption(prompt, captionLimits)
  const origin = sources ? [[sources.kind, sources.id]] : []
  const others = custom ? customDetails(parameters, custom) : []
  const digest = hash('sha256', JSON.stringify([prompt, model, size, quality, style, ...details ? [details] : [], ...origin, ...others]))
  const pictures: Picture[] = []
  for (let index = 0; index < n; index++) {
    // Spreading a shared object takes 4 of 6 µs, so the members are listed.
    const picture: Picture = { model: shownModel, size, index, count: n, caption, seed: seedOf(digest, index), format }
    if (quality) picture.quality = custom ? toCaption(String(quality), lineLimits) : quality
    if (style) picture.style = custom ? toCaption(String(style), lineLimits) : style
    if (details) picture.details = details
    if (minBytes !== undefined) picture.minBytes = minBytes
    if (userImages?.length) picture.userImage = userImages[index % userImages.length]!
    else if (sources) picture.sources = sources
    if (output) Object.assign(picture, output)
    if (minBytes === undefined && maxRecordedBytes !== undefined) {
      picture.minBytes = Math.min(recordedBytes(picture), maxRecordedBytes, maxPaddedBytes)
    }
    pictures.push(picture)
  }
  return pictures
}

/** The members that say how the file is written, beside its format; undefined for an opaque PNG. */
function outputOf (parameters: ResolvedParameters, format: ImageFormat): Partial<Picture> | undefined {
  const { background } = parameters
  if (format === 'png' && background !== 'transparent') return undefined
  const { output_compression: compression = 100, frame_count: frames = defaultFrames } = parameters
  const { frame_duration_ms: durationMs = defaultFrameDurationMs } = parameters
  return {
    ...(supportsCompression(format) && compression !== 100 && { compression: Number(compression) }),
    ...(supportsAlpha(format) && background === 'transparent' && { background }),
    ...(format === 'gif' && { frames: Number(frames), frameDurationMs: roundedDuration(Number(durationMs)) })
  }
}

/** A duration that a GIF can hold: it counts hundredths of a second in two bytes. */
function roundedDuration (ms: number): number {
  return Math.min(maxFrameDurationMs, Math.max(10, Math.round(ms / 10) * 10))
}

/** The parameters of a custom model that change the picture. They are part of its seed, and not of its URL. */
function customDetails (parameters: ResolvedParameters, custom: CustomModel): unknown[] {
  const details = [...custom.parameters].filter(([name, { picture }]) => picture && parameters[name] !== undefined)
    .map(([name]) => [name, parameters[name]])
  return details.length === 0 ? [] : [details]
}

function detailsOf (parameters: ResolvedParameters, custom: CustomModel | undefined): Picture['details'] {
  let details: Record<string, string> | undefined
  for (const name of otherParameters) {
    const value = parameters[name]
    if (value !== undefined && value !== '') (details ??= {})[name] = custom ? toCaption(String(value), lineLimits) : String(value)
  }
  return details
}

function toCaption (text: string, { maxCodePoints, maxUtf8Bytes }: typeof captionLimits): string {
  return truncate(toDisplayable(text), maxCodePoints, maxUtf8Bytes)
}

/**
 * Combines the digest of a request with the index of a picture. The first four digits increase by one from picture to
 * picture, so that a choice by their remainder differs between neighbours. The last eight digits differ widely, so that
 * the random generators do.
 */
function seedOf (digest: string, index: number): string {
  // A shortcut with the same result: the calculation takes a third of the time of a request for one picture.
  if (index === 0) return digest.slice(0, 32)
  const head = hexDigits(parseInt(digest.slice(0, 4), 16) + index, 4)
  const tail = hexDigits(parseInt(digest.slice(24, 32), 16) + Math.imul(index, 0x9e3779b1), 8)
  return head + digest.slice(4, 24) + tail
}

function hexDigits (value: number, count: 4 | 8): string {
  return (value >>> 0).toString(16).padStart(count, '0').slice(-count)
}

const separator = '\n'

/**
 * Encodes a picture as base64url text. Equal pictures have equal texts. The fields are separated by newlines and start with
 * a version: version 1 is an opaque PNG without details, version 2 one with details, version 3 any other file, version 4 any
 * file that is made of uploaded images.
 */
export function pictureToText (picture: Picture): string {
  const { model, size, quality = '', style = '', index, count, seed, userImage = '', minBytes = '', details, caption } = picture
  const { format, compression = '', background = '', frames = '', frameDurationMs = '', sources } = picture
  const shared = [model, size, quality, style, index, count, seed, userImage, minBytes]
  const detailsText = details ? String(new URLSearchParams(details)) : ''
  const output = [format, compression, background, frames, frameDurationMs]
  const isPlain = format === 'png' && background === ''
  const fields = sources
    ? ['4', ...shared, ...output, sources.kind, sources.id, sources.images, sources.guide ?? '', detailsText, caption]
    : !isPlain
        ? ['3', ...shared, ...output, detailsText, caption]
        : details ? ['2', ...shared, detailsText, caption] : ['1', ...shared, caption]
  return Buffer.from(fields.join(separator)).toString('base64url')
}

/** Decodes a text that `pictureToText` returned, also one of version 0.1. Returns undefined for any other text. */
export function pictureFromText (text: string): Picture | undefined {
  const fields = Buffer.from(text, 'base64url').toString().split(separator)
  const [version, model, size, quality, style, index, count, seed, userImage, minBytes, ...rest] = fields
  const output = version === '3' || version === '4' ? rest.splice(0, 5) : []
  const [format = 'png', compression, background, frames, frameDurationMs] = output
  const [kind, id, images, guide] = version === '4' ? rest.splice(0, 4) : []
  const [details, caption] = version === '1' ? [undefined, ...rest] : rest
  const picture: Record<string, unknown> = { model, size, index: Number(index), count: Number(count), caption, seed, format }
  if (quality) picture['quality'] = quality
  if (style) picture['style'] = style
  if (details) picture['details'] = Object.fromEntries(new URLSearchParams(details))
  if (userImage) picture['userImage'] = userImage
  if (kind) picture['sources'] = { kind, id, images: Number(images), ...(guide && { guide }) }
  if (minBytes) picture['minBytes'] = Number(minBytes)
  if (compression) picture['compression'] = Number(compression)
  if (background) picture['background'] = background
  if (frames) picture['frames'] = Number(frames)
  if (frameDurationMs) picture['frameDurationMs'] = Number(frameDurationMs)
  return validator.Check(picture) && isDrawable(picture) && pictureToText(picture) === text ? picture : undefined
}

function isDrawable ({ size, format, compression, background, frames, frameDurationMs, userImage, sources }: Picture): boolean {
  if (sources && (userImage !== undefined || (sources.kind === 'variation' && (sources.images > 1 || sources.guide)))) return false
  if (compression !== undefined && !supportsCompression(format)) return false
  if (background !== undefined && !supportsAlpha(format)) return false
  if ((format === 'gif') !== (frames !== undefined && frameDurationMs !== undefined)) return false
  return isDrawableSize(size, frames)
}
