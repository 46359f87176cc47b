/** The assertion that a client is sound, by itself and with the official SDK. */
import t from 'tap'
import OpenAI from 'openai7'
import { JournalError } from '../../src/journal/journal-error.js'
import { SoundnessError } from '../../src/report/soundness-error.js'
import { startMock } from '../build-mock.js'
import { mockWithClient, urlIn } from './client.js'

const prompt = 'A cute baby sea otter'
const model = 'gpt-image-2.5-flare'

t.test('lists the findings, with the requests and what to do', async t => {
  const { mock, receive } = await mockWithClient(t)
  await receive({ size: '1x1' })
  urlIn(await receive({ response_format: 'url' }))
  await mock.waitFor({}, { count: 2 })
  const error = await mock.assertSound().then(() => undefined, error => error as SoundnessError)
  t.ok(error instanceof SoundnessError)
  t.match(error, { name: 'SoundnessError', code: 'ERR_ASSERTION', findings: [{ id: 'request-refused' }, { id: 'never-fetched' }] })
  const [url, refused] = mock.requests().map(({ id }) => id)
  t.strictSame(error!.message.split('\n'), [
    'Expected no findings, got 1 error and 1 warning (2 requests recorded).',
    `  error request-refused: Sent 1 request that OpenAI refuses because of size: Invalid value: '1x1'. Supported values are: '256x256', '512x512', and '1024x1024'. ${refused}`,
    '    OpenAI refuses the request, mostly with status 400.',
    '    Send only parameters and values that the model accepts. GET /_mock/models lists them.',
    `  warning never-fetched: Did not fetch 1 of 1 image. ${url}`,
    '    The URLs of images expire after an hour. The images are lost then, although they were charged.',
    '    Download every image at once, or request fewer.',
    "To accept a finding, use allow: ['request-refused']."
  ])
})

t.test('accepts what is allowed, what is below the severity, and other keys', async t => {
  const { mock, receive } = await mockWithClient(t)
  await receive({ response_format: 'url' })
  await mock.waitFor({}, { count: 1 })
  await t.rejects(mock.assertSound(), { message: /^Expected no findings, got 1 warning \(1 request recorded\)\./ })
  await mock.assertSound({ allow: ['never-fetched'] })
  await mock.assertSound({ failOn: 'error' })
  await mock.assertSound({ allow: ['nothing-tested'] }, { key: 'sk-suite-2' })
  await receive({ size: '1x1' })
  await t.rejects(mock.assertSound({ allow: ['never-fetched'] }), SoundnessError)
  await t.rejects(mock.assertSound({ failOn: 'error' }, { key: 'sk-suite-1' }), SoundnessError)
})

t.test('refuses unknown ids and options', async t => {
  const { mock } = await mockWithClient(t)
  await t.rejects(mock.assertSound({ allow: ['never-fetch'] as unknown as ['never-fetched'] }), { message: /allow\[0\].*Did you mean never-fetched\?/ })
  await t.rejects(mock.assertSound({ failon: 'error' } as object), JournalError)
})

t.test('the official SDK with its defaults is sound if nothing fails', async t => {
  const mock = await startMock(t)
  const client = new OpenAI({ baseURL: mock.baseURL, apiKey: 'sk-test' })
  const { data } = await client.images.generate({ model, prompt, size: '1024x640', quality: 'low', output_format: 'webp' } as OpenAI.ImageGenerateParamsNonStreaming)
  t.ok(data![0]!.b64_json)
  const stream = await client.images.generate({ model, prompt, size: '1024x640', quality: 'low', stream: true, partial_images: 1 } as OpenAI.ImageGenerateParamsStreaming)
  for await (const { type } of stream) t.match(type, /^image_generation\./)
  await mock.waitFor({}, { count: 2 })
  t.match(await mock.report(), { verdict: 'sound', findings: [], requests: { total: 2, answered: 2 } })
  await mock.assertSound()
})

t.test('the official SDK with its defaults is sound after a rate limit with retry-after, an overload and a lost connection', async t => {
  const mock = await startMock(t)
  const client = new OpenAI({ baseURL: mock.baseURL, apiKey: 'sk-test' })
  const generate = (respond: object) => {
    mock.scenarios.add({ respond, times: 1 })
    return client.images.generate({ model, prompt: JSON.stringify(respond), size: '1024x1024', quality: 'low' })
  }
  for (const respond of [{ error: 'rate_limit_exceeded', retryAfter: '200ms' }, { error: 'server_is_overloaded' }, { fault: 'reset' }]) {
    t.ok((await generate(respond)).data![0]!.b64_json)
  }
  await mock.waitFor({}, { count: 6 })
  await mock.assertSound()
})

t.test('the official SDK pays twice for a lost response', async t => {
  const mock = await startMock(t)
  const client = new OpenAI({ baseURL: mock.baseURL, apiKey: 'sk-test' })
  mock.scenarios.add({ respond: { fault: 'lost' }, times: 1 })
  await client.images.generate({ model, prompt, size: '1024x1024', quality: 'low' })
  await mock.waitFor({}, { count: 2 })
  t.match(await mock.report(), { verdict: 'errors', findings: [{ id: 'paid-twice', count: 1 }] })
})

t.test('the official SDK without retries does not retry, and says so', async t => {
  const mock = await startMock(t)
  const client = new OpenAI({ baseURL: mock.baseURL, apiKey: 'sk-test', maxRetries: 0 })
  mock.scenarios.add({ respond: { error: 'rate_limit_exceeded' }, times: 1 })
  await t.rejects(client.images.generate({ model, prompt }))
  await mock.waitFor({}, { count: 1 })
  t.match((await mock.report()).findings, [{ id: 'not-retried' }])
})
