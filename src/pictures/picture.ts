/** A Picture: everything that determines the pixels of one image, and its compact text form for the URL. */
import { hash } from 'node:crypto'
import { Type, type Static } from 'typebox'
import { Compile } from 'typebox/compile'
import type { ImageRequest, ResolvedParameters } from '../contract/image-request.js'
import { publishedValues } from '../contract/models.js'
import { pictureParameters } from '../contract/parameters.js'
import { dimensionsOf } from '../contract/sizes.js'
import { cutToFit } from './text/truncate.js'
import { legible } from './text/displayable.js'

// Together they keep a URL below 2,000 characters: see signed-url.test.ts.
const captionLimits = { maxCodePoints: 400, maxUtf8Bytes: 800 }
const modelLimits = { maxCodePoints: 48, maxUtf8Bytes: 128 }

/** No URL, whoever signed it, makes a heavier file. */
const maxPaddedBytes = 8 * 2 ** 20

/** The picture sizes that can be drawn; a signed URL may name no other. The encoder needs whole groups of eight pixels. */
const widthMultiple = 8
const minEdge = 64
const maxEdge = 3840
const maxPixels = 3840 * 2160

/** One of the values that models accept, or any text of one line if a model accepts others. */
function valueOf (name: 'quality' | 'style') {
  const values = publishedValues(name)
  return values ? Type.Enum([...values]) : Type.String({ pattern: '^[^\\p{Cc}]{1,32}$' })
}

/** Parameters that change the picture without a member of their own here. */
const otherParameters = pictureParameters.filter(name => !['size', 'quality', 'style'].includes(name))

export const Picture = Type.Object({
  /** The model's name as shown in the picture. */
  model: Type.String({ maxLength: modelLimits.maxCodePoints }),
  /** `WIDTHxHEIGHT` in pixels. */
  size: Type.String(),
  quality: Type.Optional(valueOf('quality')),
  style: Type.Optional(valueOf('style')),
  /** Other parameters that change the picture, by wire name. */
  details: Type.Optional(Type.Unsafe<Record<string, string>>(Type.Record(Type.Enum([...otherParameters]), Type.String({ minLength: 1, maxLength: 64 })))),
  /** Which of the request's images this is, from 0. */
  index: Type.Integer({ minimum: 0, maximum: 9 }),
  /** How many images the request asked for. */
  count: Type.Integer({ minimum: 1, maximum: 10 }),
  /** The prompt as one line of displayable text, cut to what can fit. */
  caption: Type.String({ maxLength: captionLimits.maxCodePoints }),
  /** The hash of the whole prompt, model, size, quality, style and index. */
  seed: Type.String({ pattern: '^[0-9a-f]{32}$' }),
  /** A user's own image, shown instead of a drawn one: the id by which it was registered. */
  given: Type.Optional(Type.String({ pattern: '^[0-9a-f]{8,64}$' })),
  /** The least weight of the file, reached by padding. */
  minBytes: Type.Optional(Type.Integer({ minimum: 1, maximum: maxPaddedBytes }))
})

export type Picture = Static<typeof Picture>

const validator = Compile(Picture)

export interface PictureOptions {
  /** The ids of given images, at least one: each picture takes the next, and after the last the first again. */
  given?: readonly string[] | undefined
  minBytes?: number | undefined
}

/** The request's pictures, `n` of them, alike but for index, seed and given image. */
export function picturesOf ({ parameters, dimensions: { width, height } }: ImageRequest, { given, minBytes }: PictureOptions = {}): Picture[] {
  const size = `${width}x${height}`
  const { prompt, model, n, quality, style } = parameters as ResolvedParameters & Pick<Picture, 'quality' | 'style'>
  const details = detailsOf(parameters)
  const shownModel = shortened(model, modelLimits)
  const caption = shortened(prompt, captionLimits)
  const digest = hash('sha256', JSON.stringify([prompt, model, size, quality, style, ...details ? [details] : []]))
  const pictures: Picture[] = []
  for (let index = 0; index < n; index++) {
    // Member by member: to spread what they share costs 4 of 6 µs.
    const picture: Picture = { model: shownModel, size, index, count: n, caption, seed: seedOf(digest, index) }
    if (quality) picture.quality = quality
    if (style) picture.style = style
    if (details) picture.details = details
    if (minBytes !== undefined) picture.minBytes = minBytes
    if (given?.length) picture.given = given[index % given.length]!
    pictures.push(picture)
  }
  return pictures
}

function detailsOf (parameters: ResolvedParameters): Picture['details'] {
  const given = otherParameters.filter(name => parameters[name] !== undefined)
  return given.length === 0 ? undefined : Object.fromEntries(given.map(name => [name, String(parameters[name])]))
}

function shortened (text: string, { maxCodePoints, maxUtf8Bytes }: typeof captionLimits): string {
  return cutToFit(legible(text), maxCodePoints, maxUtf8Bytes)
}

/**
 * The digest and the index in one. The first four digits count up with the index, so that who chooses by them never
 * gives siblings the same; the last eight set the generators apart.
 */
function seedOf (digest: string, index: number): string {
  // What the rest would come to for it: a third of the time of a request for one picture.
  if (index === 0) return digest.slice(0, 32)
  const family = hexDigits(parseInt(digest.slice(0, 4), 16) + index, 4)
  const spread = hexDigits(parseInt(digest.slice(24, 32), 16) + Math.imul(index, 0x9e3779b1), 8)
  return family + digest.slice(4, 24) + spread
}

function hexDigits (value: number, count: 4 | 8): string {
  return (value >>> 0).toString(16).padStart(count, '0').slice(-count)
}

const separator = '\n'

/**
 * The picture as base64url text, the same for equal pictures: fields separated by newlines, the first is the version.
 * Version 1 has no details, version 2 has them before the caption.
 */
export function pictureToText (picture: Picture): string {
  const { model, size, quality = '', style = '', index, count, seed, given = '', minBytes = '', details, caption } = picture
  const shared = [model, size, quality, style, index, count, seed, given, minBytes]
  const fields = details ? ['2', ...shared, String(new URLSearchParams(details)), caption] : ['1', ...shared, caption]
  return Buffer.from(fields.join(separator)).toString('base64url')
}

/** The picture of a text made by `pictureToText`; undefined for any other text. */
export function pictureFromText (text: string): Picture | undefined {
  const [version, model, size, quality, style, index, count, seed, given, minBytes, ...rest] = Buffer.from(text, 'base64url').toString().split(separator)
  const [details, caption] = version === '2' ? rest : [undefined, ...rest]
  const picture: Record<string, unknown> = { model, size, index: Number(index), count: Number(count), caption, seed }
  if (quality) picture['quality'] = quality
  if (style) picture['style'] = style
  if (details) picture['details'] = Object.fromEntries(new URLSearchParams(details))
  if (given) picture['given'] = given
  if (minBytes) picture['minBytes'] = Number(minBytes)
  return validator.Check(picture) && isDrawable(picture.size) && pictureToText(picture) === text ? picture : undefined
}

function isDrawable (size: string): boolean {
  try {
    const { width, height } = dimensionsOf(size)
    if (width % widthMultiple !== 0) return false
    return Math.min(width, height) >= minEdge && Math.max(width, height) <= maxEdge && width * height <= maxPixels
  } catch {
    return false
  }
}
