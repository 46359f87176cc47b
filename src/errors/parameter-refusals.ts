/** Refusals of a parameter, in the wording of May 2025 to May 2026. */
import { defineRefusal } from './define-refusal.js'

const type = 'invalid_request_error'
type Value = string | number
/** Numbers are those of models files. That they have no quotes is assumed. */
const quoted = (value: Value) => typeof value === 'number' ? String(value) : `'${value}'`

/** A list as OpenAI writes it: `'a' and 'b'`, or `'a', 'b', and 'c'`. */
function listed (values: readonly Value[], conjunction: 'and' | 'or'): string {
  const names = values.map(quoted)
  if (names.length <= 2) return names.join(` ${conjunction} `)
  return `${names.slice(0, -1).join(', ')}, ${conjunction} ${names.at(-1)}`
}

/** The expectation of an enum: `one of 'url' or 'b64_json'`. */
export function oneOf (values: readonly Value[]): string {
  return `one of ${listed(values, 'or')}`
}

export const unknownParameter = defineRefusal({
  mark: 'recorded',
  source: '2026-03-31, quality for dall-e-2 (traceloop/openllmetry cassette); moderation for dall-e-3 (laravel/ai#255)',
  example: ['quality']
}, (name: string) => ({
  status: 400, message: `Unknown parameter: '${name}'.`, type, param: name, code: 'unknown_parameter'
}))

export const missingParameter = defineRefusal({
  mark: 'reported',
  source: '2026-08-29, measured on this endpoint with later models',
  example: ['prompt']
}, (name: string) => ({
  status: 400, message: `Missing required parameter: '${name}'.`, type, param: name, code: 'missing_required_parameter'
}))

export const invalidType = defineRefusal({
  mark: 'reported',
  source: '2026-08-29, measured on this endpoint with later models; enums: pygeai integration tests, 2025',
  example: ['n', 'an integer', 'a string']
}, (name: string, expected: string, got: string) => ({
  status: 400,
  message: `Invalid type for '${name}': expected ${expected}, but got ${got} instead.`,
  type,
  param: name,
  code: 'invalid_type'
}))

export const invalidValue = defineRefusal({
  mark: 'recorded',
  source: '2025-05-06, gpt-image-1 with quality standard (griptape-nodes-engine#1031); the lists of the DALL·E models are assumed to follow the order of the contract',
  example: ['quality', 'high', ['standard', 'hd']]
}, (name: string, value: Value, supported: readonly Value[]) => ({
  status: 400,
  message: `Invalid value: ${quoted(value)}. Supported values are: ${listed(supported, 'and')}.`,
  type,
  param: name,
  code: 'invalid_value'
}))

export const emptyString = defineRefusal({
  mark: 'reported',
  source: '2026-08-29, measured on this endpoint with later models',
  example: ['prompt', 1]
}, (name: string, minLength: number) => ({
  status: 400,
  message: `Invalid '${name}': empty string. Expected a string with minimum length ${minLength}, but got an empty string instead.`,
  type,
  param: name,
  code: 'empty_string'
}))

export const stringTooShort = defineRefusal({
  mark: 'assumed',
  source: 'the wording of stringTooLong; no parameter of OpenAI\'s image models has a longer minimum than 1',
  example: ['negative_prompt', 3, 2]
}, (name: string, minLength: number, length: number) => ({
  status: 400,
  message: `Invalid '${name}': string too short. Expected a string with minimum length ${minLength}, but got a string with length ${length} instead.`,
  type,
  param: name,
  code: 'string_below_min_length'
}))

export const stringTooLong = defineRefusal({
  mark: 'recorded',
  source: '2025, dall-e-2 edits with a prompt of 1635 characters; 2026-09-12, this endpoint with 50733 characters',
  example: ['prompt', 1000, 1635]
}, (name: string, maxLength: number, length: number) => ({
  status: 400,
  message: `Invalid '${name}': string too long. Expected a string with maximum length ${maxLength}, but got a string with length ${length} instead.`,
  type,
  param: name,
  code: 'string_above_max_length'
}))

export const integerAboveMaximum = defineRefusal({
  mark: 'reported',
  source: '2025, dall-e-3 with n=5 (pygeai integration tests); 2026-08-29, n=11 measured with later models',
  example: ['n', 10, '11']
}, (name: string, maximum: number, value: string) => ({
  status: 400,
  message: `Invalid '${name}': integer above maximum value. Expected a value <= ${maximum}, but got ${value} instead.`,
  type,
  param: name,
  code: 'integer_above_max_value'
}))

export const integerBelowMinimum = defineRefusal({
  mark: 'reported',
  source: '2026-08-29, measured on this endpoint with later models',
  example: ['n', 1, '0']
}, (name: string, minimum: number, value: string) => ({
  status: 400,
  message: `Invalid '${name}': integer below minimum value. Expected a value >= ${minimum}, but got ${value} instead.`,
  type,
  param: name,
  code: 'integer_below_min_value'
}))

export const invalidAspectRatio = defineRefusal({
  mark: 'assumed',
  source: 'Follows the pattern of an invalid size; for models of a models file',
  example: ['16x9']
}, (ratio: string) => ({
  status: 400,
  message: `Invalid aspect_ratio '${ratio}'. Expected WIDTH:HEIGHT, for example '16:9'.`,
  type: 'image_generation_user_error',
  param: 'aspect_ratio',
  code: 'invalid_value'
}))

export const decimalAboveMaximum = defineRefusal({
  mark: 'reported',
  source: 'Chat completions, temperature, 2024; for models of a models file',
  example: ['guidance_scale', 20, 20.5]
}, (name: string, maximum: number, value: number) => ({
  status: 400,
  message: `Invalid '${name}': decimal above maximum value. Expected a value <= ${maximum}, but got ${value} instead.`,
  type,
  param: name,
  code: 'decimal_above_max_value'
}))

export const decimalBelowMinimum = defineRefusal({
  mark: 'reported',
  source: 'Chat completions, temperature, 2024; for models of a models file',
  example: ['guidance_scale', 0, -1]
}, (name: string, minimum: number, value: number) => ({
  status: 400,
  message: `Invalid '${name}': decimal below minimum value. Expected a value >= ${minimum}, but got ${value} instead.`,
  type,
  param: name,
  code: 'decimal_below_min_value'
}))

export const modelNotFound = defineRefusal({
  mark: 'recorded',
  source: '2026-04-17, this endpoint (maruel/genai cassette bad_model_image); in 2025-08 it was an invalid value, with the list of models',
  example: ['dall-e-4']
}, (model: string) => ({
  status: 400,
  message: `The model '${model}' does not exist.`,
  type: 'image_generation_user_error',
  param: 'model',
  code: 'invalid_value'
}))

interface SizeLimits { multiple: number, longestEdge: number, aspectRatio: number }

const sizeProblems = {
  form: () => "Expected WIDTHxHEIGHT, for example '1824x1024'.",
  multiple: ({ multiple }: SizeLimits) => `Width and height must both be divisible by ${multiple}.`,
  longestEdge: ({ longestEdge }: SizeLimits) => `The longest edge must be less than or equal to ${longestEdge}.`,
  aspectRatio: ({ aspectRatio }: SizeLimits) => `The maximum supported aspect ratio is ${aspectRatio}:1.`,
  minPixels: () => 'Requested resolution is below the current minimum pixel budget.',
  maxPixels: () => 'Requested resolution exceeds the current pixel budget.'
}

export const invalidSize = defineRefusal({
  mark: 'reported',
  source: '2026-07 to 2026-09, gpt-image-2 through a gateway (jkrumm/image-gen, endpoint-verification.md); the form: measured 2026-08-29',
  example: ['9x9', 'multiple', { multiple: 16, longestEdge: 3840, aspectRatio: 3 }, 'size']
}, (size: string, problem: keyof typeof sizeProblems, limits: SizeLimits = { multiple: 16, longestEdge: 3840, aspectRatio: 3 }, param: string = 'size') => ({
  status: 400,
  message: `Invalid size '${size}'. ${sizeProblems[problem](limits)}`,
  type: 'image_generation_user_error',
  param,
  code: 'invalid_value'
}))
