import t from 'tap'
import { dallE } from '../../../src/contract/families/dall-e.js'
import { createValidate, type ValidationOptions } from '../../../src/contract/validation/validate.js'
import { models, parameterSchemas } from '../../../src/contract/models.js'
import { ApiError } from '../../../src/errors/api-error.js'

const dallEModels = new Map([...models].filter(([, { family }]) => family === dallE))
const prompt = 'A cute baby sea otter'

function refusalOf (body: unknown, options?: ValidationOptions) {
  const result = createValidate(options)(body)
  return result instanceof ApiError ? { status: result.status, ...result.envelope.error } : undefined
}

const refused = (message: string, param: string | null, code: string, type = 'invalid_request_error') =>
  ({ status: 400, message, type, param, code })

const wrongType = (name: string, expected: string, got: string) =>
  refused(`Invalid type for '${name}': expected ${expected}, but got ${got} instead.`, name, 'invalid_type')

const kinds: Array<[unknown, string]> = [
  [null, 'null'], ['x', 'a string'], [3, 'an integer'], [1.5, 'a decimal number'], [Infinity, 'a decimal number'],
  [true, 'a boolean'], [{}, 'an object'], [[], 'an array']
]

t.test('resolves every default for a body with only a prompt', async t => {
  t.match(createValidate()({ prompt }), {
    parameters: { prompt, model: 'dall-e-2', n: 1, size: '1024x1024', response_format: 'url', quality: undefined, style: undefined }
  })
  t.match(createValidate()({ prompt, model: 'dall-e-3' }), { parameters: { quality: 'standard', style: 'vivid' } })
})

t.test('treats null as omitted for nullable parameters only', async t => {
  const nulls = { model: null, n: null, response_format: null, size: null, style: null }
  t.strictSame(createValidate()({ prompt, ...nulls }), createValidate()({ prompt }))
  t.strictSame(refusalOf({ prompt, model: 'dall-e-3', quality: null }), wrongType('quality', "one of 'standard' or 'hd'", 'null'))
  t.strictSame(refusalOf({ prompt, quality: null }), refused("Unknown parameter: 'quality'.", 'quality', 'unknown_parameter'), 'dall-e-2 has none')
  t.strictSame(refusalOf({ prompt, user: null }), wrongType('user', 'a string', 'null'))
  t.strictSame(refusalOf({ prompt: null }), wrongType('prompt', 'a string', 'null'))
})

t.test('refuses a body that is not an object, and names its JSON type', async t => {
  for (const [body, kind] of kinds.filter(([, kind]) => kind !== 'an object')) {
    t.strictSame(refusalOf(body), refused(`Invalid type: expected an object, but got ${kind} instead.`, null, 'invalid_type'))
  }
})

t.test('refuses a value of the wrong type with the expected and the actual type', async t => {
  const expected: Record<string, string> = {
    prompt: 'a string',
    model: 'a string',
    n: 'an integer',
    response_format: "one of 'url' or 'b64_json'",
    size: "one of '256x256', '512x512', or '1024x1024'",
    user: 'a string'
  }
  for (const [name, expectation] of Object.entries(expected)) {
    for (const [value, kind] of kinds) {
      if (expectation.startsWith('one of') || expectation === 'a string' ? kind === 'a string' : kind === 'an integer') continue
      if (kind === 'null' && !['prompt', 'user'].includes(name)) continue
      t.strictSame(refusalOf({ prompt, [name]: value }), wrongType(name, expectation, kind), `${name}: ${kind}`)
    }
  }
})

t.test('lists the sizes of a model in the order of the API', async t => {
  const refusalOfSize = (model: string, size: unknown) => refusalOf({ prompt, model, size })?.message
  t.equal(refusalOfSize('dall-e-2', '512x51'), "Invalid value: '512x51'. Supported values are: '256x256', '512x512', and '1024x1024'.")
  t.equal(refusalOfSize('dall-e-3', '512x512'), "Invalid value: '512x512'. Supported values are: '1024x1024', '1024x1792', and '1792x1024'.")
  t.equal(refusalOfSize('dall-e-3', 512), "Invalid type for 'size': expected one of '1024x1024', '1024x1792', or '1792x1024', but got an integer instead.")
})

t.test('refuses n outside of 1 to 10 and writes the number in full', async t => {
  const above = (got: string) => refused(`Invalid 'n': integer above maximum value. Expected a value <= 10, but got ${got} instead.`, 'n', 'integer_above_max_value')
  const below = (got: string) => refused(`Invalid 'n': integer below minimum value. Expected a value >= 1, but got ${got} instead.`, 'n', 'integer_below_min_value')
  t.strictSame(refusalOf({ prompt, n: 11 }), above('11'))
  t.strictSame(refusalOf({ prompt, n: 1e21 }), above('1000000000000000000000'))
  t.strictSame(refusalOf({ prompt, n: 0 }), below('0'))
  t.strictSame(refusalOf({ prompt, n: -1 }), below('-1'))
})

t.test('refuses unknown parameters, `__proto__` and `constructor` included', async t => {
  for (const name of ['moderation', 'Prompt', '', '__proto__', 'constructor', 'toString']) {
    const body = JSON.parse(`{ "prompt": "x", ${JSON.stringify(name)}: 1 }`)
    t.strictSame(refusalOf(body), refused(`Unknown parameter: '${name}'.`, name, 'unknown_parameter'))
    t.equal(refusalOf(body, { unknownParameters: 'ignore' }), undefined)
  }
})

t.test('`stream` is accepted if it is false or null, and otherwise refused under every setting', async t => {
  const unknown = refused("Unknown parameter: 'stream'.", 'stream', 'unknown_parameter')
  for (const model of [...dallEModels.keys(), 'our-gateway/dall-e']) {
    for (const unknownParameters of ['reject', 'ignore'] as const) {
      const requestOf = (body: object) => createValidate({ unknownParameters })({ prompt, model, ...body })
      for (const stream of [false, null]) t.strictSame(requestOf({ stream }), requestOf({}), `${model}, ${unknownParameters}: ${stream}`)
      for (const stream of [true, 'true', 1, 0, '', {}, []]) t.strictSame(refusalOf({ prompt, model, stream }, { unknownParameters }), unknown)
    }
  }
})

t.test('refuses a missing and an empty prompt with different errors', async t => {
  t.strictSame(refusalOf({}), refused("Missing required parameter: 'prompt'.", 'prompt', 'missing_required_parameter'))
  t.strictSame(refusalOf({ prompt: '' }), refused(
    "Invalid 'prompt': empty string. Expected a string with minimum length 1, but got an empty string instead.", 'prompt', 'empty_string'))
  t.equal(refusalOf({ prompt: '   ' }), undefined, 'a blank prompt is accepted, as the real endpoint does')
})

for (const [model, row] of dallEModels) {
  t.test(`${model}: accepts what its row allows and refuses everything else`, async t => {
    const schemas = parameterSchemas(row)
    const maxPromptLength = schemas['prompt']!.maxLength!
    const maxImages = schemas['n']!.maximum!
    const sizes = schemas['size']!.enum!
    t.equal(refusalOf({ prompt: '🦦'.repeat(maxPromptLength), model }), undefined, 'characters are code points')
    t.strictSame(refusalOf({ prompt: '🦦'.repeat(maxPromptLength + 1), model }), refused(
      `Invalid 'prompt': string too long. Expected a string with maximum length ${maxPromptLength}, but got a string with length ${maxPromptLength + 1} instead.`,
      'prompt', 'string_above_max_length'))
    t.equal(refusalOf({ prompt, model, n: maxImages }), undefined)
    t.match(refusalOf({ prompt, model, n: maxImages + 1 }), { code: 'integer_above_max_value' })
    const list = sizes.map(size => `'${size}'`)
    for (const size of ['256x256', '512x512', '1024x1024', '1792x1024', '1024x1792', '10x10']) {
      const allowed = sizes.includes(size)
      t.strictSame(refusalOf({ prompt, model, size }), allowed
        ? undefined
        : refused(`Invalid value: '${size}'. Supported values are: ${list[0]}, ${list[1]}, and ${list[2]}.`, 'size', 'invalid_value'))
    }
    for (const name of ['quality', 'style']) {
      const values = schemas[name]?.enum
      if (!values) {
        t.match(refusalOf({ prompt, model, [name]: 'standard' }), { message: `Unknown parameter: '${name}'.`, code: 'unknown_parameter' })
      } else {
        for (const value of values) t.equal(refusalOf({ prompt, model, [name]: value }), undefined)
        t.strictSame(refusalOf({ prompt, model, [name]: 'high' }), refused(
          `Invalid value: 'high'. Supported values are: '${values[0]}' and '${values[1]}'.`, name, 'invalid_value'))
      }
    }
  })
}

t.test('applies the limits of the contract to unknown models, or refuses them if unknownModels is reject', async t => {
  const body = { prompt: 'x'.repeat(4000), model: 'our-gateway/dall-e', n: 10, size: '1792x1024', quality: 'hd', style: 'natural' }
  t.match(createValidate()(body), { parameters: { model: 'our-gateway/dall-e', n: 10, size: '1792x1024', quality: 'hd', style: 'natural' } })
  t.match(refusalOf({ ...body, prompt: 'x'.repeat(4001) }), { code: 'string_above_max_length' })
  const unknown = refused("The model 'our-gateway/dall-e' does not exist.", 'model', 'invalid_value', 'image_generation_user_error')
  t.strictSame(refusalOf(body, { unknownModels: 'reject' }), unknown)
  t.match(refusalOf({ prompt, model: '' }), { message: "The model '' does not exist." })
})

t.test('returns one error, the first in the order of checks', async t => {
  const faults = [
    ['model', { model: 3 }],
    ['bogus', { bogus: 1 }],
    ['prompt', { prompt: 1 }],
    ['n', { n: 0 }],
    ['quality', { quality: 'x' }],
    ['response_format', { response_format: 'x' }],
    ['size', { size: 'x' }],
    ['style', { style: 'x' }],
    ['user', { user: 1 }]
  ] as const
  const sound = { prompt, model: 'dall-e-4' }
  for (const [first] of faults.entries()) {
    const members = faults.slice(first).map(([, member]) => member).reverse()
    t.equal(refusalOf(Object.assign({}, sound, ...members), { unknownModels: 'reject' })?.param, faults[first]![0])
  }
  t.equal(refusalOf(sound, { unknownModels: 'reject' })?.param, 'model')
})
