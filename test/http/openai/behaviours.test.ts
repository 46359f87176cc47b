/** Rate limit, error rate and latency. */
import t, { type Test } from 'tap'
import { assemble } from '../../../src/app.js'
import type { Settings } from '../../../src/config/settings.js'
import { imageRequest } from '../../image-request.js'
import type { Exchange } from '../../../src/operations/exchange.js'
import { buildMock, nextRequest, startMock } from '../../build-mock.js'
import { immediate } from '../../../src/stores/awaitable.js'

const prompt = 'A cute baby sea otter'

t.test('imagesPerMinute refuses with the real retry delay, and its headers count down', async t => {
  let nowMs = 1_000_000
  const { app, send } = buildMock(t, { imagesPerMinute: 5 }, { now: () => nowMs })
  const remaining: unknown[] = []
  const generate = async (body: object) => {
    const response = await send(body)
    remaining.push(response.headers['x-ratelimit-remaining-images'])
    return response
  }
  t.equal((await generate({ prompt, n: 3 })).statusCode, 200)
  t.equal((await generate({ prompt, n: 11 })).statusCode, 400, 'a refused request does not count')
  t.equal((await generate({ prompt, n: 2 })).statusCode, 200)
  const refused = await generate({ prompt })
  t.equal(refused.statusCode, 429)
  t.match(refused.headers, { 'retry-after': '12', 'retry-after-ms': '12000', 'x-ratelimit-limit-images': '5' })
  t.match(refused.json().error, { type: 'requests', code: 'rate_limit_exceeded', message: /Limit: 5\/1min\. Current: 6\/1min\./ })
  nowMs += 12_000
  t.equal((await generate({ prompt })).statusCode, 200)
  t.strictSame(remaining, ['2', '2', '0', '0', '0'])
  for (const url of ['/v1/images/generations', '/v1/nope']) t.equal((await app.inject(url)).headers['x-ratelimit-remaining-images'], '0')
  t.match((await send({ prompt, n: 6 })).headers, { 'x-should-retry': 'false', 'retry-after': undefined })
})

t.test('imagesPerMinute: 0 refuses every request like an account without image access', async t => {
  const { send } = buildMock(t, { imagesPerMinute: 0 })
  const { statusCode, headers, body } = await send({ prompt })
  t.equal(statusCode, 429)
  t.equal(body, `{
  "error": {
    "message": "Rate limit exceeded for images per minute in organization org-MockMockMockMockMockMock. Limit: 0/1min. Current: 1/1min. Please visit https://platform.openai.com/docs/guides/rate-limits to learn how to increase your rate limit.",
    "type": "requests",
    "param": null,
    "code": "rate_limit_exceeded"
  }
}`)
  t.strictSame(Object.keys(headers).filter(name => /ratelimit|retry/.test(name)), [], 'the recorded response has no such headers')
})

t.test('errorRate fails the same requests for the same seed', async t => {
  const statuses = async (seed: string) => {
    const { send } = buildMock(t, { errorRate: 0.4, errorRateError: 'server_is_overloaded', seed })
    const responses = []
    for (let index = 0; index < 40; index++) responses.push((await send({ prompt })).statusCode)
    return responses
  }
  const once = await statuses('a')
  t.strictSame(new Set(once), new Set([200, 503]))
  t.strictSame(await statuses('a'), once)
  t.notSame(await statuses('b'), once)
})

t.test('after a reset of one or all API keys, the same requests fail again', async t => {
  const { app, send } = buildMock(t, { errorRate: 0.4 })
  const bearer = (key: string) => ({ authorization: `Bearer ${key}` })
  const statuses = async (key: string) => {
    const responses = []
    for (let index = 0; index < 40; index++) responses.push((await send({ prompt }, bearer(key))).statusCode)
    return responses
  }
  const [a, b] = [await statuses('a'), await statuses('b')]
  await app.inject({ method: 'POST', url: '/_mock/reset', headers: bearer('a') })
  t.strictSame(await statuses('a'), a)
  t.notSame(await statuses('b'), b)
  await app.inject({ method: 'POST', url: '/_mock/reset' })
  t.strictSame([await statuses('a'), await statuses('b')], [a, b])
})

t.test('rules take precedence over behaviours', async t => {
  const { send } = buildMock(t, { errorRate: 1, imagesPerMinute: 1 })
  for (let index = 0; index < 3; index++) t.equal((await send({ prompt }, { 'x-mock': 'error=server_is_overloaded' })).statusCode, 503)
})

t.test('a request refused by the limit does not count as a use of its rule, and the journal names the limit', async t => {
  const mock = await startMock(t, { imagesPerMinute: 1 })
  mock.scenarios.add({ respond: { revised_prompt: 'Once' }, times: 1 })
  const generate = async (n: number) => (await fetch(`${mock.baseURL}/images/generations`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ prompt, n })
  })).status
  t.equal(await generate(2), 429)
  t.match(mock.requests()[0]!.decidedBy, { kind: 'behaviour', name: 'imagesPerMinute' })
  t.match(mock.scenarios.list(), [{ left: 1, served: 0 }])
  t.equal(await generate(1), 200)
  t.match(mock.scenarios.list(), [{ left: 0, served: 1 }])
})

t.test('the delay of a rule takes precedence over the latency setting', async t => {
  const generate = async (latency: string, directive?: string) => {
    const { baseURL, requests } = await startMock(t, { latency })
    const headers = { 'content-type': 'application/json', ...(directive && { 'x-mock': directive }) }
    const response = await fetch(`${baseURL}/images/generations`, { method: 'POST', headers, body: JSON.stringify({ prompt }) })
    t.equal(response.status, 200)
    return requests()[0]!.durationMs
  }
  t.ok(await generate('60ms-80ms') >= 59)
  t.ok(await generate('1ms', 'delay=150ms') >= 149)
  t.ok(await generate('600s', 'delay=1ms') < 600_000)
})

t.test('errors are delayed, too', async t => {
  const mock = await startMock(t, { latency: '80ms' })
  const response = await fetch(`${mock.baseURL}/images/generations`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })
  t.equal(response.status, 400)
  t.ok(mock.requests()[0]!.durationMs >= 79)
})

/** Returns functions for the delays of requests, without waiting for them. */
function createDelays (t: Test, settings: Partial<Settings>) {
  const { app, services } = assemble(settings, {})
  t.teardown(() => app.close())
  const delayOf = (exchange: Partial<Exchange>) => immediate(services.delayOf(exchange as Exchange))
  return { delayOf, delays: (key: string) => [1, 2, 3].map(() => delayOf({ key })), reset: services.reset }
}

t.test('a delay range gives the same delays for the same seed and API key, and again after a reset', async t => {
  const { delays, reset } = createDelays(t, { latency: '0ms-60m' })
  const [a, b] = [delays('a'), delays('b')]
  t.notSame(a, b)
  reset('a')
  t.strictSame(delays('a'), a)
  t.notSame(delays('b'), b)
  reset()
  t.strictSame([delays('a'), delays('b')], [a, b])
  t.strictSame(createDelays(t, { latency: '0ms-60m' }).delays('a'), a)
  t.notSame(createDelays(t, { latency: '0ms-60m', seed: 'other' }).delays('a'), a)
})

t.test('realistic delays are the recorded ones, and errors that OpenAI sends immediately are not delayed', async t => {
  const { delayOf } = createDelays(t, { latency: 'realistic' })
  const delayMs = delayOf({ request: imageRequest({ prompt, size: '256x256' }) })
  t.ok(delayMs >= 6_739 && delayMs <= 8_873, String(delayMs))
  t.equal(delayOf({}), 0)
})

t.test('a delay ends when the client disconnects or the mock closes', async t => {
  const mock = await startMock(t, { latency: '600s' })
  const generate = (signal?: AbortSignal) => fetch(`${mock.baseURL}/images/generations`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ prompt }), ...(signal && { signal })
  })
  const client = new AbortController()
  nextRequest(mock).then(() => client.abort())
  await t.rejects(generate(client.signal))
  t.match(await mock.waitFor(), [{ outcome: 'aborted' }])

  const arriving = nextRequest(mock)
  const response = generate()
  await arriving
  await mock.close()
  t.equal((await response).status, 200)
})
