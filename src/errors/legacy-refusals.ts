/** Refusals of parameters in the wording of the first backend, which served variations until the end of DALL·E. */
import { defineRefusal } from './define-refusal.js'

const type = 'invalid_request_error'

/** Returns a value of a form as Python writes it: a text, a list, or a file, whose content is left out. */
function python (value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(python).join(', ')}]`
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' ? `'${value}'` : '<file>'
}

export const requiredProperty = defineRefusal({
  mark: 'recorded',
  source: '2022-11, variations and edits, image (oborys/OpenAI-image-generation-API)',
  example: ['image']
}, (name: string) => ({
  status: 400, message: `'${name}' is a required property`, type
}))

export const additionalProperties = defineRefusal({
  mark: 'recorded',
  source: '2023, generations',
  example: ['quality']
}, (name: string) => ({
  status: 400, message: `Additional properties are not allowed ('${name}' was unexpected)`, type
}))

export const notOneOf = defineRefusal({
  mark: 'recorded',
  source: '2025-05, variations, size (community.openai.com/t/1254300)',
  example: ['size', '1024x1536', ['256x256', '512x512', '1024x1024']]
}, (name: string, value: unknown, supported: ReadonlyArray<string | number>) => ({
  status: 400, message: `${python(value)} is not one of ${python(supported)} - '${name}'`, type
}))

export const notOfType = defineRefusal({
  mark: 'assumed',
  source: 'Follows the pattern of the other refusals of this backend',
  example: ['n', 'two', 'integer']
}, (name: string, value: unknown, expected: string) => ({
  status: 400, message: `${python(value)} is not of type '${expected}' - '${name}'`, type
}))

export const aboveMaximum = defineRefusal({
  mark: 'recorded',
  source: 'Generations, n=15',
  example: ['n', 10, '15']
}, (name: string, maximum: number, value: string) => ({
  status: 400, message: `${value} is greater than the maximum of ${maximum} - '${name}'`, type
}))

export const belowMinimum = defineRefusal({
  mark: 'reported',
  source: 'Generations, n=0',
  example: ['n', 1, '0']
}, (name: string, minimum: number, value: string) => ({
  status: 400, message: `${value} is less than the minimum of ${minimum} - '${name}'`, type
}))

export const modelShouldBeBlank = defineRefusal({
  mark: 'reported',
  source: 'Generations, an unknown model',
  example: ['dall-e-4']
}, (model: string) => ({
  status: 400, message: `Invalid model ${model}. The model argument should be left blank.`, type
}))
