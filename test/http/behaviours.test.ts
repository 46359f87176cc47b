import t from 'tap'
import { buildMock, startMock } from '../build-mock.js'

const prompt = 'A cute baby sea otter'

t.test('imagesPerMinute refuses with the true time to wait, and its headers count down on every answer', async t => {
  let nowMs = 1_000_000
  const { send } = buildMock(t, { imagesPerMinute: 5 }, { now: () => nowMs })
  const remaining: unknown[] = []
  const ask = async (body: object) => {
    const answer = await send(body)
    remaining.push(answer.headers['x-ratelimit-remaining-images'])
    return answer
  }
  t.equal((await ask({ prompt, n: 3 })).statusCode, 200)
  t.equal((await ask({ prompt, n: 11 })).statusCode, 400, 'what is refused costs nothing')
  t.equal((await ask({ prompt, n: 2 })).statusCode, 200)
  const refused = await ask({ prompt })
  t.equal(refused.statusCode, 429)
  t.match(refused.headers, { 'retry-after': '12', 'retry-after-ms': '12000', 'x-ratelimit-limit-images': '5' })
  t.match(refused.json().error, { type: 'requests', code: 'rate_limit_exceeded', message: /Limit: 5\/1min\. Current: 6\/1min\./ })
  nowMs += 12_000
  t.equal((await ask({ prompt })).statusCode, 200)
  t.strictSame(remaining, ['2', '2', '0', '0', '0'])
})

t.test('errorRate lets the same requests fail for the same seed', async t => {
  const statuses = async (seed: string) => {
    const { send } = buildMock(t, { errorRate: 0.4, errorRateError: 'server_is_overloaded', seed })
    const answers = []
    for (let index = 0; index < 40; index++) answers.push((await send({ prompt })).statusCode)
    return answers
  }
  const once = await statuses('a')
  t.strictSame(new Set(once), new Set([200, 503]))
  t.strictSame(await statuses('a'), once)
  t.notSame(await statuses('b'), once)
})

t.test('what a rule asks for comes whatever the behaviours say', async t => {
  const { send } = buildMock(t, { errorRate: 1, imagesPerMinute: 1 })
  for (let index = 0; index < 3; index++) t.equal((await send({ prompt }, { 'x-mock': 'error=server_is_overloaded' })).statusCode, 503)
})

t.test('a delay holds the answer back, from the setting and from a rule, which wins', async t => {
  const { baseURL, requests } = await startMock(t, { latency: '60ms-80ms' })
  const ask = (header?: string) => fetch(`${baseURL}/images/generations`, {
    method: 'POST', headers: { 'content-type': 'application/json', ...(header && { 'x-mock': header }) }, body: JSON.stringify({ prompt })
  }).then(answer => answer.text())
  await ask()
  await ask('delay=150ms')
  const [slower, slow] = requests().map(({ durationMs }) => durationMs)
  t.ok(slow! >= 59 && slow! < 140, String(slow))
  t.ok(slower! >= 149, String(slower))
})

t.test('a client that gives up is not waited for, nor is it by the mock\'s end', async t => {
  const mock = await startMock(t, { latency: '600s' })
  const ask = (signal?: AbortSignal) => fetch(`${mock.baseURL}/images/generations`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ prompt }), ...(signal && { signal })
  })
  await t.rejects(ask(AbortSignal.timeout(100)))
  t.match(await mock.waitFor(), [{ outcome: 'aborted' }])
  const [arrived] = await Promise.all([new Promise(resolve => mock.app.server.once('request', resolve)), ask().then(answer => t.equal(answer.status, 200)), (async () => {
    await new Promise(resolve => mock.app.server.once('request', () => setImmediate(resolve)))
    await mock.close()
  })()])
  t.ok(arrived)
})
