/** Responses of the GPT image models: body, headers, files, usage, limits, delays, and rules. */
import t from 'tap'
import sharp from 'sharp'
import { buildMock } from '../../build-mock.js'

const prompt = 'a siamese cat'
const createdMs = Date.UTC(2026, 7, 19, 14, 34, 46, 900)
// 655,360 pixels: the smallest picture of gpt-image-2.
const small = { size: '1024x640', quality: 'low' }

t.test('a response has the recorded members in their order', async t => {
  const { send } = buildMock(t, {}, { now: () => createdMs })
  const { body, headers, statusCode } = await send({ model: 'gpt-image-1', prompt, n: 1, size: '1024x1024' })
  t.equal(statusCode, 200)
  t.match(headers, { 'content-type': 'application/json', 'openai-project': /^proj_\w+$/, 'openai-organization': /^org-/, 'openai-version': '2020-10-01' })
  t.equal(body.replace(/"b64_json": "[^"]+"/, '"b64_json": "iVBORw0KGgoAAAANSUhEUg…"'), `{
  "created": 1787150086,
  "background": "opaque",
  "data": [
    {
      "b64_json": "iVBORw0KGgoAAAANSUhEUg…"
    }
  ],
  "output_format": "png",
  "quality": "high",
  "size": "1024x1024",
  "usage": {
    "input_tokens": 10,
    "input_tokens_details": {
      "image_tokens": 0,
      "text_tokens": 10
    },
    "output_tokens": 4160,
    "output_tokens_details": {
      "image_tokens": 4160,
      "text_tokens": 0
    },
    "total_tokens": 4170
  }
}`)
})

t.test('the response has the choices for `auto`, and the pictures have that size', async t => {
  const { app, send } = buildMock(t)
  const response = (await send({ model: 'gpt-image-2', prompt })).json()
  t.match(response, { background: 'opaque', output_format: 'png', quality: 'medium', size: '1254x1254', usage: { output_tokens: 2058 } })
  t.match(await sharp(Buffer.from(response.data[0].b64_json, 'base64')).metadata(), { format: 'png', width: 1254, height: 1254 })
  const [entry] = (await app.inject('/_mock/requests')).json()
  t.match(entry, { request: { size: 'auto', quality: 'auto', output_format: 'png' }, answer: { size: '1254x1254', usage: { output_tokens: 2058 }, data: [{ b64_json: { bytes: Number } }] } })
})

t.test('each format and background reaches the file', async t => {
  const { send } = buildMock(t)
  for (const [model, parameters, file] of [
    ['gpt-image-1', { size: '1024x1536', output_format: 'png', background: 'transparent' }, { format: 'png', width: 1024, height: 1536, hasAlpha: true }],
    ['gpt-image-1.5', { size: '1536x1024', output_format: 'jpeg', output_compression: 50 }, { format: 'jpeg', width: 1536, height: 1024, hasAlpha: false }],
    ['gpt-image-2.5-flare', { size: '1024x640', output_format: 'webp', background: 'transparent' }, { format: 'webp', width: 1024, height: 640, hasAlpha: true }],
    ['gpt-image-2.6-flare', { size: '1024x640', output_format: 'gif', frame_count: 2 }, { format: 'gif', width: 1024 }]
  ] as const) {
    const response = (await send({ model, prompt, quality: 'low', ...parameters })).json()
    const { output_format: format, size, background = 'opaque' } = parameters as Record<string, unknown>
    t.match(response, { output_format: format, size, background, quality: 'low' }, model)
    t.match(await sharp(Buffer.from(response.data[0].b64_json, 'base64'), { animated: true }).metadata(), file)
  }
})

t.test('two images have one usage for both', async t => {
  const { send } = buildMock(t)
  const { data, usage } = (await send({ model: 'gpt-image-1', prompt: 'An isolated stop sign.', n: 2, size: '1024x1024', quality: 'medium' })).json()
  t.equal(data.length, 2)
  t.not(data[0].b64_json, data[1].b64_json)
  t.match(usage, { input_tokens: 22, output_tokens: 2112, total_tokens: 2134 }, 'as recorded')
})

t.test('the response has the end user: the safety identifier, otherwise `user`', async t => {
  const { send } = buildMock(t)
  const echo = async (body: object) => (await send({ model: 'gpt-image-2', prompt, ...small, ...body })).json().safety_identifier
  t.equal(await echo({}), undefined)
  t.equal(await echo({ user: 'u', safety_identifier: 's' }), 's')
  for (const identifier of ['', null]) t.equal(await echo({ user: 'u', safety_identifier: identifier }), 'u')
  t.strictSame(Object.keys((await send({ model: 'gpt-image-2', prompt, ...small, user: 'u' })).json()),
    ['created', 'background', 'data', 'output_format', 'quality', 'safety_identifier', 'size', 'usage'])
  t.equal((await send({ model: 'gpt-image-2', prompt, ...small, user: 'u' }, { 'x-mock': 'as-of=2026-11-03' })).json().safety_identifier, undefined)
})

t.test('DALL·E has no usage and none of these members', async t => {
  const { send } = buildMock(t)
  for (const body of [{}, { model: 'dall-e-3' }, { model: 'our-gateway/dall-e' }]) {
    const { headers, ...response } = await send({ prompt, ...body })
    t.strictSame(Object.keys(response.json()), ['created', 'data'])
    t.notOk('openai-project' in headers)
  }
})

t.test('rules match the parameters of these models', async t => {
  const { app, send } = buildMock(t)
  const addRule = (rule: object) => app.inject({ method: 'POST', url: '/_mock/scenarios', payload: rule })
  for (const [match, body] of [
    [{ output_format: 'webp' }, { output_format: 'webp' }],
    [{ output_compression: 80 }, { output_format: 'jpeg', output_compression: 80 }],
    [{ background: 'opaque' }, { background: 'opaque' }],
    [{ moderation: 'low' }, { moderation: 'low' }],
    [{ partial_images: 2 }, { partial_images: 2 }],
    [{ quality: 'xhigh' }, { model: 'gpt-image-2.5-flare', quality: 'xhigh' }],
    [{ size: '1536x864' }, { size: '1536x864' }],
    [{ complexity: 'low' }, { model: 'gpt-image-2.6-flare', complexity: 'low' }],
    [{ frame_count: 3 }, { model: 'gpt-image-2.6-flare', output_format: 'gif', frame_count: 3 }],
    [{ frame_duration_ms: 50 }, { model: 'gpt-image-2.6-flare', output_format: 'gif', frame_duration_ms: 50 }],
    [{ safety_identifier: 'user-*' }, { safety_identifier: 'user-1' }]
  ]) {
    await app.inject({ method: 'DELETE', url: '/_mock/scenarios' })
    t.equal((await addRule({ match, respond: { error: 'slow_down' } })).statusCode, 201)
    t.match((await send({ model: 'gpt-image-2', prompt, ...small, ...body })).json(), { error: { code: 'slow_down' } }, JSON.stringify(match))
    t.equal((await send({ model: 'gpt-image-2', prompt, ...small })).statusCode, 200, `not without ${JSON.stringify(match)}`)
  }
})

t.test('a rule replaces members of the usage', async t => {
  const { app, send } = buildMock(t)
  await app.inject({ method: 'POST', url: '/_mock/scenarios', payload: { respond: { usage: { output_tokens: 4160, input_tokens_details: { image_tokens: 300 } } } } })
  t.strictSame((await send({ model: 'gpt-image-2', prompt, ...small })).json().usage, {
    input_tokens: 310,
    input_tokens_details: { image_tokens: 300, text_tokens: 10 },
    output_tokens: 4160,
    output_tokens_details: { image_tokens: 4160, text_tokens: 0 },
    total_tokens: 4470
  })
  t.strictSame(Object.keys((await send({ prompt })).json()), ['created', 'data'], 'DALL·E has none')
})

t.test('faults of base64 apply, those of image URLs do not', async t => {
  const { app, send } = buildMock(t)
  const model = 'gpt-image-2'
  const cut = (await send({ model, prompt: `${prompt} [mock fault=bad_base64]`, ...small })).json()
  t.equal(cut.data[0].b64_json.length % 4, 1)
  await app.inject({ method: 'POST', url: '/_mock/scenarios', payload: { respond: { fault: 'bad_base64' } } })
  t.equal((await send({ model, prompt, ...small })).json().data[0].b64_json.length % 4, 1)
  await app.inject({ method: 'DELETE', url: '/_mock/scenarios' })
  await app.inject({ method: 'POST', url: '/_mock/scenarios', payload: { respond: { asset: 'expired' } } })
  t.equal((await send({ model, prompt, ...small })).json().data[0].b64_json.length % 4, 0)
  t.match((await send({ model, prompt: `${prompt} [mock asset=expired]`, ...small })).json(), {
    error: { message: 'Expected url (required by asset expired) for response_format, got "b64_json".', code: 'invalid_mock_directive' }
  })
})

t.test('a safety refusal has its details last, indented like the rest', async t => {
  const { send } = buildMock(t)
  const { body, headers } = await send({ model: 'gpt-image-2', prompt, ...small }, { 'x-mock': 'error=moderation_blocked' })
  t.equal(body, `{
  "error": {
    "message": "Your request was rejected by the safety system. If you believe this is an error, contact us at help.openai.com and include the request ID ${headers['x-request-id']}.",
    "type": "image_generation_user_error",
    "param": null,
    "code": "moderation_blocked",
    "moderation_details": {
      "moderation_stage": "input",
      "categories": [
        "other"
      ]
    }
  }
}`)
  t.match((await send({ model: 'gpt-image-2', prompt, ...small }, { 'x-mock': 'error=moderation_blocked_output' })).json(), { error: { moderation_details: { moderation_stage: 'output' } } })
})

t.test('named errors have the wording of the family', async t => {
  const { send } = buildMock(t)
  const errorOf = async (model: string, name: string) => (await send({ model, prompt, n: model === 'dall-e-3' ? 1 : 2 }, { 'x-mock': `error=${name}` })).json().error
  for (const [name, dallE, gptImage] of [
    ['rate_limit_exceeded', /^Rate limit exceeded for images per minute/, 'Rate limit reached for gpt-image-2 (for limit gpt-image) in organization org-MockMockMockMockMockMock on input-images per min: Limit 5, Used 5, Requested 2. Please try again in 24s. Visit https://platform.openai.com/account/rate-limits to learn more.'],
    ['server_error', /^The server had an error/, /^An error occurred while processing your request\. .* include the request ID req_\w{32} in your message\.$/],
    ['server_is_overloaded', /^The engine is currently overloaded/, 'The model is temporarily overloaded. Please retry your request after a brief delay.'],
    ['model_not_found', /access to model `dall-e-3`$/, 'Project `proj_MockMockMockMockMockMock` does not have access to model `gpt-image-2`']
  ] as const) {
    t.match((await errorOf('dall-e-3', name)).message, dallE)
    t.match((await errorOf('gpt-image-2', name)).message, gptImage)
  }
})

t.test('the refusal of the limit of images per minute has the wording of the family', async t => {
  let nowMs = createdMs
  const { send } = buildMock(t, { imagesPerMinute: 25 }, { now: () => nowMs })
  for (let index = 0; index < 5; index++) t.equal((await send({ model: 'gpt-image-2', prompt, n: 5, ...small })).statusCode, 200)
  nowMs += 2000
  const { headers, ...refused } = await send({ model: 'gpt-image-2', prompt, ...small })
  t.match(refused.json().error, {
    message: 'Rate limit reached for gpt-image-2 (for limit gpt-image) in organization org-MockMockMockMockMockMock on input-images per min: Limit 25, Used 25, Requested 1. Please try again in 400ms. Visit https://platform.openai.com/account/rate-limits to learn more.',
    type: 'input-images',
    param: null,
    code: 'rate_limit_exceeded'
  })
  t.match(headers, { 'retry-after': '1', 'retry-after-ms': '400' })
  t.match((await send({ prompt })).json(), { error: { type: 'requests', message: /^Rate limit exceeded for images per minute/ } }, 'DALL·E shares the limit')
  const { send: sendToNone } = buildMock(t, { imagesPerMinute: 0 })
  t.match((await sendToNone({ model: 'gpt-image-1', prompt })).json(), {
    error: { message: /Limit 0, Used 0, Requested 1\. Visit/, type: 'input-images' }
  })
})

t.test('a setting, a directive or a rule selects the contract of a day', async t => {
  const unknown = (model: string) => ({ error: { message: `The model '${model}' does not exist.`, param: 'model', code: 'invalid_value' } })
  const { app, send } = buildMock(t, { asOf: '2026-12-01' })
  t.match((await send({ prompt })).json(), { error: { message: "Missing required parameter: 'model'." } })
  for (const model of ['dall-e-3', 'gpt-image-1', 'gpt-image-1.5', 'chatgpt-image-latest']) t.match((await send({ model, prompt })).json(), unknown(model))
  t.equal((await send({ model: 'gpt-image-2', prompt, ...small })).statusCode, 200)
  t.equal((await send({ model: 'dall-e-3', prompt }, { 'x-mock': 'as-of=2026-05-11' })).statusCode, 200, 'a directive brings a model back')
  t.equal((await send({ prompt: `${prompt} [mock as-of=2026-05-11]` })).statusCode, 200)
  t.match((await send({ model: 'gpt-image-2', prompt }, { 'x-mock': 'as-of=2026-04-20' })).json(), unknown('gpt-image-2'))

  await app.inject({ method: 'POST', url: '/_mock/scenarios', payload: { match: { prompt: '*cat*' }, respond: { asOf: '2026-04-20' }, times: 1 } })
  t.match((await send({ model: 'gpt-image-2', prompt })).json(), unknown('gpt-image-2'))
  const [entry] = (await app.inject('/_mock/requests')).json()
  t.match(entry, { decidedBy: { kind: 'rule', name: 'asOf=2026-04-20', served: 1, times: 1 } })
  t.equal((await send({ model: 'gpt-image-2', prompt, ...small })).statusCode, 200, 'the rule is used up')

  const { send: sendToday } = buildMock(t, { asOf: 'today' }, { now: () => Date.UTC(2026, 9, 22) })
  t.equal((await sendToday({ model: 'gpt-image-1', prompt, quality: 'low' })).statusCode, 200)
})

t.test('a realistic delay is that of the model and of its choices for `auto`', async t => {
  const { app } = buildMock(t, { latency: 'realistic' })
  const delayed = await Promise.race([
    app.inject({ method: 'POST', url: '/v1/images/generations', payload: { model: 'gpt-image-2', prompt } }).then(() => 'answered', () => 'closed'),
    new Promise(resolve => setTimeout(resolve, 200, 'waiting'))
  ])
  t.equal(delayed, 'waiting')
})
