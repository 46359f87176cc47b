/** The newest published schemas, with every parameter and every value regardless of the model: what the operations have in common. */
import { notImitated } from '../../errors/catalogue.js'
import { drawableSizes, isDrawable } from '../sizes.js'
import { dallE } from './dall-e.js'
import { guideFits } from './edits.js'
import type { CombinationCheck, Family, ParameterSchema, ParameterSchemas } from './family.js'
import { framesOf, gptImage, noSvg } from './gpt-image.js'

/** Families by the name of the model's own family, which determines the members of the response. */
type ByFamily = Readonly<Record<string, Family>>

/** The schema takes any text as a size. */
const drawableSize: CombinationCheck = parameters => parameters.size === 'auto' || isDrawable(parameters.size, framesOf(parameters))
  ? undefined
  : notImitated('size', `openai-images-mock cannot draw the size '${parameters.size.slice(0, 40)}'. Set size to auto or to WIDTHxHEIGHT: ${drawableSizes}.`)

/** The values of `output_format` of the SDKs of 2026-11. SVG files are refused later, as not imitated. */
const formats = { enum: ['png', 'jpeg', 'webp', 'gif', 'svg'], listed: ['png', 'jpeg', 'webp', 'gif'] }

export const publishedBase: Omit<Family, 'name' | 'request' | 'responseMembers'> = {
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

/** Returns the contract of each family of models. */
export function forBothFamilies (family: Omit<Family, 'name' | 'responseMembers'>): ByFamily {
  const request = { ...family.request, properties: withoutDefaults(family.request.properties) }
  return Object.fromEntries([dallE, gptImage].map(({ name, responseMembers }) => [name, { ...family, request, name, responseMembers }]))
}

const { quality: gptQuality, background: _background, size, ...parameters } = gptImage.request.properties

/** The parameters of the GPT image family whose schema is that of every operation. */
export const sharedParameters: ParameterSchemas = parameters

export function qualities (...others: string[]): ParameterSchema {
  return { ...gptQuality, enum: [...others, ...gptQuality!.enum!] }
}

export function sizes (...listed: string[]): ParameterSchema {
  return { ...size, anyOf: [{ type: 'string' }, { type: 'string', enum: listed }] }
}
