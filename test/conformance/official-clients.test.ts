/** The official client over real sockets: all tests with the newest major version, a few with older ones. */
import t, { type Test } from 'tap'
import OpenAI4 from 'openai4'
import OpenAI5 from 'openai5'
import OpenAI6 from 'openai6'
import OpenAI from 'openai7'
import sharp from 'sharp'
import type { Entry } from '../../src/journal/entries/entry.js'
import { nextRequest, startMock } from '../build-mock.js'

// The tests mostly wait for clients.
t.jobs = 4

const prompt = 'A cute baby sea otter'
const connect = (baseURL: string, options: object = {}) => new OpenAI({ baseURL, apiKey: 'sk-test', maxRetries: 0, ...options })

async function checkRetries (t: Test, client: OpenAI, { requests }: Pick<Awaited<ReturnType<typeof startMock>>, 'requests'>, directive: string): Promise<void> {
  const { data } = await client.images.generate({ prompt: `${prompt} after ${directive} [mock ${directive} times=2]` })
  t.ok(data![0]!.url, directive)
  t.strictSame(requests({ prompt: `${prompt} after ${directive}*` }).map(({ retryCount }) => retryCount).reverse(), [0, 1, 2])
}

for (const [version, Client] of [['4', OpenAI4], ['5', OpenAI5], ['6', OpenAI6]] as const) {
  t.test(`version ${version} gets pictures of both families, an error for a refusal, and a picture after retries`, async t => {
    const mock = await startMock(t)
    const client = new (Client as unknown as typeof OpenAI)({ baseURL: mock.baseURL, apiKey: 'sk-test', maxRetries: 2 })
    const { data } = await client.images.generate({ prompt, model: 'dall-e-2', size: '256x256', response_format: 'b64_json' })
    t.match(await sharp(Buffer.from(data![0]!.b64_json!, 'base64')).metadata(), { format: 'png', width: 256, height: 256 })
    const response = await client.images.generate({ prompt, model: 'gpt-image-2', size: '816x816', quality: 'low', output_format: 'webp' })
    t.match(response, { output_format: 'webp', quality: 'low', size: '816x816', usage: { output_tokens: 171 } })
    t.match(await sharp(Buffer.from(response.data![0]!.b64_json!, 'base64')).metadata(), { format: 'webp', width: 816, height: 816 })
    const error = await client.images.generate({ prompt, n: 11 }).then(() => undefined, (error: InstanceType<typeof OpenAI.APIError>) => error)
    t.equal(error!.constructor.name, 'BadRequestError')
    t.match(error, { status: 400, param: 'n', code: 'integer_above_max_value', error: { type: 'invalid_request_error' } })
    await checkRetries(t, client, mock, 'error=rate_limit_exceeded retryAfter=1ms')
  })
}

t.test('the newest client gets a URL, which returns the picture', async t => {
  const { baseURL } = await startMock(t)
  const { created, data } = await connect(baseURL).images.generate({ prompt, model: 'dall-e-3', size: '1024x1792', quality: 'hd' })
  t.ok(Math.abs(created - Date.now() / 1000) < 60)
  t.match(data![0]!.revised_prompt, prompt)
  const response = await fetch(data![0]!.url!)
  t.match(await sharp(await response.arrayBuffer()).metadata(), { format: 'png', width: 1024, height: 1792 })
})

t.test('the newest client gets four different pictures as base64', async t => {
  const { baseURL } = await startMock(t)
  const { data } = await connect(baseURL).images.generate({ prompt, model: 'dall-e-2', n: 4, size: '256x256', response_format: 'b64_json' })
  const files = data!.map(({ b64_json: base64 }) => Buffer.from(base64!, 'base64'))
  t.equal(new Set(files.map(file => file.toString('latin1'))).size, 4)
  for (const file of files) t.match(await sharp(file).metadata(), { format: 'png', width: 256, height: 256 })
})

t.test('the newest client throws the right error for each refusal', async t => {
  const { baseURL, url } = await startMock(t, { apiKeys: ['sk-test'], unknownModels: 'reject' })
  const client = connect(baseURL)
  const generate = (body: object) => client.images.generate(body as { prompt: string })
  for (const [call, name, facts] of [
    [() => generate({}), 'BadRequestError', { status: 400, param: 'prompt', code: 'missing_required_parameter', message: "400 Missing required parameter: 'prompt'." }],
    [() => generate({ prompt, n: 11 }), 'BadRequestError', { status: 400, param: 'n', code: 'integer_above_max_value' }],
    [() => generate({ prompt, quality: 'hd' }), 'BadRequestError', { status: 400, param: 'quality', code: 'unknown_parameter' }],
    [() => generate({ prompt, model: 'dall-e-4' }), 'BadRequestError', { status: 400, param: 'model', code: 'invalid_value', type: 'image_generation_user_error' }],
    [() => connect(baseURL, { apiKey: 'sk-wrong-api-key' }).images.generate({ prompt }), 'AuthenticationError', { status: 401, param: null, code: 'invalid_api_key' }],
    [() => generate({ prompt: 'x'.repeat(2 ** 20) }), 'APIError', { status: 413, param: null, code: null, type: 'server_error' }],
    [() => generate({ prompt: 'x [mock error=organization_unverified]' }), 'PermissionDeniedError', { status: 403 }],
    [() => generate({ prompt: 'x [mock error=rate_limit_exceeded]' }), 'RateLimitError', { status: 429, code: 'rate_limit_exceeded', type: 'requests' }],
    [() => generate({ prompt: 'x [mock error=server_error]' }), 'InternalServerError', { status: 500, type: 'server_error' }],
    [() => generate({ prompt: 'x [mock error=null_message]' }), 'BadRequestError', { status: 400, type: 'image_generation_user_error' }],
    [() => client.images.generate({ prompt }, { headers: { 'content-type': 'text/plain' } }), 'BadRequestError', { status: 400, code: 'unsupported_content_type' }],
    [() => client.get('/images/generations'), 'APIError', { status: 405, param: null, code: null }],
    [() => connect(`${url}/v2`).images.generate({ prompt }), 'NotFoundError', { status: 404, param: null, code: null }]
  ] as const) {
    const error = await (call() as PromiseLike<unknown>).then(() => { throw new Error('The call succeeded') }, (error: InstanceType<typeof OpenAI.APIError>) => error)
    t.equal(error.constructor.name, name)
    t.match(error, facts)
    t.match(error.error, { type: 'type' in facts ? facts.type : 'invalid_request_error' })
  }
})

t.test('the newest client gets its picture with `stream: false`, and an error with `stream: true`', async t => {
  for (const unknownParameters of ['reject', 'ignore'] as const) {
    const { baseURL } = await startMock(t, { unknownParameters })
    const { images } = connect(baseURL)
    for (const model of ['dall-e-2', 'dall-e-3']) {
      t.ok((await images.generate({ prompt, model, stream: false })).data![0]!.url)
      const error = await images.generate({ prompt, model, stream: true }).then(() => undefined, (error: Error) => error)
      t.match(error, { status: 400, message: "400 Unknown parameter: 'stream'.", param: 'stream', code: 'unknown_parameter', type: 'invalid_request_error' })
    }
  }
})

t.test('the newest client retries after faults, and gets its picture', async t => {
  const mock = await startMock(t)
  const client = connect(mock.baseURL, { maxRetries: 2 })
  const directives = ['error=server_error', 'error=rate_limit_exceeded retryAfter=1ms', 'fault=reset', 'fault=empty']
  // Concurrently, since without a header the client waits for one or two seconds before each retry.
  await Promise.all(directives.map(directive => checkRetries(t, client, mock, directive)))
})

t.test('the newest client pays twice if its answer was lost or a proxy gave up, and gets its picture', async t => {
  const mock = await startMock(t)
  const client = connect(mock.baseURL, { maxRetries: 2 })
  await Promise.all(['lost', 'gateway_timeout'].map(async fault => {
    const { data, usage } = await client.images.generate({ model: 'gpt-image-2', prompt: `${fault} [mock fault=${fault} times=1]`, size: '1024x640', quality: 'low' })
    t.ok(data![0]!.b64_json, fault)
    const [retry, first] = mock.requests({ prompt: fault })
    t.match(first, { status: fault === 'lost' ? undefined : 504, outcome: fault === 'lost' ? 'lost' : undefined, retryCount: 0, billed: true, usage })
    t.match(retry, { status: 200, retryCount: 1, retryOf: first!.id, billed: true, usage })
  }))
})

t.test('the newest client throws an error for each fault, and leaves no connection open', async t => {
  const mock = await startMock(t)
  const client = connect(mock.baseURL)
  const errorOf = (fault: string, options = {}) => client.images.generate({ prompt: `${fault} [mock fault=${fault}]` }, options)
    .then(() => 'none', (error: Error) => error.constructor.name)
  t.equal(await errorOf('reset'), 'APIConnectionError')
  t.equal(await errorOf('empty'), 'APIConnectionError')
  let hung: Entry | undefined
  // On a busy machine, the client may give up before it has sent the request.
  for (let timeout = 250; !hung; timeout *= 2) {
    t.equal(await errorOf('hang', { timeout }), 'APIConnectionTimeoutError')
    hung = await mock.waitFor({ prompt: 'hang' }, { timeout }).then(([entry]) => entry, () => undefined)
  }
  t.equal(await errorOf('malformed'), 'SyntaxError')
  t.equal(await errorOf('truncate'), 'TypeError')
  t.strictSame((await client.images.generate({ prompt: `${prompt} [mock fault=empty_data]` })).data, [])
  t.match(await mock.waitFor({ prompt }), [{ status: 200 }])
  t.match(hung, { outcome: 'hang', status: undefined, answer: undefined })
})

t.test('pictures of requests that the newest client abandons are not drawn', async t => {
  const mock = await startMock(t)
  const client = connect(mock.baseURL)
  const leaving = new AbortController()
  const abandoned: Array<Promise<unknown>> = []
  for (let index = 0; index < 5; index++) {
    const arrived = nextRequest(mock)
    abandoned.push(client.images.generate({ prompt: `abandoned ${index}`, model: 'any', n: 10, size: '1792x1024', response_format: 'b64_json' }, { signal: leaving.signal }))
    await arrived
  }
  leaving.abort()
  for (const { status } of await Promise.allSettled(abandoned)) t.equal(status, 'rejected')
  const { data } = await connect(mock.baseURL).images.generate({ prompt, size: '256x256', response_format: 'b64_json' })
  t.ok(data![0]!.b64_json)
  await mock.waitFor({ prompt: 'abandoned*' }, { count: 5 })
  const outcomes = mock.requests({ prompt: 'abandoned*' }).map(({ outcome }) => outcome)
  t.strictSame(outcomes, Array(5).fill('aborted'))
})
