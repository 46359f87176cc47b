/** The contracts of image edits: forms for DALL·E 2, forms and JSON for the GPT image family. */
import {
  invalidImageData, invalidImageFile, invalidMarkup, invalidMask, mutuallyExclusive, notASmallPng, notForGif, notSquare,
  unsupportedInputFidelity, wrongMode
} from '../../errors/catalogue.js'
import type { InputImage, InputImages } from '../body/image-inputs.js'
import { dallE } from './dall-e.js'
import type { Family, InputCheck, ParameterSchema } from './family.js'
import { gptImage } from './gpt-image.js'

const megabyte = 2 ** 20
/** Documented as 4 MB, which is assumed to mean 4 x 1024 x 1024 bytes. */
const belowSmallBytes = 4 * megabyte
const belowLargeBytes = 50 * megabyte
const maxImages = 16
const maxUrlLength = 20_971_520
const png = { mediaTypes: ['image/png'] }
const pngFile = (description: string): ParameterSchema => ({ description, file: png })

const isSmallPng = ({ decoded, bytes }: InputImage) => decoded?.format === 'png' && bytes < belowSmallBytes

/** The file rules of DALL·E 2. Their order is assumed. */
export const smallSquarePng: InputCheck = ({ images, mask }) => {
  if (![...images, ...mask ? [mask] : []].every(isSmallPng)) return notASmallPng()
  const { width, height } = images[0]!.decoded!
  return width === height ? undefined : notSquare(width, height)
}

const editableModes = ['RGBA', 'LA', 'L']

const dallEMask: InputCheck = ({ images, mask }) => {
  if (mask) return isSameSize(images[0]!, mask) ? undefined : invalidMask('size')
  const { mode } = images[0]!.decoded!
  return editableModes.includes(mode) ? undefined : wrongMode(mode, editableModes)
}

function isSameSize ({ decoded: one }: InputImage, { decoded: other }: InputImage): boolean {
  return one?.width === other?.width && one?.height === other?.height
}

/** `quality` and `style` are unknown parameters, as for generations with DALL·E 2. */
const { prompt, model, n, size, response_format: responseFormat, user } = dallE.request.properties

export const dallEEdits: Family = {
  ...dallE,
  request: {
    $id: 'CreateDallEImageEditRequest',
    type: 'object',
    required: ['image', 'prompt'],
    properties: {
      image: pngFile('The image to edit.'),
      prompt: prompt!,
      mask: pngFile('An image whose transparent areas are edited.'),
      model: model!,
      n: n!,
      size: size!,
      response_format: responseFormat!,
      user: user!
    }
  },
  // Prompt, images, n: measured 2026-08-30 with later models.
  checkedFirst: ['prompt', 'image', 'mask', 'n'],
  inputChecks: [smallSquarePng, dallEMask]
}

const isReadable = ({ decoded }: InputImage) => decoded !== undefined && ['png', 'jpeg', 'webp'].includes(decoded.format)

const gptMask: InputCheck = ({ images, mask }) => {
  if (!mask) return undefined
  if (mask.decoded?.format !== 'png') return invalidMask('format')
  if (!mask.decoded.hasAlpha) return invalidMask('alpha')
  if (!isSameSize(images[0]!, mask)) return invalidMask('size')
  return mask.decoded.transparency === 'all' ? invalidMask('transparent') : undefined
}

const gptMarkup: InputCheck = ({ images, markup }) => {
  if (!markup) return undefined
  if (markup.decoded?.format !== 'png') return invalidMarkup('format')
  if (markup.decoded.transparency === 'none') return invalidMarkup('alpha')
  return isSameSize(images[0]!, markup) ? undefined : invalidMarkup('size')
}

const noMaskForGif: InputCheck = ({ mask }, { output_format: format }) =>
  mask && format === 'gif' ? notForGif('mask', 'Masks are') : undefined
const oneGuide: InputCheck = ({ mask, markup }) => mask && markup ? mutuallyExclusive('mask', 'markup') : undefined
const guideChecks = [noMaskForGif, oneGuide]
/** The checks of mask and markup. A guide that fails them does not fit the images. */
export const guideFits = [oneGuide, gptMask, gptMarkup]

/** Refuses the first image that cannot be decoded. */
function readableImages (refuse: (image: InputImage, position: number) => ReturnType<typeof invalidImageFile>): InputCheck {
  return ({ images }: InputImages) => {
    const index = images.findIndex(image => !isReadable(image))
    return index < 0 ? undefined : refuse(images[index]!, index + 1)
  }
}

const { prompt: gptPrompt, model: gptModel, moderation, size: gptSize, ...others } = gptImage.request.properties

const inputFidelity: ParameterSchema = {
  type: 'string',
  enum: ['high', 'low'],
  nullable: true,
  description: 'Control how much effort the model will exert to match the style and features, especially facial features, of input images.'
}

const shared = {
  ...gptImage,
  narrowedByModel: {
    ...gptImage.narrowedByModel,
    input_fidelity: (_value: string, _supported: readonly string[], name: string) => unsupportedInputFidelity(name)
  },
  // Model, unknown parameters, prompt, images, n, quality, output_compression, size: measured 2026-08-30.
  checkedFirst: ['prompt', 'image', 'images', 'mask', 'markup', 'n', 'quality', 'output_compression', 'size']
}

const imageFile = { mediaTypes: ['image/jpeg', 'image/png', 'image/webp'], belowBytes: belowLargeBytes }

export const gptImageFormEdits: Family = {
  ...shared,
  request: {
    $id: 'CreateGptImageEditRequest',
    type: 'object',
    required: ['image', 'prompt'],
    properties: {
      image: { description: 'The image or images to edit.', file: { ...imageFile, maxItems: maxImages } },
      prompt: gptPrompt!,
      mask: { description: 'An image whose transparent areas are edited.', file: imageFile },
      markup: { description: 'A transparent PNG laid over the first image to guide the edit.', file: { ...png, belowBytes: belowLargeBytes } },
      model: gptModel!,
      input_fidelity: inputFidelity,
      size: gptSize!,
      ...others
    }
  },
  // `moderation` is unknown: reported 2025-04 (openai-python#2331). The types of 2026-11 lack it for forms, too.
  inputChecks: [...guideChecks, readableImages((_image, position) => invalidImageFile(position)), gptMask, gptMarkup]
}

export const gptImageJsonEdits: Family = {
  ...shared,
  request: {
    $id: 'EditGptImageJsonRequest',
    type: 'object',
    required: ['images', 'prompt'],
    properties: {
      images: { description: 'The images to edit.', reference: { maxItems: maxImages, maxUrlLength } },
      prompt: gptPrompt!,
      mask: { description: 'An image whose transparent areas are edited.', nullable: true, reference: { maxUrlLength } },
      model: gptModel!,
      input_fidelity: inputFidelity,
      size: gptSize!,
      moderation: moderation!,
      ...others
    }
  },
  inputChecks: [...guideChecks, readableImages(({ name }) => invalidImageData(name)), gptMask]
}
