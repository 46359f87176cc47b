/** Refusals of edits and variations: files, masks and references to images, in the wording of May 2025 and later. */
import { defineRefusal } from './define-refusal.js'

const type = 'invalid_request_error'
/** The type of refusals that depend on the model or on the pixels of a file. */
const userError = 'image_generation_user_error'

/** Formats a list as refusals of files do: `'a'`, or `'a', 'b', and 'c'`. */
function listed (values: readonly string[]): string {
  const names = values.map(value => `'${value}'`)
  return names.length === 1 ? names[0]! : `${names.slice(0, -1).join(', ')}, and ${names.at(-1)}`
}

export const unsupportedMimetype = defineRefusal({
  mark: 'recorded',
  source: 'image: dall-e-2 since 2025-04-17 (openai-node#1468, go-openai#967), gpt-image 2025-09-11 and 2026-06-08 (ruby_llm); mask and markup follow the same pattern',
  example: ['image', 'application/octet-stream', ['image/jpeg', 'image/png', 'image/webp']]
}, (name: string, mediaType: string, supported: readonly string[]) => ({
  status: 400,
  message: `Invalid file '${name}': unsupported mimetype ('${mediaType}'). Supported file formats are ${listed(supported)}.`,
  type,
  param: name,
  code: 'unsupported_file_mimetype'
}))

export const missingFilename = defineRefusal({
  mark: 'reported',
  source: '2026, words; param and code are assumed',
  example: ['image']
}, (name: string) => ({
  status: 400, message: `Invalid file '${name}': missing filename`, type, param: name, code: 'invalid_file'
}))

export const stringInsteadOfFile = defineRefusal({
  mark: 'recorded',
  source: 'Words: 2025-05-23 (openai-ruby#147), for image[] 2026-10; the code is assumed',
  example: ['image', 'one of an array of files or file']
}, (name: string, expected: string) => ({
  status: 400, message: `Invalid type for '${name}': expected ${expected}, but got a string instead.`, type, param: 'image', code: 'invalid_type'
}))

export const duplicateParameter = defineRefusal({
  mark: 'recorded',
  source: 'Words: more than eight projects, 2025 to 2026-10-08; the code is assumed',
  example: ['image']
}, (name: string) => ({
  status: 400,
  message: `Duplicate parameter: '${name}'. You provided multiple values for this parameter, whereas only one is allowed. If you are trying to provide a list of values, use the array syntax instead e.g. '${name}[]=<value>'.`,
  type,
  param: name,
  code: 'duplicate_parameter'
}))

export const unconvertibleText = defineRefusal({
  mark: 'reported',
  source: '2026-08-30, measured with n and output_compression; booleans follow the same pattern',
  example: ['n', 'an integer']
}, (name: string, expected: string) => ({
  status: 400,
  message: `Invalid type for '${name}': expected ${expected}, but got a string value that could not be converted into ${expected}.`,
  type,
  param: name,
  code: 'invalid_type'
}))

export const tooManyImages = defineRefusal({
  mark: 'assumed',
  source: 'Words: another endpoint',
  example: ['image', 16, 17]
}, (name: string, maximum: number, length: number) => ({
  status: 400,
  message: `Invalid '${name}': array too long. Expected an array with maximum length ${maximum}, but got an array with length ${length} instead.`,
  type,
  param: name,
  code: 'array_above_max_length'
}))

export const emptyArray = defineRefusal({
  mark: 'reported',
  source: 'Code: 2026-08-29, measured; the words follow the pattern of empty strings',
  example: ['images', 1]
}, (name: string, minimum: number) => ({
  status: 400,
  message: `Invalid '${name}': empty array. Expected an array with minimum length ${minimum}, but got an empty array instead.`,
  type,
  param: name,
  code: 'empty_array'
}))

export const imageInJson = defineRefusal({
  mark: 'recorded',
  source: '2026-08-29, measured, and the error file of a batch',
  example: ['image']
}, (name: string) => ({
  status: 400,
  message: `Unknown parameter: '${name}'. For application/json on /v1/images/edits, use 'images' (array).`,
  type,
  param: name,
  code: 'invalid_value'
}))

export const imagesInForm = defineRefusal({
  mark: 'reported',
  source: '2026-08-29, measured',
  example: []
}, () => ({
  status: 400,
  message: "Unknown parameter: 'images'. For multipart/form-data use 'image' or 'image[]'.",
  type,
  param: 'images',
  code: 'invalid_value'
}))

export const mutuallyExclusive = defineRefusal({
  mark: 'assumed',
  source: 'Words: another endpoint',
  example: ['images[0].image_url', 'images[0].file_id']
}, (name: string, other: string) => ({
  status: 400,
  message: `Mutually exclusive parameters: '${name}' and '${other}'. Ensure you are only providing one of: '${name}' or '${other}'.`,
  type,
  param: name,
  code: 'mutually_exclusive_parameters'
}))

export const invalidImageUrl = defineRefusal({
  mark: 'assumed',
  source: 'Words: another endpoint',
  example: ['images[0].image_url']
}, (name: string) => ({
  status: 400,
  message: `Invalid '${name}'. Expected a valid URL, but got a value with an invalid format.`,
  type,
  param: name,
  code: 'invalid_value'
}))

export const downloadFailed = defineRefusal({
  mark: 'recorded',
  source: '2026-08-10, 180 bytes (ruby_llm)',
  example: [404]
}, (status: number) => ({
  status: 400, message: `Error while downloading file. Upstream status code: ${status}.`, type, param: 'url', code: 'invalid_value'
}))

export const downloadImpossible = defineRefusal({
  mark: 'assumed',
  source: 'Follows the pattern of a failed download',
  example: []
}, () => ({
  status: 400, message: 'Error while downloading file.', type, param: 'url', code: 'invalid_value'
}))

export const modelMustBeDallE2 = defineRefusal({
  mark: 'recorded',
  source: '2026-04-27, edits (openai-node#1844), where the actual fault was a different one; for dall-e-3 assumed',
  example: ['dall-e-3']
}, (model: string) => ({
  status: 400, message: `Invalid value: '${model}'. Value must be 'dall-e-2'.`, type, param: 'model', code: 'invalid_value'
}))

export const unsupportedInputFidelity = defineRefusal({
  mark: 'recorded',
  source: 'Words and code: some ten projects, 2026-06 to 2026-09; the param is assumed',
  example: ['gpt-image-2']
}, (model: string) => ({
  status: 400,
  message: `The model '${model}' does not support the 'input_fidelity' parameter.`,
  type: userError,
  param: 'input_fidelity',
  code: 'invalid_input_fidelity_model'
}))

export const invalidImageFile = defineRefusal({
  mark: 'recorded',
  source: '2025-06-05 (new-api#1159), ComfyUI#8411 and #8430; the number counts from 1; param null is assumed',
  example: [1]
}, (position: number) => ({
  status: 400,
  message: `Invalid image file or mode for image ${position}, please check your image file.`,
  type: userError,
  code: 'invalid_image_file'
}))

export const invalidImageData = defineRefusal({
  mark: 'recorded',
  source: '2026-08-10, 170 bytes, JSON edits (ruby_llm)',
  example: ['images[0].image_url']
}, (name: string) => ({
  status: 400, message: 'Invalid image data.', type: userError, param: name, code: 'invalid_image_file'
}))

const maskProblems = {
  format: 'mask image is not a valid PNG file',
  alpha: 'mask image missing alpha channel',
  size: 'mask size does not match image size',
  transparent: 'mask image is fully transparent'
}

export const invalidMask = defineRefusal({
  mark: 'recorded',
  source: 'No alpha channel and other size: several projects, 2025 to 2026, words and code; the code of a fully transparent mask is reported; its words, those of a file that is not a PNG, and the param are assumed',
  example: ['size']
}, (problem: keyof typeof maskProblems) => ({
  status: 400, message: `Invalid mask image format - ${maskProblems[problem]}`, type: userError, param: 'mask', code: 'invalid_mask_image_format'
}))

const markupProblems = {
  format: 'markup image is not a valid PNG file',
  alpha: 'markup image has no transparent pixels',
  size: 'markup size does not match image size'
}

export const invalidMarkup = defineRefusal({
  mark: 'assumed',
  source: 'Facts: openai@7.59.0, 2026-11-17; words and code follow the pattern of masks',
  example: ['size']
}, (problem: keyof typeof markupProblems) => ({
  status: 400, message: `Invalid markup image format - ${markupProblems[problem]}`, type: userError, param: 'markup', code: 'invalid_markup_image_format'
}))

export const notASmallPng = defineRefusal({
  mark: 'recorded',
  source: 'Words: 2022-11 to 2024-02 (chat_gpt_sdk#53 and others); code: 2024-02; the envelope since April 2025 is assumed',
  example: []
}, () => ({
  status: 400, message: 'Uploaded image must be a PNG and less than 4 MB.', type, code: 'invalid_image_format'
}))

export const notSquare = defineRefusal({
  mark: 'recorded',
  source: 'Words: two clients, which omit the numbers; the form of the numbers is assumed',
  example: [640, 480]
}, (width: number, height: number) => ({
  status: 400, message: `Invalid input image - expected an image with equal width and height, got ${width}x${height} instead.`, type
}))

export const wrongMode = defineRefusal({
  mark: 'recorded',
  source: 'Edits: 2023-03-21 (go-openai#188) and more; variations: the list from one client; the value that was sent is assumed',
  example: ['RGB', ['RGBA', 'LA', 'L']]
}, (mode: string, supported: readonly string[]) => ({
  status: 400, message: `Invalid input image - format must be in [${supported.map(name => `'${name}'`).join(', ')}], got ${mode}.`, type
}))

export const malformedForm = defineRefusal({
  mark: 'reported',
  source: 'Another endpoint (openai-kotlin#217, dify#10694); for a missing boundary and for too many parts assumed',
  example: []
}, () => ({
  status: 400, message: 'Could not parse multipart form', type
}))
