/** Successful responses of the imitated API. */
import t from 'tap'
import sharp from 'sharp'
import { buildMock } from '../../build-mock.js'

const prompt = 'A cute baby sea otter'
const createdMs = Date.UTC(2026, 4, 6, 22, 51, 35, 250)

t.test('both paths of an operation respond alike', async t => {
  const { app } = buildMock(t, {}, { now: () => createdMs })
  const responses = await Promise.all(['/v1/images/generations', '/images/generations'].map(url =>
    app.inject({ method: 'POST', url, payload: { prompt } })))
  const [body, otherBody] = responses.map(({ body }) => body.replace(/img-\w{24}/, 'img-').replace(/sig=[^"]*/, 'sig='))
  t.equal(responses[0]!.statusCode, 200)
  t.equal(body, otherBody)
})

t.test('a dall-e-2 response has only a url, indented by two spaces', async t => {
  const { send } = buildMock(t, {}, { now: () => createdMs })
  const response = await send({ prompt, n: 2 })
  const { created, data } = response.json()
  t.equal(created, 1778107895)
  t.equal(response.body, JSON.stringify({ created, data: data.map(({ url }: { url: string }) => ({ url })) }, null, 2))
})

t.test('each image URL is unique and contains the request and the index', async t => {
  const { send } = buildMock(t, {}, { now: () => createdMs })
  const [one, other] = [await send({ prompt, n: 10 }), await send({ prompt, n: 10 })]
  const files = [one, other].flatMap(response => response.json().data.map(({ url }: { url: string }) => url.match(/\/(img-[^?]*)/)![1]))
  const named = [one, other].flatMap(({ headers }) =>
    Array.from({ length: 10 }, (_, index) => `img-${String(headers['x-request-id']).slice(4, 26)}0${index}.png`))
  t.strictSame(files, named)
  t.equal(new Set(files).size, 20)
})

t.test('created is the time when the last image was drawn', async t => {
  let nowMs = createdMs
  const { app, send } = buildMock(t, {}, { now: () => nowMs })
  // The other requests start after the drawing has begun.
  app.addHook('preHandler', async () => { setImmediate(() => { nowMs += 2_000 }) })
  t.equal((await send({ prompt, size: '256x256', response_format: 'b64_json' })).json().created, 1778107897)
})

t.test('a dall-e-3 response has the revised prompt, members in alphabetical order', async t => {
  const { send } = buildMock(t)
  const byUrl = await send({ prompt, model: 'dall-e-3' })
  t.strictSame(Object.keys(byUrl.json().data[0]), ['revised_prompt', 'url'])
  t.equal(byUrl.body, JSON.stringify(byUrl.json(), null, 2))
  const inline = await send({ prompt, model: 'dall-e-3', response_format: 'b64_json', style: 'natural' })
  t.strictSame(Object.keys(inline.json().data[0]), ['b64_json', 'revised_prompt'])
  t.equal(inline.body, JSON.stringify(inline.json(), null, 2))
  t.match(byUrl.json().data[0].revised_prompt, /vivid.*A cute baby sea otter/)
  t.match(inline.json().data[0].revised_prompt, /natural.*A cute baby sea otter/)
  const byAlias = await send({ prompt, model: 'our-gateway/dall-e' })
  t.strictSame(Object.keys(byAlias.json().data[0]), ['url'], 'it is not known whether another model revises prompts')
})

t.test('b64_json is plain base64 of the file that the url returns', async t => {
  const { app, send } = buildMock(t)
  for (const request of [
    { prompt, n: 3, size: '256x256' },
    { prompt, model: 'dall-e-3', size: '1792x1024', quality: 'hd', style: 'natural' }
  ]) {
    const byUrl = (await send(request)).json().data
    const inline = (await send({ ...request, response_format: 'b64_json' })).json().data
    for (const [index, { url }] of byUrl.entries()) {
      const file = await app.inject(url)
      t.equal(file.statusCode, 200)
      t.equal(inline[index].b64_json, file.rawPayload.toString('base64'))
    }
  }
})

t.test('every size is an 8-bit RGB PNG with exactly these dimensions', async t => {
  const { send } = buildMock(t)
  for (const size of ['256x256', '512x512', '1024x1024', '1792x1024', '1024x1792']) {
    const { data } = (await send({ prompt, model: 'any', size, response_format: 'b64_json' })).json()
    const { format, width, height, channels, depth, hasAlpha } = await sharp(Buffer.from(data[0].b64_json, 'base64')).metadata()
    t.strictSame({ format, size: `${width}x${height}`, channels, depth, hasAlpha },
      { format: 'png', size, channels: 3, depth: 'uchar', hasAlpha: false })
  }
})

t.test('every response has the recorded headers', async t => {
  const { app, send } = buildMock(t)
  const accepted = await send({ prompt })
  const refused = await send({ prompt, n: 11 })
  const unknown = await app.inject('/v1/nope')
  for (const { headers } of [accepted, refused, unknown]) {
    t.match(headers, {
      'x-request-id': /^req_[0-9a-f]{32}$/,
      'x-content-type-options': 'nosniff',
      'openai-version': '2020-10-01',
      'openai-processing-ms': /^\d+$/,
      'openai-organization': /^\S+$/
    })
    t.equal(headers['content-type'], 'application/json', 'without a charset')
  }
  t.not(accepted.headers['x-request-id'], refused.headers['x-request-id'])
})

t.test('if API keys are required, a missing and a wrong key have their own 401', async t => {
  const { send } = buildMock(t, { apiKeys: ['sk-right-0123456789', 'other'] })
  const missing = await send({ prompt: '' })
  const wrong = await send({ prompt: '' }, { authorization: 'Bearer sk-wrong-api-key' })
  for (const response of [missing, wrong]) {
    t.equal(response.statusCode, 401)
    t.equal(response.headers['www-authenticate'], 'Bearer realm="OpenAI API"')
    t.notOk(response.headers['openai-organization'])
  }
  t.match(missing.json().error, { message: /^You didn't provide an API key\./, type: 'invalid_request_error', param: null, code: null })
  t.match(wrong.json().error, { message: 'Incorrect API key provided: sk-wrong****-key. You can find your API key at https://platform.openai.com/account/api-keys.', code: 'invalid_api_key' })
  t.equal((await send({ prompt }, { authorization: 'Bearer sk-right-0123456789' })).statusCode, 200)
  t.equal((await send({ prompt }, { authorization: `Basic ${btoa(':other')}` })).statusCode, 200)
})

t.test('apiKeys: any accepts every API key', async t => {
  const { send } = buildMock(t, { apiKeys: 'any' })
  t.equal((await send({ prompt })).statusCode, 401)
  t.equal((await send({ prompt }, { authorization: 'Bearer x' })).statusCode, 200)
})

t.test('a web page can call the API and read the request id', async t => {
  const { app, send } = buildMock(t, { apiKeys: 'any' })
  const preflight = await app.inject({
    method: 'OPTIONS',
    url: '/v1/images/generations',
    headers: {
      origin: 'http://localhost:5173',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type,x-stainless-os'
    }
  })
  t.equal(preflight.statusCode, 204)
  t.match(preflight.headers, {
    'access-control-allow-origin': '*',
    'access-control-allow-methods': /POST/,
    'access-control-allow-headers': 'authorization,content-type,x-stainless-os'
  })
  for (const headers of [{ authorization: 'Bearer x' }, {}]) {
    const response = await send({ prompt }, { origin: 'http://localhost:5173', ...headers } as Record<string, string>)
    t.match(response.headers, { 'access-control-allow-origin': '*', 'access-control-expose-headers': /x-request-id/ })
  }
})
