/** Which models are served: by name, and on a day. */
import t from 'tap'
import { models, type Model } from '../../src/contract/models.js'
import { createServedModels } from '../../src/contract/served-models.js'
import { createValidate } from '../../src/contract/validation/validate.js'
import { ApiError } from '../../src/errors/api-error.js'

const prompt = 'An otter'

function refusalOf (body: object, { asOf, isNamed, unknownModels = 'accept' }: { asOf?: string, isNamed?: (name: string) => boolean, unknownModels?: 'accept' | 'reject' }) {
  const servedModels = createServedModels({ asOf, ...(isNamed && { isNamed }) })
  const result = createValidate({ servedModels, unknownModels })({ prompt, ...body })
  return result instanceof ApiError ? result.envelope.error : undefined
}

const unknown = (model: string) => ({
  message: `The model '${model}' does not exist.`, type: 'image_generation_user_error', param: 'model', code: 'invalid_value'
})
const modelIsMissing = { message: "Missing required parameter: 'model'.", type: 'invalid_request_error', param: 'model', code: 'missing_required_parameter' }

t.test('without a day, every model is served, and the default is dall-e-2', async t => {
  const served = createServedModels()()
  t.strictSame([...served.models.keys()], [...models.keys()])
  t.equal(served.defaultModel, 'dall-e-2')
})

t.test('each model is served from its release until the day before its end', async t => {
  const lives = {
    'dall-e-2': ['2022-11-03', '2026-05-12'],
    'dall-e-3': ['2023-11-06', '2026-05-12'],
    'gpt-image-1': ['2025-04-23', '2026-10-23'],
    'gpt-image-1-mini': ['2025-10-06', '2026-12-01'],
    'gpt-image-1.5': ['2025-12-16', '2026-12-01'],
    'gpt-image-1.5-2025-12-16': ['2025-12-16', '2026-12-01'],
    'chatgpt-image-latest': ['2025-12-16', '2026-12-01'],
    'gpt-image-2': ['2026-04-21'],
    'gpt-image-2-2026-04-21': ['2026-04-21'],
    'gpt-image-2.5-flare': ['2026-09-08'],
    'gpt-image-2.5-flare-2026-09-08': ['2026-09-08'],
    'gpt-image-2.5-sunburst': ['2026-09-08'],
    'gpt-image-2.5-sunburst-2026-09-08': ['2026-09-08'],
    'gpt-image-2.6-flare': ['2026-11-04'],
    'gpt-image-2.6-sunburst': ['2026-11-04']
  }
  t.strictSame(Object.keys(lives), [...models.keys()])
  const dayBefore = (day: string) => new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10)
  for (const [model, [released, retired]] of Object.entries(lives)) {
    t.strictSame(refusalOf({ model }, { asOf: dayBefore(released!) }), unknown(model), `${model} before ${released}`)
    t.equal(refusalOf({ model }, { asOf: released! }), undefined)
    t.equal(refusalOf({ model }, { asOf: retired ? dayBefore(retired) : '2030-01-01' }), undefined)
    if (retired) t.strictSame(refusalOf({ model }, { asOf: retired }), unknown(model), `${model} on ${retired}`)
  }
})

t.test('a request needs a model if dall-e-2 is not served', async t => {
  for (const body of [{}, { model: null }]) t.equal(refusalOf(body, { asOf: '2026-05-11' }), undefined)
  for (const given of [{ asOf: '2026-05-12' }, { isNamed: (name: string) => name.startsWith('gpt') }]) {
    t.strictSame(refusalOf({}, given), modelIsMissing)
    t.match(refusalOf({ model: null }, given), { message: "Invalid type for 'model': expected a string, but got null instead.", code: 'invalid_type' })
  }
})

t.test('a model that is not served is first checked by the contract of other names', async t => {
  const retired = { asOf: '2026-05-12' }
  t.match(refusalOf({ model: 'dall-e-3', response_format: 'url' }, retired), { message: "Unknown parameter: 'response_format'." })
  t.match(refusalOf({ model: 'dall-e-3', quality: 'hd' }, retired), { message: "Invalid value: 'hd'. Supported values are: 'low', 'medium', 'high', and 'auto'." })
  t.match(refusalOf({ model: 'dall-e-3', n: 11 }, retired), { code: 'integer_above_max_value' })
  t.strictSame(refusalOf({ model: 'dall-e-3', size: '1x1' }, retired), unknown('dall-e-3'), 'but before what depends on the model')
  t.match(refusalOf({ model: 'gpt-image-1', output_format: 'png' }, { asOf: '2025-01-01' }), { message: "Unknown parameter: 'output_format'." })
})

t.test('the contract of a day includes changes while a model was served', async t => {
  const transparent = { model: 'gpt-image-2', background: 'transparent' }
  for (const [asOf, isRefused] of [['2026-04-21', true], ['2026-08-19', true], ['2026-08-20', false], ['2026-09-30', false], ['2026-10-01', true]] as const) {
    t.equal(refusalOf(transparent, { asOf }) !== undefined, isRefused, asOf)
  }
  const xhigh = { model: 'gpt-image-2', quality: 'xhigh' }
  t.match(refusalOf(xhigh, { asOf: '2026-09-07' }), { message: "Invalid value: 'xhigh'. Supported values are: 'low', 'medium', 'high', and 'auto'." })
  t.match(refusalOf(xhigh, { asOf: '2026-09-08' }), { message: "The model 'gpt-image-2' does not support quality 'xhigh'" })
  const size = { model: 'gpt-image-1', size: '1254x836' }
  t.match(refusalOf(size, { asOf: '2025-12-31' }), { message: "Invalid value: '1254x836'. Supported values are: '1024x1024', '1024x1536', '1536x1024', and 'auto'.", type: 'invalid_request_error' })
  t.match(refusalOf(size, { asOf: '2026-01-01' }), { message: "Invalid size '1254x836'. Supported sizes are 1024x1024, 1024x1536, 1536x1024, and auto." })
  const identifier = { model: 'gpt-image-2', safety_identifier: 'a' }
  t.match(refusalOf(identifier, { asOf: '2026-11-03' }), { message: "Unknown parameter: 'safety_identifier'." })
  t.equal(refusalOf(identifier, { asOf: '2026-11-04' }), undefined)
})

t.test('the day of a request takes precedence over the setting, and `today` follows the clock', async t => {
  let nowMs = Date.UTC(2026, 10, 30, 23, 59, 59)
  const validate = createValidate({ servedModels: createServedModels({ asOf: 'today', now: () => nowMs }) })
  const isServed = (model: string, asOf?: string) => !(validate({ prompt, model }, { asOf }) instanceof ApiError)
  t.ok(isServed('gpt-image-1.5'))
  t.notOk(isServed('gpt-image-1'))
  t.ok(isServed('gpt-image-1', '2026-10-22'))
  nowMs += 1000
  t.notOk(isServed('gpt-image-1.5'))
  t.ok(isServed('gpt-image-1.5', '2026-11-30'))
  t.notOk(isServed('gpt-image-1.5', 'today'))
})

t.test('only listed models are served; other names are unknown, except for listed aliases', async t => {
  const isNamed = (name: string) => name.startsWith('dall-e-') || name === 'our-alias'
  t.equal(refusalOf({ model: 'dall-e-3' }, { isNamed }), undefined)
  t.equal(refusalOf({}, { isNamed }), undefined)
  t.equal(refusalOf({ model: 'our-alias', response_format: 'url' }, { isNamed }), undefined, 'with the contract of DALL·E')
  for (const model of ['gpt-image-2', 'other-alias', '']) t.strictSame(refusalOf({ model }, { isNamed }), unknown(model))
  t.strictSame(refusalOf({ model: 'our-alias' }, { isNamed, unknownModels: 'reject' }), unknown('our-alias'))
  const isGpt = (name: string) => name === 'gpt-image-2' || name === 'our-alias'
  t.equal(refusalOf({ model: 'our-alias', output_format: 'webp', size: '1536x864' }, { isNamed: isGpt }), undefined, 'with the contract of gpt-image-2')
  t.strictSame(refusalOf({ model: 'gpt-image-2-2026-04-21' }, { isNamed: isGpt }), unknown('gpt-image-2-2026-04-21'))
})

t.test('a change without an end applies from its day on, and also without a day', async t => {
  const changed: Model = { ...models.get('gpt-image-2')!, periods: [{ from: '2026-10-01', parameters: { user: false } }] }
  ;(models as Map<string, Model>).set('gpt-image-changed', changed)
  t.teardown(() => (models as Map<string, Model>).delete('gpt-image-changed'))
  const userOn = (asOf?: string) => createServedModels({ asOf })().models.get('gpt-image-changed')!.parameters['user']
  t.equal(userOn('2026-09-30'), undefined)
  t.equal(userOn('2026-10-01'), false)
  t.equal(userOn(), false)
})
