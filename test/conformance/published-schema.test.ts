/** `validation: schema` as generated SDKs use it: the requests of the test suites of openai-node and openai-python. */
import OpenAI4, { toFile as toFile4 } from 'openai4'
import OpenAI5, { toFile as toFile5 } from 'openai5'
import OpenAI6, { toFile as toFile6 } from 'openai6'
import OpenAI, { toFile } from 'openai7'
import sharp from 'sharp'
import t, { type Test } from 'tap'
import { startMock } from '../build-mock.js'
import { formOf, imageOf } from '../http/uploads.js'

t.jobs = 4

const prompt = 'A cute baby sea otter'
const editPrompt = 'A cute baby sea otter wearing a beret'
/** The values that the generators of both SDKs take from the schema's examples. */
const allParameters = {
  background: 'transparent',
  model: 'string',
  moderation: 'low',
  n: 1,
  output_compression: 100,
  output_format: 'png',
  partial_images: 1,
  quality: 'medium',
  response_format: 'url',
  size: '1024x1024',
  stream: false,
  style: 'vivid',
  user: 'user-1234'
} as const
const allEditParameters = {
  background: 'transparent',
  model: 'string',
  n: 1,
  output_compression: 100,
  output_format: 'png',
  partial_images: 1,
  quality: 'high',
  response_format: 'url',
  size: '1024x1024',
  stream: false,
  user: 'user-1234',
  input_fidelity: 'high'
} as const
const allVariationParameters = { model: 'string', n: 1, response_format: 'url', size: '1024x1024', user: 'user-1234' } as const

// As in these suites, the base URL has no /v1.
const connect = (url: string, Client: unknown = OpenAI) => new (Client as typeof OpenAI)({ baseURL: url, apiKey: 'My API Key', maxRetries: 0 })

/** The calls of `only required params`: the response is raw, parsed, and both. */
async function checkCall (t: Test, call: ReturnType<OpenAI['images']['createVariation']>): Promise<void> {
  const raw = await call.asResponse()
  t.ok(raw instanceof Response)
  const response = await call
  t.type(response.created, 'number')
  const both = await call.withResponse()
  t.equal(both.data, response)
  t.equal(both.response, raw)
}

for (const [version, Client, toFile_] of [['4', OpenAI4, toFile4], ['5', OpenAI5, toFile5], ['6', OpenAI6, toFile6]] as const) {
  t.test(`version ${version} passes the tests that are generated for openai-node`, async t => {
    const { url } = await startMock(t, { validation: 'schema' })
    const { images } = connect(url, Client)
    t.ok((await images.generate({ prompt })).data![0]!.url)
    t.ok((await images.generate({ prompt, ...allParameters } as OpenAI.ImageGenerateParamsNonStreaming)).data![0]!.url)
    const image = await toFile_(Buffer.from('# my file contents'), 'README.md') as File
    t.ok((await images.createVariation({ image, ...allVariationParameters })).data![0]!.url)
    t.ok((await images.edit({ image, mask: image, prompt: editPrompt, ...allEditParameters })).data![0]!.url)
  })
}

t.test('the newest client passes the tests that are generated for openai-node, and the answers have the shape that is asked for', async t => {
  const { url } = await startMock(t, { validation: 'schema' })
  const { images } = connect(url)
  const readme = await toFile(Buffer.from('# my file contents'), 'README.md')
  await checkCall(t, images.generate({ prompt }))
  await checkCall(t, images.edit({ image: readme, prompt: editPrompt }))
  await checkCall(t, images.createVariation({ image: readme }))
  t.ok((await images.createVariation({ image: readme, ...allVariationParameters })).data![0]!.url)
  t.ok((await images.edit({ image: readme, mask: readme, prompt: editPrompt, ...allEditParameters })).data![0]!.url)
  const { data, ...members } = await images.generate({ prompt, ...allParameters })
  t.strictSame(Object.keys(members), ['created'], 'an alias has the response of DALL·E')
  t.match(await sharp(await (await fetch(data![0]!.url!)).arrayBuffer()).metadata(), { format: 'png', width: 1024, height: 1024, hasAlpha: true })

  const webp = await images.generate({ prompt, model: 'gpt-image-1', size: '300x200', quality: 'max', response_format: 'url', output_format: 'webp' })
  t.match(webp, { size: '300x200', quality: 'max', output_format: 'webp', background: 'opaque', data: [{ url: /\.webp\?/, b64_json: undefined }] })
  t.ok(webp.usage!.output_tokens > 0)
  t.match(await sharp(await (await fetch(webp.data![0]!.url!)).arrayBuffer()).metadata(), { format: 'webp', width: 300, height: 200 })
  const several = await images.generate({ prompt, model: 'dall-e-3', n: 10, size: '64x64', quality: 'low', response_format: 'b64_json' })
  t.equal(new Set(several.data!.map(({ b64_json: base64 }) => base64)).size, 10)

  for (const model of ['gpt-image-2', 'dall-e-3', 'string', undefined]) {
    const events: Array<OpenAI.ImageGenStreamEvent | OpenAI.ImageEditStreamEvent> = []
    const streamed = { stream: true, partial_images: 1, size: '256x256', response_format: 'url', quality: 'standard', ...(model !== undefined && { model }) } as const
    for await (const event of await images.generate({ prompt, ...streamed, n: 2 })) events.push(event)
    for await (const event of await images.edit({ image: readme, prompt: editPrompt, ...streamed })) events.push(event)
    const members = { size: '256x256', quality: 'medium', background: 'opaque', output_format: 'png' }
    const usage = { total_tokens: Number }
    t.match(events, [
      { type: 'image_generation.partial_image', partial_image_index: 0, ...members }, { type: 'image_generation.completed', usage, ...members },
      { type: 'image_edit.partial_image', partial_image_index: 0, ...members }, { type: 'image_edit.completed', usage, ...members }
    ], String(model))
    t.equal(events.length, 4)
  }
})

/** As the Python client sends them; also the raw and the streamed response have these. */
const python = {
  authorization: 'Bearer My API Key',
  accept: 'application/json',
  'accept-encoding': 'gzip, deflate',
  connection: 'keep-alive',
  'user-agent': 'OpenAI/Python 2.36.0',
  'x-stainless-lang': 'python',
  'x-stainless-package-version': '2.36.0',
  'x-stainless-os': 'Linux',
  'x-stainless-arch': 'x64',
  'x-stainless-runtime': 'CPython',
  'x-stainless-runtime-version': '3.12.3',
  'x-stainless-async': 'false',
  'x-stainless-retry-count': '0',
  'x-stainless-read-timeout': '600'
}

t.test('the requests of the tests that are generated for openai-python pass', async t => {
  const { app } = await startMock(t, { validation: 'schema' })
  const parameters = { ...allParameters, model: 'gpt-image-2', size: 'auto' }
  const { stream: _stream, ...edit } = { ...allEditParameters, model: 'gpt-image-2', size: '256x256' }
  const example = { filename: 'upload', type: 'application/octet-stream', value: Buffer.from('Example data') }
  const textsOf = (fields: object) => Object.entries(fields).map(([name, value]) => ({ name, value: String(value) }))
  const send = (path: string, body: object, headers: object = {}) => app.inject({
    method: 'POST', url: `/images/${path}`, headers: { ...python, ...headers }, payload: body as Buffer
  })
  const sendForm = (path: string, fields: object, files: readonly string[]) => {
    const { payload, headers } = formOf([...textsOf(fields), ...files.map(name => ({ name, ...example }))])
    return send(path, payload, headers)
  }
  for (const response of [
    await send('generations', { prompt }),
    await send('generations', { prompt, ...parameters }),
    await send('generations', { prompt }, { 'x-stainless-raw-response': 'stream' }),
    await sendForm('variations', {}, ['image']),
    await sendForm('variations', { ...allVariationParameters, model: 'gpt-image-1' }, ['image']),
    await sendForm('edits', { prompt: editPrompt }, ['image']),
    await sendForm('edits', { prompt: editPrompt, ...edit, stream: false }, ['image', 'mask']),
    await send('edits', { prompt: editPrompt, images: [{ image_url: 'https://example.com/image.png' }] })
  ]) {
    t.equal(response.statusCode, 200, response.body.slice(0, 300))
    const { data, quality = 'low', background = 'opaque', output_format: format = 'png' } = response.json<{ data: OpenAI.Image[], quality?: string, background?: string, output_format?: string }>()
    t.ok(data[0]!.url ?? data[0]!.b64_json)
    t.ok(['low', 'medium', 'high', 'xhigh', 'max'].includes(quality) && ['opaque', 'transparent'].includes(background) && format === 'png')
  }
  const { stream: _, ...streamed } = parameters
  for (const response of [
    await send('generations', { prompt, stream: true }),
    await send('generations', { prompt, stream: true, ...streamed }),
    await sendForm('edits', { prompt: editPrompt, stream: true }, ['image']),
    await sendForm('edits', { prompt: editPrompt, stream: true, ...edit }, ['image', 'mask'])
  ]) {
    t.match(response, { statusCode: 200, headers: { 'content-type': 'text/event-stream; charset=utf-8' }, body: /^event: image_(generation|edit)\.completed$/m })
  }
})

t.test('a request that the schema allows has no violation, no warning and no finding, and rules match it', async t => {
  const mock = await startMock(t, { validation: 'schema' })
  mock.scenarios.add({ match: { model: 'gpt-image-1', quality: 'max' }, respond: { error: 'slow_down' } })
  const { images } = connect(mock.url)
  const body = { prompt, model: 'gpt-image-1', quality: 'hd', style: 'vivid', size: '100x100', foo: 1 } as OpenAI.ImageGenerateParamsNonStreaming
  const { response } = await images.generate(body).withResponse()
  t.notOk(response.headers.has('x-mock-violations'))
  t.equal((await images.generate({ ...body, quality: 'max' }).catch(({ status }) => status)), 429)
  await images.generate({ prompt, ...allParameters, output_compression: 80, model: 'dall-e-3', response_format: 'b64_json' })
  t.match(mock.requests({ status: 200 }).map(({ request, violations }) => ({ request, violations })).reverse(), [
    { request: { model: 'gpt-image-1', quality: 'hd', style: 'vivid', size: '100x100' }, violations: undefined }, { request: { model: 'dall-e-3', background: 'transparent' } }
  ])
  const { models } = (await mock.app.inject('/_mock/models')).json<{ models: Array<{ id: string, parameters: object }> }>()
  t.match(models.find(({ id }) => id === 'dall-e-3'), { parameters: { n: { maximum: 10 }, background: { enum: ['transparent', 'opaque', 'auto'] } } }, 'Try it offers the schema')
  const { findings, bill } = await mock.report()
  t.strictSame(findings.filter(({ id }) => /^(request|model|parameter-ignored)/.test(id)), [])
  t.match(bill.lines, [{ model: 'dall-e-3', images: 1 }, { model: 'gpt-image-1', images: 1 }])
  const real = await imageOf()
  t.ok((await images.edit({ image: await toFile(real, 'otter.png', { type: 'image/png' }), prompt, model: 'gpt-image-2', size: '128x128' })).usage!.input_tokens_details.image_tokens > 0)
})

t.test('unknown parameters are refused if the setting says so', async t => {
  const mock = await startMock(t, { validation: 'schema', unknownParameters: 'reject', unknownModels: 'reject' })
  const { images } = connect(mock.url)
  const errorOf = (body: object) => images.generate({ prompt, ...body } as OpenAI.ImageGenerateParamsNonStreaming).then(() => 'none', ({ message }: Error) => message)
  t.equal(await errorOf({ foo: 1 }), "400 Unknown parameter: 'foo'.")
  t.equal(await errorOf({ model: 'string' }), "400 The model 'string' does not exist.")
  t.equal(await errorOf({ model: 'dall-e-2', background: 'transparent', style: 'vivid' }), 'none')
})
