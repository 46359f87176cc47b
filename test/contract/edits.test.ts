/** The contract of edits and variations: what bodies they accept and refuse, in which words and in which order. */
import t from 'tap'
import { toFormBody, describeForm, describeReferences, type FormPart } from '../../src/contract/body/form-body.js'
import type { InputImage } from '../../src/contract/body/image-inputs.js'
import { models, parameterSchemas } from '../../src/contract/models.js'
import { inputsOf } from '../../src/contract/body/read-inputs.js'
import { editContract } from '../../src/contract/operations/edit-contract.js'
import type { RequestContract } from '../../src/contract/operations/request-contract.js'
import { variationContract } from '../../src/contract/operations/variation-contract.js'
import { createServedModels } from '../../src/contract/served-models.js'
import { createValidate } from '../../src/contract/validation/validate.js'
import { usageOf } from '../../src/contract/usage/usage.js'
import { ApiError } from '../../src/errors/api-error.js'

const type = 'invalid_request_error'
const prompt = 'An otter with a hat'
const fileOf = (given: { filename?: string | undefined, mediaType?: string | undefined, bytes?: Buffer } = {}) =>
  ({ filename: 'otter.png', mediaType: 'image/png', bytes: Buffer.from('png'), sha256: 'f'.repeat(64), ...given })
const file = fileOf()

type Value = FormPart['value']
type Fields = Record<string, Value | Value[]>

/** The parts of a form; a list is sent with the array syntax. */
function partsOf (fields: Fields): FormPart[] {
  return Object.entries(fields).flatMap(([name, value]) => Array.isArray(value) ? value.map(item => ({ name: `${name}[]`, value: item })) : [{ name, value }])
}

const edit = createValidate({ contract: editContract })
const variation = createValidate({ contract: variationContract })

function refusal (result: unknown) {
  return result instanceof ApiError ? { status: result.status, ...result.envelope.error } : undefined
}

const formRefusal = (fields: Fields, validate = edit) => refusal(validate(toFormBody(partsOf(fields)), { format: 'form' }))
const gptForm = (fields: Fields) => formRefusal({ model: 'gpt-image-2', image: file, prompt, ...fields })
const dallEForm = (fields: Fields) => formRefusal({ model: 'dall-e-2', image: file, prompt, ...fields })
const json = (body: object) => refusal(edit({ model: 'gpt-image-2', prompt, images: [{ file_id: 'file-1' }], ...body }))
const variationForm = (fields: Fields) => formRefusal({ image: file, ...fields }, variation)

const refused = (message: string, param: string | null, code: string | null) => ({ status: 400, message, type, param, code })
const unknown = (name: string) => refused(`Unknown parameter: '${name}'.`, name, 'unknown_parameter')
const mimetype = (name: string, sent: string, list: string) =>
  refused(`Invalid file '${name}': unsupported mimetype ('${sent}'). Supported file formats are ${list}.`, name, 'unsupported_file_mimetype')
const gptList = "'image/jpeg', 'image/png', and 'image/webp'"

t.test('each model that supports edits accepts a form with an image and a prompt, and every default is resolved', async t => {
  for (const [name, { family }] of models) {
    const result = edit(toFormBody(partsOf({ model: name, image: file, prompt })), { format: 'form' })
    if (name === 'dall-e-3') {
      t.strictSame(refusal(result), refused("Invalid value: 'dall-e-3'. Value must be 'dall-e-2'.", 'model', 'invalid_value'))
      continue
    }
    t.notOk(result instanceof ApiError, name)
    t.match(result, { operation: 'edit', parameters: { prompt, model: name, n: 1, ...family.name === 'dall-e' ? { size: '1024x1024', response_format: 'url' } : { size: 'auto', output_format: 'png' } } })
  }
})

t.test('numbers and booleans in a form are converted from text', async t => {
  const result = edit(toFormBody(partsOf({ model: 'gpt-image-2', image: file, prompt, n: '2', output_format: 'webp', output_compression: '50', stream: 'false' })), { format: 'form' })
  t.match(result, { parameters: { n: 2, output_compression: 50, stream: false } })
  for (const value of ['abc', '2.5', '', ' 2', '1e1']) {
    t.strictSame(gptForm({ n: value }), refused("Invalid type for 'n': expected an integer, but got a string value that could not be converted into an integer.", 'n', 'invalid_type'), value)
  }
  t.match(gptForm({ n: '11' }), { message: "Invalid 'n': integer above maximum value. Expected a value <= 10, but got 11 instead." })
  t.match(gptForm({ stream: 'yes' }), { param: 'stream', code: 'invalid_type', message: /could not be converted into a boolean/ })
  t.strictSame(gptForm({ quality: '' }), refused("Invalid value: ''. Supported values are: 'low', 'medium', 'high', and 'auto'.", 'quality', 'invalid_value'))
})

t.test('the media type of a part determines the type of a file, or the extension if there is none', async t => {
  t.strictSame(dallEForm({ image: fileOf({ mediaType: 'application/octet-stream' }) }), mimetype('image', 'application/octet-stream', "'image/png'"))
  t.strictSame(dallEForm({ image: fileOf({ mediaType: 'image/jpeg' }) }), mimetype('image', 'image/jpeg', "'image/png'"))
  t.strictSame(gptForm({ image: fileOf({ mediaType: 'image/jpg' }) }), mimetype('image', 'image/jpg', gptList))
  t.strictSame(gptForm({ image: [file, fileOf({ mediaType: 'audio/wav' })] }), mimetype('image[1]', 'audio/wav', gptList))
  t.strictSame(gptForm({ mask: fileOf({ mediaType: 'application/octet-stream' }) }), mimetype('mask', 'application/octet-stream', gptList))
  for (const mediaType of [undefined, '']) {
    t.equal(dallEForm({ image: fileOf({ mediaType }) }), undefined)
    t.equal(gptForm({ image: fileOf({ mediaType, filename: 'PHOTO.JPG' }) }), undefined)
    t.strictSame(gptForm({ image: fileOf({ mediaType, filename: 'blob' }) }), mimetype('image', 'application/octet-stream', gptList))
  }
  t.strictSame(gptForm({ image: fileOf({ filename: undefined }) }), refused("Invalid file 'image': missing filename", 'image', 'invalid_file'))
})

t.test('one image, several images, text instead of an image', async t => {
  t.equal(gptForm({ image: [file, file] }), undefined)
  t.strictSame(dallEForm({ image: [file] }), refused("Invalid type for 'image': expected a file, but got an array instead.", 'image', 'invalid_type'))
  t.strictSame(gptForm({ image: 'otter.png' }), refused("Invalid type for 'image': expected one of an array of files or file, but got a string instead.", 'image', 'invalid_type'))
  t.strictSame(gptForm({ image: ['otter.png'] }), refused("Invalid type for 'image[]': expected a file, but got a string instead.", 'image', 'invalid_type'))
  t.match(gptForm({ image: Array(17).fill(file) }), { message: /maximum length 16, but got an array with length 17/, code: 'array_above_max_length' })
  t.equal(gptForm({ image: Array(16).fill(file) }), undefined)
  t.strictSame(formRefusal({ model: 'gpt-image-2', prompt }), refused("Missing required parameter: 'image'.", 'image', 'missing_required_parameter'))
  t.strictSame(formRefusal({ model: 'gpt-image-2', image: file }), refused("Missing required parameter: 'prompt'.", 'prompt', 'missing_required_parameter'))
})

t.test('parts with the array syntax are a list, and a name that occurs twice is refused', async t => {
  const named = (...names: string[]) => toFormBody(names.map(name => ({ name, value: file })))
  t.strictSame({ ...named('image[]', 'image[]') as object }, { image: [file, file] })
  t.strictSame({ ...named('image[0]', 'image[1]') as object }, { image: [file, file] })
  const duplicate = (name: string) => refused(
    `Duplicate parameter: '${name}'. You provided multiple values for this parameter, whereas only one is allowed. If you are trying to provide a list of values, use the array syntax instead e.g. '${name}[]=<value>'.`,
    name, 'duplicate_parameter')
  t.strictSame(refusal(named('image', 'image')), duplicate('image'))
  t.strictSame(refusal(named('image', 'image[]')), duplicate('image'))
  t.match(refusal(named('image[0]', 'image[0]')), { code: 'duplicate_parameter' })
  const hostile = toFormBody([{ name: '__proto__', value: 'x' }])
  t.strictSame(refusal(edit(hostile, { format: 'form' })), unknown('__proto__'))
})

t.test('parameters that a model lacks, and the parameters of the other format', async t => {
  for (const name of ['output_format', 'quality', 'background', 'style', 'markup']) t.strictSame(dallEForm({ [name]: 'x' }), unknown(name))
  for (const name of ['response_format', 'style', 'moderation', 'bogus']) t.strictSame(gptForm({ [name]: 'x' }), unknown(name))
  t.strictSame(gptForm({ images: 'x' }), refused("Unknown parameter: 'images'. For multipart/form-data use 'image' or 'image[]'.", 'images', 'invalid_value'))
  t.strictSame(json({ image: 'x' }), refused("Unknown parameter: 'image'. For application/json on /v1/images/edits, use 'images' (array).", 'image', 'invalid_value'))
  t.strictSame(gptForm({ markup: file }), unknown('markup'))
  t.equal(gptForm({ model: 'gpt-image-2.5-flare', markup: file }), undefined)
})

t.test('input_fidelity depends on the model', async t => {
  for (const model of ['gpt-image-2', 'gpt-image-2.5-flare', 'gpt-image-2.6-sunburst']) {
    t.strictSame(gptForm({ model, input_fidelity: 'low' }), {
      status: 400,
      message: `The model '${model}' does not support the 'input_fidelity' parameter.`,
      type: 'image_generation_user_error',
      param: 'input_fidelity',
      code: 'invalid_input_fidelity_model'
    })
  }
  for (const model of ['gpt-image-1', 'gpt-image-1.5']) {
    t.equal(gptForm({ model, input_fidelity: 'high' }), undefined)
    t.match(gptForm({ model, input_fidelity: 'max' }), { message: "Invalid value: 'max'. Supported values are: 'high' and 'low'." })
  }
  t.match(gptForm({ model: 'gpt-image-1-mini', input_fidelity: 'high' }), { code: 'invalid_value' })
  const inSummer = createValidate({ contract: editContract, servedModels: createServedModels({ asOf: '2026-06-01' }) })
  t.strictSame(formRefusal({ model: 'gpt-image-1-mini', image: file, prompt, input_fidelity: 'low' }, inSummer), unknown('input_fidelity'))
})

t.test('a file of 50 MB is too large', async t => {
  const limit = 50 * 2 ** 20
  t.strictSame(gptForm({ image: fileOf({ bytes: Buffer.alloc(limit) }) }), {
    status: 413, message: `Maximum content size limit (${limit}) exceeded (${limit} bytes read)`, type: 'server_error', param: null, code: null
  })
  t.equal(gptForm({ image: fileOf({ bytes: Buffer.alloc(limit - 1) }) }), undefined)
})

t.test('JSON: references to images', async t => {
  for (const images of [[{ file_id: 'file-1' }], [{ image_url: 'https://example.com/a.png' }], [{ image_url: 'data:image/png;base64,AAAA' }]]) t.equal(json({ images }), undefined)
  t.equal(json({ mask: null }), undefined)
  t.equal(json({ moderation: 'low', mask: { file_id: 'file-2' } }), undefined)
  for (const [images, refusal] of [
    [undefined, refused("Missing required parameter: 'images'.", 'images', 'missing_required_parameter')],
    [null, refused("Invalid type for 'images': expected an array of objects, but got null instead.", 'images', 'invalid_type')],
    [{}, refused("Invalid type for 'images': expected an array of objects, but got an object instead.", 'images', 'invalid_type')],
    [['https://example.com'], refused("Invalid type for 'images[0]': expected an object, but got a string instead.", 'images[0]', 'invalid_type')],
    [[], refused("Invalid 'images': empty array. Expected an array with minimum length 1, but got an empty array instead.", 'images', 'empty_array')],
    [[{}], refused("Missing required parameter: 'images[0].image_url'.", 'images[0].image_url', 'missing_required_parameter')],
    [[{ file_id: 'a', extra: 1 }], unknown('images[0].extra')],
    [[{ file_id: 1 }], refused("Invalid type for 'images[0].file_id': expected a string, but got an integer instead.", 'images[0].file_id', 'invalid_type')],
    [[{ image_url: 'ftp://example.com/a.png' }], refused("Invalid 'images[0].image_url'. Expected a valid URL, but got a value with an invalid format.", 'images[0].image_url', 'invalid_value')],
    [[{ image_url: 'x:' }, {}], refused("Invalid 'images[0].image_url'. Expected a valid URL, but got a value with an invalid format.", 'images[0].image_url', 'invalid_value')]
  ] as const) {
    const body = { model: 'gpt-image-2', prompt, ...(images !== undefined && { images }) }
    t.strictSame(refusal_(body), refusal, JSON.stringify(images))
  }
  t.match(json({ images: [{ file_id: 'a', image_url: 'https://example.com' }] }), { code: 'mutually_exclusive_parameters' })
  t.match(json({ images: Array(17).fill({ file_id: 'a' }) }), { code: 'array_above_max_length' })
  t.match(json({ images: [{ image_url: `data:image/png;base64,${'A'.repeat(20_971_520)}` }] }), { code: 'string_above_max_length' })
  t.match(json({ model: 'dall-e-2' }), { message: "The model 'dall-e-2' does not exist." })
  t.match(json({ model: undefined }), undefined)
})

function refusal_ (body: object) {
  return refusal(edit(body))
}

t.test('the default model of a request without one', async t => {
  const modelOf = (fields: Fields, validate = edit) => {
    const result = validate(toFormBody(partsOf({ image: file, prompt, ...fields })), { format: 'form' })
    return result instanceof ApiError ? result.message : result.parameters.model
  }
  t.equal(modelOf({}), 'dall-e-2')
  t.equal(modelOf({ size: '256x256', n: '2' }), 'dall-e-2')
  t.equal(modelOf({ quality: 'low' }), 'gpt-image-1.5')
  t.equal(modelOf({ image: [file, file] }), 'gpt-image-1.5')
  const afterDallE = createValidate({ contract: editContract, servedModels: createServedModels({ asOf: '2026-06-01' }) })
  t.equal(modelOf({}, afterDallE), 'gpt-image-1.5')
  const december = createValidate({ contract: editContract, servedModels: createServedModels({ asOf: '2026-12-01' }) })
  t.equal(modelOf({}, december), "The model 'gpt-image-1.5' does not exist.")
  t.equal(modelOf({ model: 'our-alias', quality: 'low' }), 'our-alias')
})

t.test('the order of checks: unknown parameters, prompt, images, n, quality, compression, size, then the model', async t => {
  const wrong: Array<[string, Value]> = [
    ['bogus', 'x'], ['prompt', ''], ['image', 'x'], ['n', '0'], ['quality', 'x'], ['output_compression', '101'], ['size', 'x'], ['model', 'gpt-image-9']
  ]
  const validate = createValidate({ contract: editContract, unknownModels: 'reject' })
  for (const [index, [name]] of wrong.entries()) {
    const found = formRefusal({ model: 'gpt-image-2', image: file, prompt, ...Object.fromEntries(wrong.slice(index)) }, validate)
    t.equal(found?.param, name === 'size' ? 'model' : name, name)
  }
})

t.test('refusals of variations have the wording of the first backend', async t => {
  t.equal(variationForm({ model: 'dall-e-2', n: '2', size: '256x256', response_format: 'b64_json', user: 'x' }), undefined)
  t.equal(variationForm({ image: fileOf({ mediaType: 'application/octet-stream' }) }), undefined, 'the bytes decide')
  const legacy = (message: string) => refused(message, null, null)
  t.strictSame(formRefusal({}, variation), legacy("'image' is a required property"))
  t.strictSame(variationForm({ prompt }), legacy("Additional properties are not allowed ('prompt' was unexpected)"))
  t.strictSame(variationForm({ model: 'gpt-image-1', size: '1024x1536' }), legacy("'1024x1536' is not one of ['256x256', '512x512', '1024x1024'] - 'size'"))
  t.strictSame(variationForm({ model: 'gpt-image-1' }), legacy('Invalid model gpt-image-1. The model argument should be left blank.'))
  t.strictSame(variationForm({ n: '15' }), legacy("15 is greater than the maximum of 10 - 'n'"))
  t.strictSame(variationForm({ n: '0' }), legacy("0 is less than the minimum of 1 - 'n'"))
  t.strictSame(variationForm({ n: 'two' }), legacy("'two' is not of type 'integer' - 'n'"))
  t.strictSame(variationForm({ n: ['1', '2'] }), legacy("['1', '2'] is not of type 'integer' - 'n'"))
  t.strictSame(variationForm({ size: file }), legacy("<file> is not of type 'string' - 'size'"))
  t.strictSame(variationForm({ response_format: 'base64' }), legacy("'base64' is not one of ['b64_json', 'url'] - 'response_format'"))
  const ended = createValidate({ contract: variationContract, servedModels: createServedModels({ asOf: '2026-05-12' }) })
  const result = ended(toFormBody(partsOf({ image: file })), { format: 'form' })
  t.match(result, { status: 404, body: '' })
})

t.test('decoded images are checked in the order of the family', async t => {
  const image = (decoded: object = {}, bytes = 1000): InputImage => ({
    name: 'image', bytes, decoded: { format: 'png', width: 64, height: 64, mode: 'RGBA', hasAlpha: true, transparency: 'some', ...decoded }
  })
  const broken = { ...image(), decoded: undefined }
  const check = (model: string, images: { images: InputImage[], mask?: InputImage, markup?: InputImage }, { format = 'form', contract = editContract, ...parameters } = {} as { format?: 'form' | 'json', contract?: RequestContract, output_format?: string }) => {
    const { inputChecks } = contract.families[format]![models.get(model)!.family.name]!
    for (const run of inputChecks!) {
      const found = run(images, { prompt, model, n: 1, size: 'auto', ...parameters })
      if (found) return { message: found.message, type: found.envelope.error.type, code: found.envelope.error.code }
    }
    return undefined
  }
  t.equal(check('dall-e-2', { images: [image()] }), undefined)
  const notPng = { message: 'Uploaded image must be a PNG and less than 4 MB.', code: 'invalid_image_format' }
  t.match(check('dall-e-2', { images: [broken] }), notPng)
  t.match(check('dall-e-2', { images: [image({ format: 'jpeg' })] }), notPng)
  t.match(check('dall-e-2', { images: [image({}, 4 * 2 ** 20)] }), notPng)
  t.equal(check('dall-e-2', { images: [image({}, 4 * 2 ** 20 - 1)] }), undefined)
  t.match(check('dall-e-2', { images: [image()], mask: broken }), notPng)
  t.match(check('dall-e-2', { images: [image({ width: 80 })] }), { message: 'Invalid input image - expected an image with equal width and height, got 80x64 instead.' })
  t.match(check('dall-e-2', { images: [image({ mode: 'RGB' })] }), { message: "Invalid input image - format must be in ['RGBA', 'LA', 'L'], got RGB." })
  t.equal(check('dall-e-2', { images: [image({ mode: 'RGB' })], mask: image() }), undefined)
  t.match(check('dall-e-2', { images: [image()], mask: image({ width: 32, height: 32 }) }), { code: 'invalid_mask_image_format' })

  const contract = variationContract
  t.equal(check('dall-e-2', { images: [image({ mode: 'RGB' })] }, { contract }), undefined)
  t.match(check('dall-e-2', { images: [image({ mode: 'P' })] }, { contract }), { message: "Invalid input image - format must be in ['RGB', 'RGBA'], got P." })

  t.equal(check('gpt-image-2', { images: [image({ format: 'webp', mode: 'RGB', hasAlpha: false })] }), undefined)
  t.strictSame(check('gpt-image-2', { images: [image(), broken] }), {
    message: 'Invalid image file or mode for image 2, please check your image file.', type: 'image_generation_user_error', code: 'invalid_image_file'
  })
  t.match(check('gpt-image-2', { images: [broken] }, { format: 'json' }), { message: 'Invalid image data.', code: 'invalid_image_file' })
  t.match(check('gpt-image-2', { images: [image({ format: 'gif' })] }), { code: 'invalid_image_file' })
  for (const [mask, words] of [
    [{ hasAlpha: false }, 'mask image missing alpha channel'], [{ width: 63 }, 'mask size does not match image size'], [{ transparency: 'all' }, 'mask image is fully transparent']
  ] as const) {
    t.match(check('gpt-image-2', { images: [image()], mask: image(mask) }), { message: `Invalid mask image format - ${words}`, code: 'invalid_mask_image_format' })
  }
  t.equal(check('gpt-image-2', { images: [image()], mask: image({ transparency: 'none' }) }), undefined)
  t.match(check('gpt-image-2.5-flare', { images: [image()], mask: image(), markup: image() }), { code: 'mutually_exclusive_parameters' })
  t.match(check('gpt-image-2.5-flare', { images: [image()], markup: image({ transparency: 'none' }) }), { code: 'invalid_markup_image_format' })
  t.match(check('gpt-image-2.6-flare', { images: [image()], mask: image() }, { output_format: 'gif' }), { message: 'Masks are not supported for GIF output format' })
})

t.test('the images of a body have the names that refusals use', async t => {
  const namesOf = (model: string, body: object, format: 'form' | 'json') =>
    inputsOf(body as Record<string, unknown>, parameterSchemas({ ...models.get(model)!, family: editContract.families[format]![models.get(model)!.family.name]! }))
      .map(({ role, read }) => `${role} ${read().name} ${read().source.kind}`)
  t.strictSame(namesOf('gpt-image-2', { image: [file, file], mask: file }, 'form'), ['image image[0] file', 'image image[1] file', 'mask mask file'])
  t.strictSame(namesOf('dall-e-2', { image: file }, 'form'), ['image image file'])
  t.strictSame(namesOf('gpt-image-2', {
    images: [{ image_url: 'data:image/png;base64,QQ==' }, { image_url: 'https://example.com' }, { file_id: 'file-1' }], mask: { file_id: 'file-2' }
  }, 'json'), ['image images[0].image_url file', 'image images[1].image_url url', 'image images[2].file_id file_id', 'mask mask.file_id file_id'])
})

t.test('the journal shows bodies without the content of files', async t => {
  t.strictSame(describeForm({ prompt, image: [file] }), { prompt, image: [{ filename: 'otter.png', type: 'image/png', bytes: 3, sha256: file.sha256 }] })
  const long = `data:image/png;base64,${'A'.repeat(1000)}`
  const described = describeReferences({ prompt, images: [{ image_url: long }, { file_id: 'x' }] })
  t.match(described, { prompt, images: [{ image_url: /^data:image\/png;base64,\.\.\. \(1022 characters, sha256 [0-9a-f]{64}\)$/ }, { file_id: 'x' }] })
  t.equal(describeReferences({ images: [{ image_url: 'https://example.com' }] }), undefined)
  t.match(describeReferences({ image: long }), { image: /^data:image\/png;base64,\.\.\. / }, 'also for members that are refused')
  t.match(describeReferences({ images: [long], mask: { image_url: long } }), { images: [/^data.*\.\.\. /], mask: { image_url: /^data.*\.\.\. / } })
})

t.test('usage counts the tokens of the images, multiplied by n', async t => {
  const input = (imageTokens: Parameters<typeof usageOf>[0]['imageTokens'], inputs: Array<[number, number]>, more: object = {}) => usageOf({
    imageTokens, quality: 'high', size: '1024x1024', n: 1, promptTokens: 5, inputs: inputs.map(([width, height]) => ({ width, height })), ...more
  }).input_tokens_details
  const tiles = models.get('gpt-image-1')!.imageTokens!
  t.strictSame(input(tiles, [[1024, 1024]]), { image_tokens: 194, text_tokens: 27 }, 'recorded')
  t.strictSame(input(tiles, [[1024, 1024], [1024, 1024]]), { image_tokens: 388, text_tokens: 43 }, 'recorded')
  t.strictSame(input(tiles, [[1960, 1000]]), { image_tokens: 323, text_tokens: 39 }, 'recorded')
  t.equal(input(tiles, [[1024, 1025]]).image_tokens, 194)
  t.equal(input(tiles, [[512, 513]]).image_tokens, 323)
  t.equal(input(tiles, [[1024, 1024]], { inputFidelity: 'high' }).image_tokens, 194 + 4160)
  t.equal(input(tiles, [[1024, 1536]], { inputFidelity: 'high' }).image_tokens, 323 + 6240)
  t.equal(input(tiles, [[1024, 1024], [1024, 1024]], { n: 2 }).image_tokens, 776)
  const patches = models.get('gpt-image-2')!.imageTokens!
  for (const [width, height, tokens] of [[128, 128, 64], [512, 512, 1024], [1024, 1024, 1024], [1024, 1536, 1536], [2048, 2048, 1521], [4096, 4096, 1521]] as const) {
    t.strictSame(input(patches, [[width, height]]), { image_tokens: tokens, text_tokens: 12 }, `${width}x${height}`)
  }
  t.equal(input(patches, Array(4).fill([1024, 1024])).image_tokens, 4096)
})
