/** `validation: schema`: what the newest published schema allows is accepted for every model, and everything else is refused. */
import t from 'tap'
import type { Family, ParameterSchema } from '../../src/contract/families/family.js'
import { models } from '../../src/contract/models.js'
import { requestContracts } from '../../src/contract/operations/all-contracts.js'
import { publishedContract } from '../../src/contract/operations/published-contract.js'
import type { OperationName } from '../../src/contract/operations/operations.js'
import type { RequestContract } from '../../src/contract/operations/request-contract.js'
import { createServedModels } from '../../src/contract/served-models.js'
import { createValidate, type ValidateOptions } from '../../src/contract/validation/validate.js'
import { ApiError } from '../../src/errors/api-error.js'

const prompt = 'A cute baby sea otter'
const file = { filename: 'README.md', mediaType: 'application/octet-stream', bytes: Buffer.from('Example data'), sha256: '00' }
const names = [undefined, null, 'string', ...models.keys()]

function validateBy (operation: OperationName, asOf?: string) {
  const validateBody = createValidate({ contract: publishedContract(requestContracts[operation]), unknownParameters: 'ignore', servedModels: createServedModels({ asOf }) })
  return (body: object, options?: ValidateOptions) => {
    const result = validateBody(body, options)
    return result instanceof ApiError ? result.envelope.error : result
  }
}

const validate = validateBy('generation')
const refusalOf = (body: object) => {
  const result = validate({ prompt, ...body })
  return 'message' in result ? result : undefined
}

/** Every published value of a parameter, and the bounds of its range. */
function valuesOf ({ type, enum: values, anyOf, minimum, maximum, nullable }: ParameterSchema): unknown[] {
  return [
    ...values ?? anyOf?.flatMap(({ enum: values = [] }) => values) ?? [],
    ...type === 'boolean' ? [true, false] : type === 'integer' ? [minimum ?? -1, maximum ?? 1_000_000] : type === 'string' && !values ? ['text'] : [],
    ...nullable ? [null] : []
  ]
}

t.test('each published value of each parameter passes in each operation, regardless of the model', async t => {
  for (const [operation, format, others] of [
    ['generation', 'json', { prompt }],
    ['edit', 'form', { prompt, image: file }],
    ['edit', 'json', { prompt, images: [{ file_id: 'file-otter' }] }],
    ['variation', 'form', { image: file }]
  ] as const) {
    const validate = validateBy(operation)
    const contract: RequestContract = requestContracts[operation]
    const [{ request: { properties } }] = Object.values(contract.published.families[format]!) as [Family]
    for (const model of names) {
      for (const [name, schema] of Object.entries(properties)) {
        if (name === 'model') continue
        for (const value of valuesOf(schema)) {
          // An edit in JSON has a range of compression, and a form has texts.
          if (operation === 'edit' && format === 'json' && name === 'output_compression') continue
          if (format === 'form' && value === null) continue
          const body = { ...others, ...(model !== undefined && { model: model ?? undefined }), [name]: format === 'form' ? String(value) : value }
          const result = validate(body, { format })
          if ('message' in result) t.fail(`${operation} ${model} ${name}=${String(value)}: ${result.message}`)
        }
      }
      t.match(validate({ ...others, model, foo: 'bar' }, { format }), { operation }, 'an unknown member')
    }
  }
})

t.test('what the schema does not allow is refused in OpenAI\'s words', async t => {
  for (const [body, message] of [
    [{ prompt: 1 }, "Invalid type for 'prompt': expected a string, but got an integer instead."],
    [{ model: 2 }, "Invalid type for 'model': expected a string, but got an integer instead."],
    [{ n: 11, model: 'dall-e-3' }, "Invalid 'n': integer above maximum value. Expected a value <= 10, but got 11 instead."],
    [{ n: '1' }, "Invalid type for 'n': expected an integer, but got a string instead."],
    [{ size: 1024 }, "Invalid type for 'size': expected a string, but got an integer instead."],
    [{ quality: 'best' }, "Invalid value: 'best'. Supported values are: 'standard', 'hd', 'low', 'medium', 'high', 'xhigh', 'max', and 'auto'."],
    [{ style: 'other', model: 'gpt-image-2' }, "Invalid value: 'other'. Supported values are: 'vivid' and 'natural'."],
    [{ partial_images: 4 }, "Invalid 'partial_images': integer above maximum value. Expected a value <= 3, but got 4 instead."],
    [{ stream: 'yes', model: 'dall-e-2' }, "Invalid type for 'stream': expected a boolean, but got a string instead."],
    [{ user: 1, model: 'gpt-image-2' }, "Invalid type for 'user': expected a string, but got an integer instead."]
  ] as const) t.equal(refusalOf(body)?.message, message, JSON.stringify(body))
  t.match(validateBy('generation')({}), { message: "Missing required parameter: 'prompt'." })
  t.match(validateBy('variation')({ image: file, size: '7x7' }, { format: 'form' }), { message: "'7x7' is not one of ['256x256', '512x512', '1024x1024'] - 'size'" })
  t.match(validateBy('edit')({ images: [{ image_url: 'https://example.com/a.png', foo: 1 }], prompt }), { message: "Unknown parameter: 'images[0].foo'." })
  t.match(validateBy('edit')({ images: [], prompt }), { code: 'empty_array' })
})

t.test('what the mock cannot draw is refused as not imitated, in a sentence', async t => {
  for (const size of ['banana', '16x16', '63x64', '3841x1024', '3840x2176', '100000x1', '0x0', '']) {
    t.match(refusalOf({ size }), { param: 'size', code: 'not_imitated_by_mock', message: /^openai-images-mock cannot draw the size '.*'\. Set size to auto or to WIDTHxHEIGHT: edges from 64 to 3840, / }, size)
  }
  t.match(refusalOf({ size: '3840x2160', output_format: 'gif' }), { param: 'size', code: 'not_imitated_by_mock' })
  t.match(refusalOf({ output_format: 'svg' }), { param: 'output_format', code: 'not_imitated_by_mock' })
  t.match(refusalOf({ svg: { model: 'gpt-5' }, model: 'dall-e-2' }), { param: 'svg', code: 'not_imitated_by_mock' })
  for (const size of ['64x64', '64x3840', '3840x2160', '333x777', 'auto']) t.equal(refusalOf({ size, model: 'dall-e-2' }), undefined, size)
})

t.test('each model keeps its defaults, its choices and its delivery', async t => {
  t.match(validate({ prompt }), { parameters: { model: 'dall-e-2', size: '1024x1024', response_format: 'url', quality: undefined, background: undefined, stream: undefined } })
  t.match(validate({ prompt, model: 'dall-e-3', size: 'auto', quality: 'auto' }), {
    parameters: { size: 'auto', style: 'vivid' }, effective: { size: '1024x1024', quality: 'standard' }, model: { revisesPrompt: true }
  })
  t.match(validate({ prompt, model: 'gpt-image-2' }), {
    parameters: { response_format: undefined, style: undefined, quality: 'auto' }, effective: { size: '1024x1024', quality: 'medium', background: 'opaque' }
  })
  t.match(validate({ prompt, model: 'gpt-image-2', quality: 'hd' }), { parameters: { quality: 'hd' }, effective: { quality: 'high' } }, 'a quality that responses have')
  t.match(validate({ prompt, model: 'gpt-image-2', quality: 'max' }), { effective: { quality: 'max' } })
  t.match(validate({ prompt, background: 'transparent', output_format: 'jpeg', output_compression: 900 }), { effective: { background: 'opaque', output_compression: 100 } })
  t.match(validate({ prompt, stream: true, model: 'dall-e-3', n: 3 }), { parameters: { model: 'dall-e-3', n: 3 }, effective: { n: 1 }, model: { family: { name: 'gpt-image' } } })
})

t.test('a request without a model has one that is served', async t => {
  t.match(validate({ prompt, moderation: 'low' }), { parameters: { model: 'gpt-image-2' } }, 'published for parameters of the GPT image models')
  t.match(validate({ prompt, stream: false, safety_identifier: null }), { parameters: { model: 'dall-e-2' } })
  t.match(validateBy('generation', '2026-12-02')({ prompt }), { parameters: { model: 'gpt-image-2' } })
  t.match(validateBy('edit', '2026-12-02')({ prompt, image: file }, { format: 'form' }), { parameters: { model: 'gpt-image-2' } })
  t.match(validateBy('edit')({ prompt, images: [{ file_id: 'file-otter' }] }), { parameters: { model: 'gpt-image-1.5' } })
  t.match(validateBy('generation', '2026-12-02')({ prompt, model: 'dall-e-3' }), { message: "The model 'dall-e-3' does not exist." })
})
