/** The contract of the GPT image models: what they accept and refuse, in which words and in which order. */
import t from 'tap'
import { gptImage } from '../../src/contract/families/gpt-image.js'
import { models } from '../../src/contract/models.js'
import { createServedModels } from '../../src/contract/served-models.js'
import { createValidate, type ValidationOptions } from '../../src/contract/validation/validate.js'
import { ApiError } from '../../src/errors/api-error.js'

const gptModels = [...models].filter(([, { family }]) => family === gptImage).map(([name]) => name)
const oldModels = ['gpt-image-1', 'gpt-image-1-mini', 'gpt-image-1.5', 'gpt-image-1.5-2025-12-16', 'chatgpt-image-latest']
const newestModels = ['gpt-image-2.6-flare', 'gpt-image-2.6-sunburst']
const prompt = 'An otter'

function refusalOf (body: object, options?: ValidationOptions, asOf?: string) {
  const result = createValidate(options)({ model: 'gpt-image-2', prompt, ...body }, { asOf })
  return result instanceof ApiError ? { status: result.status, ...result.envelope.error } : undefined
}

function requestOf (body: object, asOf?: string) {
  const result = createValidate()({ model: 'gpt-image-2', prompt, ...body }, { asOf })
  if (result instanceof ApiError) throw result
  return result
}

const refused = (message: string, param: string | null, code: string) => ({ status: 400, message, type: 'invalid_request_error', param, code })
const refusedByModel = (message: string, param: string | null, code: string) => ({ ...refused(message, param, code), type: 'image_generation_user_error' })
const invalidValue = (value: string, list: string, param: string) => refused(`Invalid value: '${value}'. Supported values are: ${list}.`, param, 'invalid_value')
const invalidType = (param: string, expected: string, got: string) =>
  refused(`Invalid type for '${param}': expected ${expected}, but got ${got} instead.`, param, 'invalid_type')
const unknownParameter = (name: string) => refused(`Unknown parameter: '${name}'.`, name, 'unknown_parameter')

t.test('a body with only a model and a prompt has every default resolved', async t => {
  for (const model of gptModels) {
    const { user, safety_identifier: identifier, ...parameters } = requestOf({ model }).parameters
    t.strictSame(parameters, {
      prompt,
      model,
      n: 1,
      size: 'auto',
      quality: 'auto',
      output_format: 'png',
      output_compression: 100,
      background: 'auto',
      moderation: 'auto',
      stream: false,
      partial_images: 0
    })
  }
})

t.test('`auto` becomes what the model chooses: size, quality and an opaque background', async t => {
  for (const [model, size, quality] of [
    ['gpt-image-1', '1024x1024', 'high'], ['gpt-image-1-mini', '1024x1024', 'high'], ['gpt-image-1.5', '1024x1024', 'medium'],
    ['chatgpt-image-latest', '1024x1024', 'medium'], ['gpt-image-2', '1254x1254', 'medium'], ['gpt-image-2-2026-04-21', '1254x1254', 'medium'],
    ['gpt-image-2.5-flare', '1254x1254', 'medium'], ['gpt-image-2.6-sunburst', '1254x1254', 'medium']
  ] as const) {
    t.match(requestOf({ model }).effective, { size, quality, background: 'opaque', moderation: 'auto' }, model)
  }
  const given = { size: '1536x1024', quality: 'low', background: 'opaque' }
  const { parameters, effective } = requestOf(given)
  t.match(parameters, given)
  t.equal(effective, parameters, 'nothing to choose')
})

t.test('each value that the schema refuses has OpenAI\'s wording', async t => {
  const tooLong = 'x'.repeat(32_001)
  for (const [body, refusal] of [
    [{ prompt: '' }, refused("Invalid 'prompt': empty string. Expected a string with minimum length 1, but got an empty string instead.", 'prompt', 'empty_string')],
    [{ prompt: null }, invalidType('prompt', 'a string', 'null')],
    [{ prompt: 123 }, invalidType('prompt', 'a string', 'an integer')],
    [{ prompt: tooLong }, refused("Invalid 'prompt': string too long. Expected a string with maximum length 32000, but got a string with length 32001 instead.", 'prompt', 'string_above_max_length')],
    [{ n: 11 }, refused("Invalid 'n': integer above maximum value. Expected a value <= 10, but got 11 instead.", 'n', 'integer_above_max_value')],
    [{ n: 0 }, refused("Invalid 'n': integer below minimum value. Expected a value >= 1, but got 0 instead.", 'n', 'integer_below_min_value')],
    [{ n: -1 }, refused("Invalid 'n': integer below minimum value. Expected a value >= 1, but got -1 instead.", 'n', 'integer_below_min_value')],
    [{ n: '2' }, invalidType('n', 'an integer', 'a string')],
    [{ n: 1.5 }, invalidType('n', 'an integer', 'a decimal number')],
    [{ n: true }, invalidType('n', 'an integer', 'a boolean')],
    [{ output_compression: 101 }, refused("Invalid 'output_compression': integer above maximum value. Expected a value <= 100, but got 101 instead.", 'output_compression', 'integer_above_max_value')],
    [{ output_compression: -1 }, refused("Invalid 'output_compression': integer below minimum value. Expected a value >= 0, but got -1 instead.", 'output_compression', 'integer_below_min_value')],
    [{ output_compression: 1.5 }, invalidType('output_compression', 'an integer', 'a decimal number')],
    [{ output_compression: '50' }, invalidType('output_compression', 'an integer', 'a string')],
    [{ partial_images: 4 }, refused("Invalid 'partial_images': integer above maximum value. Expected a value <= 3, but got 4 instead.", 'partial_images', 'integer_above_max_value')],
    [{ partial_images: -1 }, refused("Invalid 'partial_images': integer below minimum value. Expected a value >= 0, but got -1 instead.", 'partial_images', 'integer_below_min_value')],
    [{ partial_images: '2' }, invalidType('partial_images', 'an integer', 'a string')],
    [{ quality: 'ultra' }, invalidValue('ultra', "'low', 'medium', 'high', and 'auto'", 'quality')],
    [{ quality: 'standard' }, invalidValue('standard', "'low', 'medium', 'high', and 'auto'", 'quality')],
    [{ quality: 'hd' }, invalidValue('hd', "'low', 'medium', 'high', and 'auto'", 'quality')],
    [{ quality: '' }, invalidValue('', "'low', 'medium', 'high', and 'auto'", 'quality')],
    [{ quality: 1 }, invalidType('quality', "one of 'low', 'medium', 'high', or 'auto'", 'an integer')],
    [{ quality: [] }, invalidType('quality', "one of 'low', 'medium', 'high', or 'auto'", 'an array')],
    [{ output_format: 'gif' }, invalidValue('gif', "'png', 'webp', and 'jpeg'", 'output_format')],
    [{ output_format: 'svg' }, invalidValue('svg', "'png', 'webp', and 'jpeg'", 'output_format')],
    [{ output_format: 1 }, invalidType('output_format', "one of 'png', 'webp', or 'jpeg'", 'an integer')],
    [{ moderation: 'bogus' }, invalidValue('bogus', "'auto' and 'low'", 'moderation')],
    [{ moderation: 1 }, invalidType('moderation', "one of 'auto' or 'low'", 'an integer')],
    [{ background: 'bogus' }, invalidValue('bogus', "'transparent', 'opaque', and 'auto'", 'background')],
    [{ background: {} }, invalidType('background', "one of 'transparent', 'opaque', or 'auto'", 'an object')],
    [{ stream: 'yes' }, invalidType('stream', 'a boolean', 'a string')],
    [{ size: 123 }, invalidType('size', 'a string', 'an integer')],
    [{ safety_identifier: 1 }, invalidType('safety_identifier', 'a string', 'an integer')],
    [{ model: 123 }, invalidType('model', 'a string', 'an integer')]
  ] as const) t.strictSame(refusalOf(body), refusal, JSON.stringify(body).slice(0, 60))
  const withoutPrompt = createValidate()({ model: 'gpt-image-2' }) as ApiError
  t.strictSame(withoutPrompt.envelope.error, { message: "Missing required parameter: 'prompt'.", type: 'invalid_request_error', param: 'prompt', code: 'missing_required_parameter' })
})

t.test('parameters of other families, parameters of edits and misspelled ones are unknown to every model, even with null', async t => {
  for (const model of gptModels) {
    for (const name of ['response_format', 'style', 'input_fidelity', 'mask', 'image', 'images', 'bogus_field']) {
      for (const value of [null, 'url']) t.strictSame(refusalOf({ model, [name]: value }), unknownParameter(name), `${model} ${name}`)
    }
  }
  t.equal(refusalOf({ response_format: 'url' }, { unknownParameters: 'ignore' }), undefined)
})

t.test('null is the same as leaving a parameter out, and `user` may be of any type', async t => {
  const nulls = Object.fromEntries(['n', 'quality', 'size', 'stream', 'output_compression', 'partial_images', 'background', 'output_format', 'moderation',
    'safety_identifier', 'user', 'complexity', 'svg'].map(name => [name, null]))
  for (const model of gptModels) t.strictSame(requestOf({ model, ...nulls }), requestOf({ model }))
  t.equal(requestOf({ user: 'a' }).parameters['user'], 'a')
  t.equal(requestOf({ user: 123 }).parameters['user'], '123')
  t.equal(requestOf({ user: { id: 1 } }).parameters['user'], '{"id":1}')
  const deep = JSON.parse('['.repeat(400_000) + ']'.repeat(400_000))
  t.equal(requestOf({ user: deep }).parameters['user'], '[ [ [ [Array] ] ] ]', 'only the outer levels of a value that is very deep')
})

t.test('gpt-image-1, -mini and -1.5 have three sizes', async t => {
  for (const model of oldModels) {
    for (const size of ['auto', '1024x1024', '1024x1536', '1536x1024']) t.equal(refusalOf({ model, size }), undefined)
    for (const size of ['512x512', '1792x1024', '1254x1254', '1536x864', '']) {
      t.strictSame(refusalOf({ model, size }), refusedByModel(`Invalid size '${size}'. Supported sizes are 1024x1024, 1024x1536, 1536x1024, and auto.`, 'size', 'invalid_value'))
    }
  }
})

t.test('the later models accept any size within their limits', async t => {
  const tooFew = 'Requested resolution is below the current minimum pixel budget.'
  const tooMany = 'Requested resolution exceeds the current pixel budget.'
  const form = "Expected WIDTHxHEIGHT, for example '1824x1024'."
  const divisible = 'Width and height must both be divisible by 16.'
  for (const model of gptModels.filter(name => !oldModels.includes(name))) {
    const sizes = [
      '1024x1024', '1536x1024', '1024x1536', '2048x2048', '2048x1152', '3840x2160', '2160x3840', '1536x864', '1536x896', '2560x1440', '816x816',
      '976x704', '960x720', '1072x1072', '1376x992', '1792x1024', '1024x1792', 'auto'
    ]
    t.strictSame(sizes.filter(size => refusalOf({ model, size }) !== undefined), [], model)
    for (const [size, problem] of [
      ['bogus', form], ['0x0', form], ['', form], ['1024X1024', form], ['9x9', divisible], ['1792x936', divisible], ['1254x1254', divisible],
      ['4096x4096', 'The longest edge must be less than or equal to 3840.'], ['1920x480', 'The maximum supported aspect ratio is 3:1.'],
      ['256x256', tooFew], ['512x512', tooFew], ['768x768', tooFew], ['800x800', tooFew], ['576x1024', tooFew], ['1024x576', tooFew],
      ['3008x3008', tooMany], ['3840x2832', tooMany], ['2560x3840', tooMany]
    ] as const) t.strictSame(refusalOf({ model, size }), refusedByModel(`Invalid size '${size}'. ${problem}`, 'size', 'invalid_value'))
  }
})

t.test('gpt-image-2.5 and later support the qualities xhigh and max', async t => {
  for (const model of gptModels) {
    for (const quality of ['low', 'medium', 'high', 'auto']) t.equal(refusalOf({ model, quality }), undefined)
    for (const quality of ['xhigh', 'max']) {
      t.strictSame(refusalOf({ model, quality }), /2\.[56]/.test(model)
        ? undefined
        : refusedByModel(`The model '${model}' does not support quality '${quality}'`, 'quality', 'invalid_value'))
    }
  }
})

t.test('a transparent background is refused for gpt-image-2 and for JPEG', async t => {
  const background = 'transparent'
  for (const model of gptModels) {
    const noTransparency = /^gpt-image-2(-2026|$)/.test(model)
      ? refusedByModel('Transparent background is not supported for this model.', 'background', 'invalid_value')
      : undefined
    for (const format of ['png', 'webp']) t.strictSame(refusalOf({ model, background, output_format: format }), noTransparency, `${model} ${format}`)
    t.strictSame(refusalOf({ model, background, output_format: 'jpeg' }), noTransparency ??
      refusedByModel('Transparent background is not supported for JPEG output format', null, 'invalid_transparent_background_output_format'))
  }
})

t.test('compression is refused for PNG, which is the default format', async t => {
  const refusal = refusedByModel('Compression less than 100 is not supported for PNG output format', null, 'invalid_png_output_compression')
  for (const body of [{}, { output_format: 'png' }, { output_format: null }]) {
    t.strictSame(refusalOf({ ...body, output_compression: 99 }), refusal)
    t.equal(refusalOf({ ...body, output_compression: 100 }), undefined)
  }
  for (const format of ['jpeg', 'webp']) {
    for (const compression of [0, 50, 100]) t.equal(refusalOf({ output_format: format, output_compression: compression }), undefined)
  }
})

t.test('only the newest models accept GIF files, their options and complexity', async t => {
  const gif = { output_format: 'gif' }
  for (const model of newestModels) {
    t.equal(refusalOf({ model, ...gif, frame_count: 2, frame_duration_ms: 10, complexity: 'low', background: 'transparent' }), undefined)
    t.equal(refusalOf({ model, ...gif, size: '2160x3840', frame_count: 4 }), undefined, 'four frames fit')
    t.strictSame(requestOf({ model, ...gif, frame_count: 16 }).parameters['frame_count'], 16)
    t.strictSame(refusalOf({ model, output_format: 'bmp' }), invalidValue('bmp', "'png', 'webp', and 'jpeg'", 'output_format'))
    t.match(refusalOf({ model, ...gif, frame_count: 17 }), { message: "Invalid 'frame_count': integer above maximum value. Expected a value <= 16, but got 17 instead." })
    t.match(refusalOf({ model, ...gif, frame_count: 1 }), { code: 'integer_below_min_value' })
    t.match(refusalOf({ model, ...gif, frame_duration_ms: 0 }), { code: 'integer_below_min_value' })
    t.match(refusalOf({ model, complexity: 'max' }), { message: "Invalid value: 'max'. Supported values are: 'low', 'medium', and 'high'." })
    for (const [body, message, param, code] of [
      [{ ...gif, output_compression: 50 }, 'Compression less than 100 is not supported for GIF output format', null, 'invalid_gif_output_compression'],
      [{ ...gif, partial_images: 1 }, 'Partial images are not supported for GIF output format', 'partial_images', 'invalid_value'],
      [{ ...gif, size: '2160x3840' }, "Invalid size '2160x3840'. Requested resolution exceeds the current pixel budget.", 'size', 'invalid_value'],
      [{ ...gif, stream: true }, 'Streaming is not supported for GIF output format', 'stream', 'invalid_value'],
      [{ frame_count: 4 }, 'Frame count is only supported for GIF output format', 'frame_count', 'invalid_value'],
      [{ frame_duration_ms: 40 }, 'Frame duration is only supported for GIF output format', 'frame_duration_ms', 'invalid_value']
    ] as const) t.strictSame(refusalOf({ model, ...body }), refusedByModel(message, param, code))
  }
  for (const model of gptModels.filter(name => !newestModels.includes(name))) {
    for (const name of ['complexity', 'frame_count', 'frame_duration_ms']) t.strictSame(refusalOf({ model, [name]: 2 }), unknownParameter(name))
  }
})

t.test('what the mock does not imitate is refused with a message of its own', async t => {
  const ours = (message: string, param: string) => refused(message, param, 'not_imitated_by_mock')
  t.equal(refusalOf({ stream: true }), undefined)
  t.strictSame(refusalOf({ stream: true, n: 2 }), refusedByModel('Streaming is only supported with n=1.', 'input', 'unsupported_parameter'))
  t.strictSame(refusalOf({ svg: { model: 'gpt-6' } }), ours('openai-images-mock does not make SVG files. Leave out svg.', 'svg'))
  for (const model of newestModels) {
    t.strictSame(refusalOf({ model, output_format: 'svg' }), ours('openai-images-mock does not make SVG files. Set output_format to png, webp, jpeg or gif.', 'output_format'))
  }
  t.equal(refusalOf({ partial_images: 3 }), undefined, 'without a stream it has no effect')
})

t.test('returns one error, the first in the order of checks', async t => {
  const unserved = { unknownModels: 'reject', servedModels: createServedModels({ isNamed: name => name.startsWith('gpt') }) } as const
  const faults = [
    ['model', { model: 3 }], ['bogus', { bogus: 1 }], ['prompt', { prompt: '' }], ['n', { n: 0 }], ['quality', { quality: 'ultra' }],
    ['output_format', { output_format: 'bmp' }], ['output_compression', { output_compression: 101 }], ['stream', { stream: 'yes' }],
    ['partial_images', { partial_images: 4 }], ['size', { size: 1 }], ['moderation', { moderation: 'x' }], ['background', { background: 'x' }],
    ['safety_identifier', { safety_identifier: 1 }], ['model', { model: 'gpt-image-9' }]
  ] as const
  for (const [first, [param]] of faults.entries()) {
    const members = faults.slice(first).map(([, member]) => member).reverse()
    t.equal(refusalOf(Object.assign({}, ...members), unserved)?.param, param, param)
  }
  // Measured pairs.
  t.equal(refusalOf({ n: null, output_compression: 101 })?.param, 'output_compression')
  t.equal(refusalOf({ input_fidelity: 'low', n: 0 })?.param, 'input_fidelity')
  const last = ['size', 'quality', 'background', 'jpeg', 'stream']
  const bodies = [
    { size: '1x1' }, { quality: 'max' }, { background: 'transparent' }, {}, { stream: true, n: 2 }
  ]
  for (const [first, name] of last.entries()) {
    const found = refusalOf(Object.assign({ model: 'gpt-image-2' }, ...bodies.slice(first)))
    t.equal(found?.param, { size: 'size', quality: 'quality', background: 'background', jpeg: 'input', stream: 'input' }[name])
  }
})
