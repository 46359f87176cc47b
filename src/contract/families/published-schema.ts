/** The newest published schema of each operation: every parameter and every value, regardless of the model. */
import { notImitated } from '../../errors/catalogue.js'
import { drawableSizes, isDrawable } from '../sizes.js'
import { dallE } from './dall-e.js'
import { dallEEdits, gptImageFormEdits, gptImageJsonEdits, guideFits } from './edits.js'
import type { CombinationCheck, Family, ParameterSchema, ParameterSchemas } from './family.js'
import { framesOf, gptImage, noSvg } from './gpt-image.js'
import { dallEVariations } from './variations.js'

/** Families by the name of the model's own family, which determines the members of the response. */
type ByFamily = Readonly<Record<string, Family>>

/** The schema takes any text as a size. */
const drawableSize: CombinationCheck = parameters => parameters.size === 'auto' || isDrawable(parameters.size, framesOf(parameters))
  ? undefined
  : notImitated('size', `openai-images-mock cannot draw the size '${parameters.size.slice(0, 40)}'. Set size to auto or to WIDTHxHEIGHT: ${drawableSizes}.`)

/** The values of `output_format` of the SDKs of 2026-11. SVG files are refused later, as not imitated. */
const formats = { enum: ['png', 'jpeg', 'webp', 'gif', 'svg'], listed: ['png', 'jpeg', 'webp', 'gif'] }

const base: Omit<Family, 'name' | 'request' | 'responseMembers'> = {
  unsupported: gptImage.unsupported,
  enforced: { size: { type: 'string' }, output_format: formats },
  checkedFirst: ['prompt', 'image', 'images', 'mask', 'markup', 'n'],
  unchecked: [],
  narrowedByModel: {},
  combinations: [noSvg, drawableSize],
  inputChecks: guideFits
}

/** Without what a default would add to requests: the rows of the models have their own. */
function withoutDefaults (properties: ParameterSchemas): ParameterSchemas {
  return Object.fromEntries(Object.entries(properties).map(([name, { default: _default, ...schema }]) => [name, schema]))
}

function forBothFamilies (family: Omit<Family, 'name' | 'responseMembers'>): ByFamily {
  const request = { ...family.request, properties: withoutDefaults(family.request.properties) }
  return Object.fromEntries([dallE, gptImage].map(({ name, responseMembers }) => [name, { ...family, request, name, responseMembers }]))
}

const { quality: gptQuality, background, size, ...gptParameters } = gptImage.request.properties
const anyImageFile = { mediaTypes: [] }

function qualities (...others: string[]): ParameterSchema {
  return { ...gptQuality, enum: [...others, ...gptQuality!.enum!] }
}

function sizes (...listed: string[]): ParameterSchema {
  return { ...size, anyOf: [{ type: 'string' }, { type: 'string', enum: listed }] }
}

export const publishedGenerations = forBothFamilies({
  ...base,
  request: {
    ...gptImage.request,
    required: ['prompt'],
    properties: {
      ...gptParameters,
      quality: qualities('standard', 'hd'),
      response_format: dallE.request.properties['response_format']!,
      size: sizes('auto', '1024x1024', '1536x1024', '1024x1536', '256x256', '512x512', '1792x1024', '1024x1792'),
      background: background!,
      style: dallE.request.properties['style']!
    }
  }
})

/** The parameters that edits have in forms and in JSON. */
const editParameters = {
  ...gptParameters,
  quality: qualities('standard'),
  input_fidelity: gptImageFormEdits.request.properties['input_fidelity']!,
  response_format: dallEEdits.request.properties['response_format']!,
  size: sizes('256x256', '512x512', '1024x1024', '1536x1024', '1024x1536', 'auto'),
  background: background!
}

export const publishedFormEdits = forBothFamilies({
  ...base,
  request: {
    ...gptImageFormEdits.request,
    properties: {
      image: { file: { ...anyImageFile, maxItems: 16 } }, mask: { file: anyImageFile }, markup: { file: anyImageFile }, ...editParameters
    }
  }
})

const { images, mask } = gptImageJsonEdits.request.properties

export const publishedJsonEdits = forBothFamilies({
  ...base,
  enforced: { ...base.enforced, prompt: { minLength: 1, maxLength: 32_000 }, output_compression: { minimum: 0, maximum: 100 } },
  request: { ...gptImageJsonEdits.request, properties: { images: images!, mask: mask!, ...editParameters } }
})

/** Its refusals have the words of the first backend, as those of the model. */
export const publishedVariations = forBothFamilies({
  ...dallEVariations,
  request: {
    ...dallEVariations.request,
    properties: {
      ...dallEVariations.request.properties,
      size: { ...dallEVariations.request.properties['size'], enum: ['256x256', '512x512', '1024x1024'] }
    }
  },
  inputChecks: []
})
