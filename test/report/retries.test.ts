/** Findings about retries: for each of them a client that makes the mistake, and one that does not. */
import OpenAI from 'openai7'
import t from 'tap'
import { nextRequest, startMock } from '../build-mock.js'
import { mockWithClient } from './client.js'

t.jobs = 4

t.test('finds retries of refused requests', async t => {
  const { receive, findings, mock } = await mockWithClient(t)
  for (const attempt of [0, 1, 2]) await receive({ size: '1x1' }, { attempt })
  const [finding, ...others] = await findings()
  t.match(finding, { id: 'retried-refusal', severity: 'error', title: 'Sent 2 requests again that had been refused with 400.', count: 2 })
  t.strictSame(finding!.requests, mock.requests().slice(0, 2).map(({ id }) => id).reverse())
  t.match(others, [{ id: 'request-refused' }])
})

t.test('finds retries of blocked prompts and wrong keys', async t => {
  const { receive, findings } = await mockWithClient(t)
  for (const attempt of [0, 1]) await receive({ prompt: '[mock error=content_policy_violation]' }, { attempt })
  for (const attempt of [0, 1]) await receive({ prompt: '[mock error=invalid_api_key]' }, { attempt })
  t.match(await findings(), [{ id: 'retried-refusal', title: 'Sent 2 requests again that had been refused with 400 or 401.', count: 2 }])
})

t.test('a repetition that the client does not number may be another call', async t => {
  const { receive, pass, findings } = await mockWithClient(t)
  await receive({ prompt: '[mock error=content_policy_violation]' })
  pass(2_000)
  await receive({ prompt: '[mock error=content_policy_violation]' })
  t.match(await findings(), [{ id: 'retried-refusal', severity: 'warning' }])
})

t.test('other requests after a refusal are not retries', async t => {
  const { receive, ids } = await mockWithClient(t)
  await receive({ prompt: '[mock error=content_policy_violation]' }, { attempt: 0 })
  await receive({ prompt: 'A calm otter' }, { attempt: 0 })
  t.strictSame(await ids(), [])
})

t.test('finds failures that were not retried', async t => {
  for (const [failure, title] of [
    ['error=rate_limit_exceeded', '1 request that failed with 429'],
    ['error=server_is_overloaded', '1 request that failed with 503'],
    ['error=server_error', '1 request that failed with 500'],
    ['fault=reset', '1 request that failed with a lost connection'],
    ['fault=empty', '1 request that failed with a lost connection']
  ] as const) {
    const { receive, findings, mock } = await mockWithClient(t)
    await receive({ prompt: `[mock ${failure}]` })
    t.match(await findings(), [{ id: 'not-retried', severity: 'warning', title: `Did not retry ${title}.` }], failure)
    mock.reset()
    t.strictSame((await mock.report()).findings.map(({ id }) => id), ['nothing-tested'])
  }
})

t.test('an equal request within a minute is a retry, with a number and without', async t => {
  const { receive, pass, ids } = await mockWithClient(t)
  for (const attempt of [0, 1, undefined, undefined]) {
    await receive({ prompt: `[mock error=server_is_overloaded] ${attempt === undefined}` }, attempt === undefined ? {} : { attempt })
    pass(5_000)
  }
  t.strictSame(await ids(), [])
})

t.test('an equal request at the same time is not a retry', async t => {
  const { receive, findings } = await mockWithClient(t)
  const prompt = '[mock error=server_error delay=200ms]'
  await Promise.all([receive({ prompt }), receive({ prompt })])
  t.match(await findings(), [{ id: 'not-retried', count: 2 }])
})

t.test('an equal request after more than a minute, or with another key, is not a retry', async t => {
  const { receive, pass, findings } = await mockWithClient(t)
  const prompt = '[mock error=rate_limit_exceeded times=1]'
  await receive({ prompt })
  await receive({ prompt }, { key: 'sk-suite-2' })
  pass(61_000)
  await receive({ prompt })
  t.match(await findings(), [{ id: 'not-retried', count: 2 }])
})

t.test('a client that gives up after its retries, and one without money, has nothing to retry', async t => {
  const { receive, pass, ids } = await mockWithClient(t)
  for (const [index, waitMs] of [500, 1000, 0].entries()) {
    await receive({ prompt: '[mock error=server_error]' }, { attempt: index })
    pass(waitMs)
  }
  await receive({ prompt: '[mock error=insufficient_quota]' })
  t.strictSame(await ids(), [])
})

t.test('the control API waits for the retries of clients that are still running', async t => {
  const { receive, pass, findings, mock } = await mockWithClient(t)
  const ids = async () => ((await (await fetch(`${mock.url}/_mock/report`)).json()) as { findings: Array<{ id: string }> }).findings.map(({ id }) => id)
  await receive({ prompt: '[mock error=rate_limit_exceeded retryAfter=20s]' })
  pass(5_000)
  t.strictSame(await ids(), [], 'the client may wait for the time in retry-after')
  pass(20_000)
  t.strictSame(await ids(), ['not-retried'])
  t.match(await findings(), [{ id: 'not-retried' }])
})

t.test('finds retries before the time in retry-after', async t => {
  const { receive, pass, findings } = await mockWithClient(t)
  await receive({ prompt: '[mock error=rate_limit_exceeded retryAfter=2s times=1]' }, { attempt: 0 })
  pass(500)
  await receive({ prompt: '[mock error=rate_limit_exceeded retryAfter=2s times=1]' }, { attempt: 1 })
  const [finding, ...others] = await findings()
  t.match(finding, { id: 'early-retry', severity: 'error', title: /^Retried 1 request before the time in retry-after: after \d+ ms instead of 2 s\.$/ })
  t.strictSame(others, [])
})

t.test('a retry after the time in retry-after is sound', async t => {
  const { receive, pass, ids } = await mockWithClient(t)
  await receive({ prompt: '[mock error=rate_limit_exceeded retryAfter=2s times=1]' }, { attempt: 0 })
  pass(4_000)
  await receive({ prompt: '[mock error=rate_limit_exceeded retryAfter=2s times=1]' }, { attempt: 1 })
  t.strictSame(await ids(), [])
})

t.test('finds retries without a back-off', async t => {
  for (const [waits, title] of [
    [[0], /^Retried 1 request without a back-off, after 0 ms\.$/],
    [[4000, 4000, 4000], /^Retried 2 requests at a fixed interval, after (?:3\.\d s|4 s)\.$/]
  ] as const) {
    const { receive, pass, findings } = await mockWithClient(t)
    for (const [index, waitMs] of [...waits, 0].entries()) {
      await receive({ prompt: '[mock error=server_is_overloaded]' }, { attempt: index })
      pass(waitMs)
    }
    t.match(await findings(), [{ id: 'no-back-off', severity: 'warning', title }])
  }
})

t.test('intervals that grow, and long ones, are a back-off', async t => {
  for (const waits of [[1000, 4000, 16_000], [8000, 8000]]) {
    const { receive, pass, ids } = await mockWithClient(t)
    for (const [index, waitMs] of [...waits, 0].entries()) {
      await receive({ prompt: '[mock error=server_is_overloaded]' }, { attempt: index })
      pass(waitMs)
    }
    t.strictSame(await ids(), [])
  }
})

t.test('finds what was paid twice', async t => {
  for (const [fault, reason] of [
    ['fault=lost', 'the images of the first one had been made'],
    ['fault=gateway_timeout', 'the images of the first one had been made'],
    ['fault=truncate', 'the images of the first one had been made'],
    ['fault=bad_base64', 'the images of the first one had been made'],
    ['delay=1ms', 'the first one had succeeded']
  ] as const) {
    const { receive, pass, findings } = await mockWithClient(t)
    await receive({ prompt: `[mock ${fault} times=1]` }, { attempt: 0 })
    pass(600)
    await receive({ prompt: `[mock ${fault} times=1]` }, { attempt: 1 })
    t.match(await findings(), [{ id: 'paid-twice', severity: 'error', title: `Paid twice for 1 request: sent again although ${reason}.` }], fault)
  }
})

t.test('finds what was paid twice because of a short timeout', async t => {
  const { receive, abandon, pass, findings } = await mockWithClient(t)
  await abandon({ prompt: '[mock delay=20s times=1]' }, { attempt: 0 })
  pass(600)
  await receive({ prompt: '[mock delay=20s times=1]' }, { attempt: 1 })
  t.match(await findings(), [
    { id: 'paid-twice', title: 'Paid twice for 1 request: sent again although the client had stopped waiting for the first response.' },
    { id: 'gave-up-early' }
  ])
})

t.test('equal requests after a success are calls of their own, and a lost answer that is not repeated is paid once', async t => {
  const { receive, ids } = await mockWithClient(t)
  await receive({}, { attempt: 0 })
  await receive({}, { attempt: 0 })
  await receive()
  await receive({ prompt: '[mock fault=lost]' })
  t.strictSame(await ids(), [])
})

t.test('equal calls of the official client that run in parallel are not taken for retries of each other', async t => {
  const mock = await startMock(t)
  const client = new OpenAI({ baseURL: mock.baseURL, apiKey: 'sk-test' })
  const generate = () => client.images.generate({ model: 'gpt-image-2', prompt: 'An otter', size: '1024x640' as '1024x1024', quality: 'low' })
  mock.scenarios.add({ respond: { error: 'server_is_overloaded' }, times: 1 })
  await Promise.all([generate(), generate()])
  const { verdict, findings, bill } = await mock.report()
  t.strictSame([verdict, findings, bill.wasted], ['sound', [], 0])
})

t.test('a client that has just disconnected is in the report', async t => {
  const mock = await startMock(t)
  const client = new OpenAI({ baseURL: mock.baseURL, apiKey: 'sk-test' })
  const [arrived, leaving] = [nextRequest(mock), new AbortController()]
  const given = client.images.generate({ model: 'gpt-image-2', prompt: 'An otter [mock delay=10m]' }, { signal: leaving.signal })
  await arrived
  leaving.abort()
  await t.rejects(given)
  await t.rejects(mock.assertSound(), { message: /gave-up-early/ })
})
