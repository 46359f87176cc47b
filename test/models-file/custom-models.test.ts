/** Models of models files in a mock: contracts, sizes, answers, aliases, paths, rules, filters and changes while it runs. */
import { EventEmitter, once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pino } from 'pino'
import sharp from 'sharp'
import t, { type Test } from 'tap'
import type { GivenSettings } from '../../src/config/settings.js'
import { buildMock, startMock } from '../build-mock.js'
import { imageOf } from '../http/uploads.js'

t.jobs = 4

const prompt = 'A cute baby sea otter'

function mockWith (t: Test, file: object, settings: GivenSettings = {}) {
  const dir = t.testdir({ 'models.json': JSON.stringify(file) })
  const { app, send } = buildMock(t, { modelsFile: join(dir, 'models.json'), ...settings })
  const generate = async (body: object) => (await send({ prompt, ...body })).json()
  const control = async (url: string, payload?: object) => (await app.inject({ url, ...(payload && { method: 'POST', payload }) })).json()
  const newest = async () => (await control('/_mock/requests?limit=1'))[0]
  return { app, send, generate, control, newest }
}

async function pictureOf (answer: { data: Array<{ b64_json?: string }> }) {
  const { format, width, height } = await sharp(Buffer.from(answer.data[0]!.b64_json!, 'base64')).metadata()
  return `${width}x${height} ${format}`
}

const acme = {
  id: 'acme-1',
  pattern: 'acme-*',
  ownedBy: 'acme',
  unknownParameters: 'reject',
  parameters: {
    seed: { type: 'integer', minimum: 0 },
    scale: { type: 'number', maximum: 20 },
    tone: { enum: ['warm', 'cold'], default: 'warm' },
    steps: { type: 'integer', enum: [4, 8] },
    extras: { type: 'any', picture: false },
    size: { type: 'string' },
    quality: { enum: ['ultra'] },
    response_format: { enum: ['url', 'base64'] }
  },
  size: { default: '640x480', named: { 2: '1024x1024' }, longestEdge: 2048, multiple: 8 },
  response: { format: 'webp', members: { vendor: { of: '{model}' } }, imageMembers: { index: '{index}', is: '{delivery}' }, usage: { credits: 2 } }
}

t.test('a row has its own parameters, in the words of OpenAI', async t => {
  const { generate } = mockWith(t, { models: [acme] })
  for (const [body, message, code] of [
    [{ style: 'vivid' }, "Unknown parameter: 'style'.", 'unknown_parameter'],
    [{ prompt: undefined }, "Missing required parameter: 'prompt'.", 'missing_required_parameter'],
    [{ n: 11 }, "Invalid 'n': integer above maximum value. Expected a value <= 10, but got 11 instead.", 'integer_above_max_value'],
    [{ seed: 1.5 }, "Invalid type for 'seed': expected an integer, but got a decimal number instead.", 'invalid_type'],
    [{ seed: -1 }, "Invalid 'seed': integer below minimum value. Expected a value >= 0, but got -1 instead.", 'integer_below_min_value'],
    [{ scale: '1' }, "Invalid type for 'scale': expected a decimal, but got a string instead.", 'invalid_type'],
    [{ scale: 20.5 }, "Invalid 'scale': decimal above maximum value. Expected a value <= 20, but got 20.5 instead.", 'decimal_above_max_value'],
    [{ steps: 5 }, 'Invalid value: 5. Supported values are: 4 and 8.', 'invalid_value'],
    [{ steps: '4' }, "Invalid type for 'steps': expected one of 4 or 8, but got a string instead.", 'invalid_type'],
    [{ tone: 'hot' }, "Invalid value: 'hot'. Supported values are: 'warm' and 'cold'.", 'invalid_value'],
    [{ quality: 'high' }, "Invalid value: 'high'. Supported values are: 'ultra'.", 'invalid_value'],
    [{ size: '2000x2052' }, "Invalid size '2000x2052'. Width and height must both be divisible by 8.", 'invalid_value'],
    [{ size: 'big' }, "Invalid size 'big'. Expected WIDTHxHEIGHT, for example '1824x1024'.", 'invalid_value'],
    [{ size: 'constructor' }, "Invalid size 'constructor'. Expected WIDTHxHEIGHT, for example '1824x1024'.", 'invalid_value'],
    [{ size: '512x32' }, /^openai-images-mock does not draw pictures of 512x32 pixels\. Ask for edges from 64 to 3840/, 'not_imitated_by_mock'],
    [{ stream: true }, "Unknown parameter: 'stream'.", 'unknown_parameter']
  ] as const) t.match(await generate({ model: 'acme-1', ...body }), { error: { message, code } }, JSON.stringify(body))
})

t.test('the response has the size, the format, the delivery and the further members of the row', async t => {
  const { generate, newest, app } = mockWith(t, { models: [acme] })
  const answer = await generate({ model: 'acme-9', n: 2, seed: 7, scale: 2, extras: { deep: [1] }, stream: false, tone: null, quality: 'ultra' })
  t.strictSame(Object.keys(answer), ['created', 'data', 'vendor', 'usage'])
  t.match(answer, { vendor: { of: 'acme-9' }, usage: { credits: 2 }, data: [{ index: 0, is: 'b64_json' }, { index: 1, is: 'b64_json' }] })
  t.equal(await pictureOf(answer), '640x480 webp')
  t.match(await newest(), { request: { model: 'acme-9', n: 2, quality: 'ultra', seed: 7, scale: 2, tone: 'warm', extras: '{"deep":[1]}' }, answer: { data: [{ index: 0, b64_json: { bytes: Number } }] } })
  t.equal(await pictureOf(await generate({ model: 'acme-1', size: '2', response_format: 'base64' })), '1024x1024 webp')
  t.not((await generate({ model: 'acme-1', seed: 1 })).data[0].b64_json, (await generate({ model: 'acme-1', seed: 2 })).data[0].b64_json, 'the seed changes the picture')

  const { data: [{ url, is }] } = await generate({ model: 'acme-1', response_format: 'url', quality: 'ultra', size: '800x600' })
  t.equal(is, 'url')
  const { pathname, search } = new URL(url)
  const file = await app.inject(pathname + search)
  t.match(file, { statusCode: 200, headers: { 'content-type': 'image/webp' } })
  t.match(await sharp(file.rawPayload).metadata(), { width: 800, height: 600 })
})

t.test('further members may have every name, and only placeholders are replaced', async t => {
  const members = JSON.parse('{ "__proto__": { "x": 1 }, "constructor": "{constructor}", "of": ["{toString}", "{model}"] }') as object
  const { generate } = mockWith(t, { models: [{ id: 'a', response: { members, imageMembers: members } }] })
  const { created, data: [{ b64_json: file, ...image }], ...others } = await generate({ model: 'a' })
  t.ok(created && file)
  for (const found of [image, others]) t.equal(JSON.stringify(found), '{"__proto__":{"x":1},"constructor":"{constructor}","of":["{toString}","a"]}')
})

t.test('a text that is too short is refused with its length, and a number that JSON cannot hold as out of range', async t => {
  const { generate, send } = mockWith(t, { models: [{ id: 'a', parameters: { lora: { type: 'string', minLength: 3 }, scale: { type: 'number' } } }] })
  t.match(await generate({ model: 'a', lora: 'ab' }), { error: { code: 'string_below_min_length', message: /minimum length 3, but got a string with length 2 instead/ } })
  t.match((await send('{ "prompt": "x", "model": "a", "scale": 1e400 }')).json(), { error: { message: "Invalid type for 'scale': expected a decimal, but got a number out of range instead." } })
  t.match(await generate({ model: 'a', lora: '' }), { error: { code: 'empty_string' } })
})

t.test('parameters of the file have the limits of the mock unless the row has narrower ones', async t => {
  const integer = { type: 'integer' }
  const parameters = { output_format: { type: 'string' }, output_compression: { ...integer, minimum: 50 }, frame_count: integer, frame_duration_ms: integer }
  const { generate } = mockWith(t, { models: [{ id: 'a', parameters }] })
  for (const [body, message] of [
    [{ output_format: 'bmp' }, "Invalid value: 'bmp'. Supported values are: 'png', 'jpeg', 'jpg', and 'webp'."],
    [{ output_format: 'webp', output_compression: 101 }, /Expected a value <= 100, but got 101/],
    [{ output_format: 'webp', output_compression: 49 }, /Expected a value >= 50, but got 49/],
    [{ frame_count: 0 }, /Expected a value >= 2, but got 0/],
    [{ frame_count: 17 }, /Expected a value <= 16, but got 17/],
    [{ frame_duration_ms: 0 }, /Expected a value >= 1, but got 0/]
  ] as const) t.match(await generate({ model: 'a', ...body }), { error: { message } }, JSON.stringify(body))
  t.equal(await pictureOf(await generate({ model: 'a', output_format: 'webp', output_compression: 50 })), '1024x1024 webp')
})

t.test('a model without n has one image', async t => {
  const { generate } = mockWith(t, { models: [{ id: 'a', parameters: { n: false }, unknownParameters: 'ignore' }] })
  t.equal((await generate({ model: 'a', n: 3 })).data.length, 1)
})

t.test('the format of a row that is like a GPT image model is the default of output_format', async t => {
  const { generate } = mockWith(t, { models: [{ id: 'a', like: 'gpt-image-2', response: { format: 'webp', delivery: 'url' } }] })
  const answer = await generate({ model: 'a', size: '1024x640' })
  t.match(answer, { output_format: 'webp', data: [{ url: /\.webp\?/ }] })
  t.match(await generate({ model: 'a', size: '1024x640', output_format: 'jpeg' }), { output_format: 'jpeg' })
})

t.test('the default of a row is a value that the row accepts', async t => {
  const { generate } = mockWith(t, {
    models: [
      { id: 'one', like: 'gpt-image-2', parameters: { size: { enum: ['1024x1536'] }, quality: { enum: ['low'] }, n: { minimum: 2 } } },
      { id: 'auto', like: 'gpt-image-2', parameters: { size: { enum: ['auto', '512x512'] }, quality: { enum: ['auto', 'low'] } } },
      { id: 'named', like: 'gpt-image-2', parameters: { size: { enum: ['1K', '2K'] } }, size: { default: '512x256', named: { '1K': '1024x1024', '2K': '512x256' } } },
      { id: 'open', parameters: { size: { enum: ['640x480'] }, n: { minimum: 2 } } }
    ]
  })
  t.match(await generate({ model: 'one' }), { size: '1024x1536', quality: 'low', data: [{}, {}] })
  for (const size of [undefined, 'auto']) t.match(await generate({ model: 'auto', size, quality: size }), { size: '512x512', quality: 'low' })
  t.match(await generate({ model: 'named' }), { size: '512x256' })
  const answer = await generate({ model: 'open' })
  t.equal(answer.data.length, 2)
  t.equal(await pictureOf(answer), '640x480 png')
})

t.test('the last event of a stream has the usage and the further members of the row', async t => {
  const response = { usage: { credits: 2 }, members: { of: '{model}', type: 'mine', partial_image_index: 1 } }
  const { send } = mockWith(t, { models: [{ id: 'a', like: 'gpt-image-2', parameters: { background: false }, response }] })
  const [partial, completed] = (await send({ prompt, model: 'a', size: '1024x640', stream: true, partial_images: 1 })).payload
    .split('\n\n').filter(Boolean).map(event => JSON.parse(event.split('\ndata: ')[1]!))
  t.strictSame(partial.of, undefined)
  t.match(completed, { type: 'image_generation.completed', of: 'a', usage: { credits: 2 }, size: '1024x640' })
  t.strictSame([completed.partial_image_index, completed.background], [undefined, undefined])
})

t.test('the size follows from width and height, or from aspect ratio and resolution', async t => {
  const edges = { id: 'edges', parameters: { width: { type: 'integer' }, height: { type: 'integer' } }, size: { from: 'width+height', default: '512x256', multiple: 16 } }
  const ratios = {
    id: 'ratios',
    parameters: { aspect_ratio: { type: 'string' }, resolution: { enum: ['1k', '2k'] } },
    size: { from: 'aspect_ratio+resolution', default: '1024x768', named: { '3:1': '960x320', '1:1 2k': '800x800' }, pixels: { '1k': 262144 } }
  }
  const { generate } = mockWith(t, { models: [edges, ratios] })
  const sizeOf = async (body: object) => {
    const answer = await generate(body)
    return answer.error?.message ?? (await pictureOf(answer)).split(' ')[0]
  }
  for (const [body, expected] of [
    [{ model: 'edges' }, '512x256'],
    [{ model: 'edges', width: 128 }, '128x256'],
    [{ model: 'edges', width: 96, height: 640 }, '96x640'],
    [{ model: 'edges', width: 100 }, "Invalid size '100x256'. Width and height must both be divisible by 16."],
    [{ model: 'edges', width: 1e9 }, "Invalid 'width': integer above maximum value. Expected a value <= 3840, but got 1000000000 instead."],
    [{ model: 'edges', width: 0 }, "Invalid 'width': integer below minimum value. Expected a value >= 1, but got 0 instead."],
    [{ model: 'ratios' }, '1024x768'],
    [{ model: 'ratios', aspect_ratio: 'auto' }, '1024x768'],
    [{ model: 'ratios', aspect_ratio: '2:1', resolution: '1k' }, '720x368'],
    [{ model: 'ratios', resolution: '1k' }, '592x448'],
    [{ model: 'ratios', aspect_ratio: '3:1' }, '960x320'],
    [{ model: 'ratios', aspect_ratio: '1:1', resolution: '2k' }, '800x800'],
    [{ model: 'ratios', aspect_ratio: '1:0' }, "Invalid aspect_ratio '1:0'. Expected WIDTH:HEIGHT, for example '16:9'."],
    [{ model: 'ratios', aspect_ratio: 'wide' }, "Invalid aspect_ratio 'wide'. Expected WIDTH:HEIGHT, for example '16:9'."]
  ] as const) t.equal(await sizeOf(body), expected, JSON.stringify(body))
  for (const [height, code] of [[0, 'integer_below_min_value'], [32, 'not_imitated_by_mock']] as const) {
    t.match(await generate({ model: 'edges', height }), { error: { param: 'height', code } }, `height ${height}`)
  }
})

t.test('a row that is like a model of OpenAI has its contract, and changes parameters of it', async t => {
  const { generate, app } = mockWith(t, {
    models: [
      { id: 'proxy-image', like: 'gpt-image-2', parameters: { quality: { enum: ['low', 'medium'] }, background: false, seed: { type: 'integer', required: true } } },
      { id: 'dall-e-3', like: 'dall-e-2', response: { revisedPrompt: true, usage: false } }
    ]
  })
  const image = { model: 'proxy-image', size: '1024x640' }
  t.match(await generate({ ...image, seed: 1, quality: 'high' }), { error: { message: "Invalid value: 'high'. Supported values are: 'low' and 'medium'." } })
  t.match(await generate({ ...image, seed: 1, background: 'opaque' }), { error: { message: "Unknown parameter: 'background'." } })
  t.match(await generate({ ...image, quality: 'low' }), { error: { message: "Missing required parameter: 'seed'." } })
  t.match(await generate({ ...image, seed: 1, size: '1000x640' }), { error: { message: "Invalid size '1000x640'. Width and height must both be divisible by 16." } })
  t.match(await generate({ ...image, seed: 1, quality: 'low' }), { quality: 'low', size: '1024x640', usage: { output_tokens: Number } })
  t.match(await generate({ model: 'dall-e-3', n: 2, size: '256x256' }), { data: [{ url: /^http/, revised_prompt: /otter$/ }, {}] }, 'a row replaces the model of OpenAI')
  const edit = new FormData()
  for (const [name, value] of Object.entries({ model: 'proxy-image', prompt, size: '1024x640', quality: 'low', seed: '3' })) edit.append(name, value)
  edit.append('image', new Blob([await imageOf()], { type: 'image/png' }), 'a.png')
  const response = new Response(edit)
  const payload = Buffer.from(await response.arrayBuffer())
  const edited = await app.inject({ method: 'POST', url: '/v1/images/edits', headers: { 'content-type': response.headers.get('content-type')! }, payload })
  t.match(edited.json(), { quality: 'low', data: [{ b64_json: String }] }, 'also in edits')
})

t.test('a row that is like no model of OpenAI has edits if it sets edits, with the url of each image in JSON', async t => {
  const { app } = mockWith(t, { models: [{ id: 'json-edits', edits: 'json' }, { id: 'no-edits' }] })
  const edit = async (body: object) => (await app.inject({ method: 'POST', url: '/v1/images/edits', payload: { prompt, ...body } })).json()
  const url = `data:image/png;base64,${(await imageOf()).toString('base64')}`
  t.match(await edit({ model: 'json-edits', image: { url, type: 'image_url' } }), { data: [{ b64_json: String }] })
  t.match(await edit({ model: 'json-edits', images: [{ url }, { url: 'https://example.com/a.png' }] }), { data: [{ b64_json: String }] })
  t.match(await edit({ model: 'json-edits' }), { error: { message: "Missing required parameter: 'image'." } })
  t.match(await edit({ model: 'json-edits', image: { image_url: url } }), { error: { message: "Unknown parameter: 'image.image_url'." } })
  t.match(await edit({ model: 'json-edits', image: { url: 'data:image/png;base64,AAAA' } }), { error: { code: /invalid_image/ } })
  t.match(await edit({ model: 'no-edits', image: { url } }), { error: { message: "The model 'no-edits' does not exist." } })
  const [first] = (await app.inject('/_mock/requests?operation=edit&status=200&images=1')).json()
  t.match(first.inputs, [{ role: 'image', name: 'image.url', format: 'png' }])
})

t.test('an alias has the response and the picture of its model, and the journal the name that the client sent', async t => {
  const { generate, newest, app, control } = mockWith(t, { aliases: { 'openai/gpt-image-2': 'gpt-image-2', 'dall-e-2': 'dall-e-3' } }, { strict: true, apiKeys: 'any' })
  const post = (body: object) => app.inject({ method: 'POST', url: '/v1/images/generations', headers: { authorization: 'Bearer sk-test' }, payload: { prompt, ...body } })
  const [one, other] = await Promise.all(['openai/gpt-image-2', 'gpt-image-2'].map(async model => (await post({ model, size: '1024x640', quality: 'low' })).json()))
  t.equal(one.data[0].b64_json, other.data[0].b64_json)
  t.strictSame(one.usage, other.usage)
  t.match((await post({ model: 'dall-e-2', n: 2 })).json(), { error: { param: 'n' } }, 'an alias may have the name of a model of OpenAI')
  t.match(await generate({ model: 'openai/gpt-image-2' }), { error: { message: /API key/ } })
  t.match((await control('/_mock/requests?model=openai/*&status=200'))[0].request, { model: 'openai/gpt-image-2', size: '1024x640' })
  t.ok(await newest())
  const { bill, findings } = await control('/_mock/report')
  t.match(bill.lines, [{ model: 'gpt-image-2', requests: 2, cost: Number }])
  t.notOk(findings.some(({ id }: { id: string }) => id === 'model-unknown'))
})

t.test('rules, filters, verifications and lists know the rows as if they were built in', async t => {
  const { generate, control, app } = mockWith(t, { models: [acme], aliases: { quick: 'acme-1', 'acme/one': 'acme-1' } })
  await control('/_mock/scenarios', { match: { seed: 13 }, respond: { error: 'slow_down' } })
  await control('/_mock/scenarios', { match: { tone: 'cold', quality: 'ultra' }, respond: { error: 'server_error' } })
  t.match(await generate({ model: 'acme-1', seed: 13 }), { error: { code: 'slow_down' } })
  t.match(await generate({ model: 'acme-1', tone: 'cold', quality: 'ultra' }), { error: { type: 'server_error' } })
  t.match(await control('/_mock/scenarios', { match: { sed: 1 }, respond: {} }), { error: { message: /^Unknown member "sed" in match\. Did you mean seed\?/ } })
  t.match(await control('/_mock/scenarios', { match: { seed: 'x' }, respond: {} }), { error: { message: /^Expected an integer for match\.seed, got "x"/ } })
  t.match(await generate({ model: 'acme-1', seed: 'x', tone: 'cold' }), { error: { param: 'seed' } })
  t.match((await control('/_mock/requests?tone=cold')).map(({ status }: { status: number }) => status), [400, 500], 'also in a refused request')
  t.equal((await control('/_mock/requests?seed=13')).length, 1)
  t.match(await control('/_mock/requests?sed=13'), { error: { message: /^Unknown member "sed" in the query string\. Did you mean seed\?/ } })
  t.match(await control('/_mock/verify', { match: { seed: 13, model: 'acme-*' }, count: 1 }), { ok: true })
  t.match(await control('/_mock/verify', { match: { seed: 14 }, count: 1 }), { message: /seed .*← expected 14/ })
  t.equal((await app.inject('/_mock/requests/wait?seed=13&timeout=1s')).statusCode, 200)

  const { data } = await control('/v1/models')
  t.strictSame(data.slice(0, 3).map(({ id, owned_by: owner }: { id: string, owned_by: string }) => [id, owner]), [['quick', 'acme'], ['acme/one', 'acme'], ['acme-1', 'acme']])
  t.match(await control('/v1/models/acme-77'), { id: 'acme-77', owned_by: 'acme' })
  for (const id of ['acme/one', 'acme%2Fone']) t.match(await control(`/v1/models/${id}`), { id: 'acme/one', owned_by: 'acme' })
  t.match(await control('/v1/models/acme/two'), { error: { message: 'Invalid URL (GET /v1/models/acme/two)' } })
  const { models, customParameters } = await control('/_mock/models')
  const acmeOne = models.find(({ id }: { id: string }) => id === 'acme-1')
  t.match(acmeOne, { id: 'acme-1', family: 'open', parameters: { seed: { type: 'integer', minimum: 0, label: 'seed' }, tone: { enum: ['warm', 'cold'], default: 'warm' }, size: { examples: ['auto', '640x480', '2'] } } })
  t.match(customParameters, { seed: { type: 'integer', picture: true }, scale: { type: 'number' }, extras: { picture: false } })
  t.equal(acmeOne.parameters.extras.isJson, true)
  t.equal((await app.inject('/openapi.json')).statusCode, 200)
  const { findings } = await control('/_mock/report')
  t.notOk(findings.some(({ id }: { id: string }) => id === 'model-unknown'))
})

t.test('models, asOf, from, until and unknownModels apply to the rows', async t => {
  const file = { models: [{ id: 'acme-1', from: '2026-02-01', until: '2026-03-01' }, { id: 'acme-2' }, { pattern: 'any-*' }, { pattern: 'past-*', until: '2026-02-01' }] }
  const unknown = { error: { message: /does not exist/ } }
  const { generate, control } = mockWith(t, file, { models: 'acme-*,any-1', unknownModels: 'reject', asOf: '2026-02-28' })
  t.match(await generate({ model: 'acme-1' }), { data: [{}] })
  t.match(await generate({ model: 'any-1' }), { data: [{}] })
  t.match(await generate({ model: 'any-2' }), unknown, 'a name that models does not have')
  t.match(await generate({ model: 'gpt-image-2' }), unknown)
  t.match(await generate({ model: 'acme-1', prompt: 'x [mock as-of=2026-03-01]' }), unknown)
  t.match(await generate({ model: 'acme-1', prompt: 'x [mock as-of=2026-01-31]' }), unknown)
  t.strictSame((await control('/v1/models')).data.map(({ id, shutdown_date: end }: { id: string, shutdown_date: string | null }) => [id, end]), [['acme-1', '2026-03-01'], ['acme-2', null]])
  t.equal((await control('/openapi.json')).openapi.slice(0, 2), '3.')

  const lenient = mockWith(t, file, { asOf: '2026-02-28' })
  t.match(await lenient.generate({ model: 'past-1' }), unknown, 'a name of a row that is not served is no alias')
})

t.test('unknown parameters are refused or ignored as the row says, whatever the setting is', async t => {
  const { generate, newest } = mockWith(t, { models: [{ id: 'strict', unknownParameters: 'reject' }, { id: 'lax', unknownParameters: 'ignore' }] }, { validation: 'warn' })
  t.match(await generate({ model: 'lax', foo: 1 }), { data: [{}] })
  t.equal((await newest()).violations, undefined, 'the vendor accepts it')
  t.match(await generate({ model: 'strict', foo: 1 }), { data: [{}] })
  t.match((await newest()).violations, [{ param: 'foo' }])
})

t.test('with validation: schema, the rows keep their contracts', async t => {
  const { generate } = mockWith(t, { models: [acme], aliases: { quick: 'gpt-image-2' } }, { validation: 'schema' })
  t.match(await generate({ model: 'acme-1', seed: 'x' }), { error: { param: 'seed' } })
  t.match(await generate({ model: 'acme-1', seed: 1 }), { usage: { credits: 2 } })
  t.match(await generate({ model: 'quick', style: 'vivid', quality: 'hd' }), { data: [{}] })
})

t.test('the operations are served below the prefixes of the file, and the journal has the path that was sent', async t => {
  const mock = await startMock(t, { modelsFile: join(t.testdir({ 'a.yaml': 'pathPrefixes: [/v1/openai, /api/v3]\nmodels: [{ id: a, parameters: { response_format: { enum: [url] } } }]' }), 'a.yaml') })
  const post = (path: string, body: object) => fetch(mock.url + path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ prompt, ...body }) })
  const response = await post('/v1/openai/images/generations?x=1', { model: 'a', response_format: 'url' })
  const { data: [{ url }] } = await response.json() as { data: [{ url: string }] }
  t.equal((await fetch(url)).status, 200)
  t.equal((await fetch(`${mock.url}/api/v3/models`)).status, 200)
  t.equal((await fetch(`${mock.url}/api/v3/images/generations`)).status, 405)
  t.equal((await post('/v1/openaiX/images/generations', {})).status, 404)
  t.equal((await post('/api/v3/other', {})).status, 404)
  await mock.waitFor({ path: '/api/v3/other' })
  t.match(mock.requests({ operation: 'generation' }), [{ path: '/v1/openai/images/generations', query: 'x=1', operation: 'generation', status: 200 }])
})

t.test('a changed file applies to the next request, a bad one keeps the models, and the log says so', async t => {
  const dir = t.testdir({ 'models.yaml': 'models: [{ id: a, parameters: { seed: { type: integer, maximum: 1 } } }]' })
  const path = join(dir, 'models.yaml')
  const log = new EventEmitter()
  const logger = pino({}, { write: (line: string) => { log.emit('line', JSON.parse(line).msg) } })
  const mock = await startMock(t, { modelsFile: path, unknownModels: 'reject', apiKeys: 'any' }, { logger })
  const next = async (text: string, expected: RegExp) => {
    await writeFile(path, text)
    for (;;) {
      const [line] = await once(log, 'line')
      if (expected.test(line)) return
    }
  }
  const generate = async (body: object) => {
    const response = await mock.app.inject({ method: 'POST', url: '/v1/images/generations', headers: { authorization: 'Bearer sk-test' }, payload: { prompt, model: 'a', ...body } })
    return response.json<{ error?: { message: string } }>().error?.message ?? response.statusCode
  }
  t.match(await generate({ seed: 2 }), /<= 1/)
  await next('models: [{ id: a, parameters: { seed: { type: integer, maximum: 2 } } }]\naliases: { b: a }', /^Reloaded 2 models and aliases from /)
  t.equal(await generate({ seed: 2, model: 'b' }), 200)
  mock.scenarios.add({ match: { seed: 1 } as never, respond: { error: 'slow_down' } })
  await next('models: [{ id: a, parameters: { seed: { type: intger } } }]', /^models\.yaml:1:47: Expected one of .+ for models\[0\]\.parameters\.seed\.type, got "intger"\. Did you mean integer\? The current models stay in use\.$/)
  t.equal(await generate({ seed: 2 }), 200)
  await next('models: [{ id: c }]', /^Reloaded 1 model/)
  t.match(await generate({}), /does not exist/)
  t.equal(await generate({ model: 'c' }), 200)
  t.equal((await readFile(path, 'utf8')), 'models: [{ id: c }]')
  await next('models: []', /^No models in .+models\.yaml, so that the rows it had are gone\. Expected models or aliases\.$/)
})

t.test('a bad file rejects the start', async t => {
  const { app } = buildMock(t, { modelsFile: join(t.testdir({ 'a.yaml': 'models: 1' }), 'a.yaml') })
  await t.rejects(async () => { await app.ready() }, { name: 'ModelsFileError', message: 'a.yaml:1:9: Expected a list of at most 500 rows for models, got 1.' })
})
