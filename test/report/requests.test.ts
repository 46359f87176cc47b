/** Findings about parameters, models, keys, rules and paths: for each of them a client that makes the mistake, and one that does not. */
import t from 'tap'
import { mockWithClient } from './client.js'

t.jobs = 4

const gptImage = { model: 'gpt-image-2', size: '816x816', quality: 'low', response_format: undefined }

t.test('finds refused requests, by parameter and model', async t => {
  const { receive, findings } = await mockWithClient(t)
  await receive({ size: '1x1' })
  await receive({ size: '1x1', prompt: 'A boat' })
  await receive({ model: 'dall-e-3', size: '256x256' })
  await receive({ background: 'opaque' })
  const all = await findings()
  t.strictSame(all.map(({ id, param, model, count }) => [id, param, model, count]), [
    ['request-refused', 'size', 'dall-e-2', 2],
    ['request-refused', 'size', 'dall-e-3', 1],
    ['request-refused', 'background', 'dall-e-2', 1]
  ])
  t.equal(all[0]!.title, "Sent 2 requests that OpenAI refuses because of size: Invalid value: '1x1'. Supported values are: '256x256', '512x512', and '1024x1024'.")
})

t.test('finds bodies that are not JSON, but no malformed directives', async t => {
  const { mock, receive, findings } = await mockWithClient(t)
  const headers = { 'content-type': 'application/json', authorization: 'Bearer sk-suite-1' }
  await receive({ prompt: '[mock eror=server_error]' })
  await (await fetch(`${mock.baseURL}/images/generations`, { method: 'POST', headers, body: '{' })).text()
  await mock.waitFor({}, { count: 2 })
  t.match(await findings(), [{ id: 'request-refused', count: 1, title: /^Sent 1 request that OpenAI refuses: / }])
})

t.test('finds what OpenAI would refuse in requests that are answered', async t => {
  const { receive, findings } = await mockWithClient(t, { validation: 'warn' })
  t.equal((await receive({ size: '1x1', seed: 42 }))!.status, 200)
  await receive({ size: '2x2', n: 11 })
  const all = await findings()
  t.strictSame(all.map(({ id, param, count }) => [id, param, count]), [['request-refused', 'size', 2], ['request-refused', 'n', 1], ['parameter-ignored', 'seed', 1]])
  t.match(all[0]!.title, "Sent 2 requests that OpenAI refuses because of size: Invalid value: '1x1'.")
})

t.test('finds ignored parameters', async t => {
  const { receive, findings } = await mockWithClient(t, { unknownParameters: 'ignore' })
  await receive({ seed: 42, prompt: 'A boat' })
  await receive({ seed: 42 })
  await receive()
  t.match(await findings(), [{ id: 'parameter-ignored', severity: 'error', param: 'seed', model: 'dall-e-2', title: 'Sent 2 requests with seed, which dall-e-2 does not have.' }])
})

t.test('finds the deprecated parameter of the GPT image models', async t => {
  const { receive, findings } = await mockWithClient(t, { asOf: '2026-11-20' })
  await receive({ ...gptImage, user: 'otter-1' })
  await receive({ ...gptImage, safety_identifier: 'otter-1' })
  await receive({ ...gptImage, user: 'otter-1', safety_identifier: 'otter-1' })
  t.match(await findings(), [{ id: 'parameter-deprecated', severity: 'warning', param: 'user', title: 'Sent 1 request with user, which is deprecated.' }])
})

t.test('user is not deprecated for the DALL·E models', async t => {
  const { receive, ids } = await mockWithClient(t)
  await receive({ user: 'otter-1' })
  t.strictSame(await ids(), [])
})

t.test('finds requests without a key', async t => {
  const { receive, findings } = await mockWithClient(t)
  await receive({}, { key: '' })
  t.match(await findings(), [{ id: 'key-missing', severity: 'error', title: 'Sent 1 request without an API key.' }])
})

t.test('finds models that are unknown, retired, or retired soon', async t => {
  for (const [asOf, model, id, title] of [
    ['2026-02-01', 'otter-1', 'model-unknown', 'Sent 1 request to otter-1, which is not a model of OpenAI.'],
    ['2026-05-01', 'dall-e-2', 'model-retiring', 'Sent 1 request to dall-e-2, which OpenAI retires on 2026-05-12.']
  ] as const) {
    const { receive, findings } = await mockWithClient(t, { asOf })
    await receive({ model })
    t.match(await findings(), [{ id, model, title, severity: 'warning' }])
  }
  const { receive, findings } = await mockWithClient(t, {}, {})
  await receive()
  t.match(await findings(), [{ id: 'model-retired', model: 'dall-e-2', severity: 'error', title: 'Sent 1 request to dall-e-2, which OpenAI retired on 2026-05-12.' }])
})

t.test('finds keys in web pages of several origins', async t => {
  const { mock, receive, findings, ids } = await mockWithClient(t)
  await receive({}, { headers: { origin: 'https://shop.example' } })
  await receive({}, { headers: { origin: mock.url } })
  t.strictSame(await ids(), [], 'one origin may be that of a test')
  await receive({}, { headers: { origin: 'https://blog.example' }, key: 'sk-suite-2' })
  t.strictSame(await ids(), [], 'another key')
  await receive({}, { headers: { origin: 'https://blog.example' } })
  t.match(await findings(), [{
    id: 'key-in-browsers', severity: 'warning', key: '…te-1', title: 'Sent the key …te-1 from web pages of 2 origins: https://shop.example and https://blog.example.'
  }])
})

t.test('finds rules that have not applied', async t => {
  const { mock, receive, findings, ids } = await mockWithClient(t)
  const { id } = mock.scenarios.add({ match: { prompt: '*boat*' }, respond: { delay: '1ms' } })
  t.strictSame(await ids(), [], 'without requests, there is nothing to say')
  await receive()
  t.match(await findings(), [{ id: 'rule-never-applied', severity: 'warning', count: 1, rules: [id], requests: [], title: `1 rule has not applied to any request: ${id}.` }])
  await receive({ prompt: 'A boat' })
  t.strictSame(await ids(), [])
})

t.test('finds requests to unknown paths, with the right ones', async t => {
  for (const [path, title] of [
    ['/v1/images/generations', 'Sent 1 request to POST /v1/v1/images/generations: status 404. The path has /v1 twice: the base URL already ends in /v1. Did you mean /v1/images/generations?'],
    ['/images/generation', 'Sent 1 request to POST /v1/images/generation: status 404. Only POST /v1/images/generations, /edits and /variations and GET /v1/models are imitated. Did you mean /v1/images/generations?']
  ] as const) {
    const { receive, findings } = await mockWithClient(t)
    await receive({}, { path })
    t.match(await findings(), [{ id: 'unknown-path', severity: 'error', path: `/v1${path}`, title }])
  }
})

t.test('browsers that look for an icon, and clients that look for a model, are sound', async t => {
  const { mock, ids } = await mockWithClient(t)
  await (await fetch(`${mock.url}/favicon.ico`)).text()
  await (await fetch(`${mock.baseURL}/models/otter-1`, { headers: { authorization: 'Bearer sk-suite-1' } })).text()
  await mock.waitFor({}, { count: 2 })
  t.strictSame(await ids(), [])
})

t.test('finds a method that the path does not have', async t => {
  const { mock, findings } = await mockWithClient(t)
  await (await fetch(`${mock.baseURL}/images/generations`)).text()
  await mock.waitFor({}, { count: 1 })
  t.match(await findings(), [{ id: 'unknown-path', title: 'Sent 1 request to GET /v1/images/generations: status 405. The path accepts only POST.', advice: 'Send the request with the method POST.' }])
})

t.test('finds a body that is too large', async t => {
  const { receive, findings } = await mockWithClient(t, { bodyLimit: 1024 })
  await receive({ prompt: 'x'.repeat(2000) })
  t.match(await findings(), [{ id: 'request-refused', title: /^Sent 1 request that OpenAI refuses: Maximum content size limit \(1024\) exceeded/ }])
})

t.test('probes of orchestrators are sound, and a key that is always refused is not', async t => {
  const { mock, receive, ids } = await mockWithClient(t, { apiKeys: ['sk-right'] })
  for (const [method, path] of [['GET', '/health'], ['HEAD', '/v1'], ['GET', '/healthz'], ['OPTIONS', '/ready']] as const) {
    await (await fetch(mock.url + path, { method })).text()
  }
  t.strictSame(await ids(), [])
  await receive({}, { key: 'sk-wrong' })
  await receive({}, { key: '' })
  const titled = async () => (await mock.report()).findings.map(({ id, title }) => [id, title])
  await mock.waitFor({ path: '*generations' }, { count: 2 })
  t.strictSame(await titled(), [['nothing-tested', 'Nothing was tested: all 2 requests were refused because of the API key.']])
  await receive({}, { key: 'sk-right' })
  t.strictSame(await ids(), [], 'a test of a wrong key beside others')
})
