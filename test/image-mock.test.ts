/** Methods of a started mock. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'
import { startMock } from './build-mock.js'

const prompt = 'A cute baby sea otter'

async function startMockAndSend (t: Test) {
  const mock = await startMock(t)
  const generate = async (body: object = {}, key?: string) => (await mock.app.inject({
    method: 'POST', url: '/v1/images/generations', payload: { prompt, ...body }, headers: key ? { authorization: `Bearer ${key}` } : {}
  })).statusCode
  return { mock, generate }
}

t.test('requests returns all requests unless there is a limit', async t => {
  const { mock, generate } = await startMockAndSend(t)
  for (let index = 0; index < 101; index++) await generate()
  t.equal(mock.requests().length, 101)
  t.equal(mock.requests({ limit: undefined, model: undefined } as object).length, 101)
  t.equal(mock.requests({ limit: 7 }).length, 7)
  mock.verify({ match: { model: undefined }, count: 101, atMost: undefined } as object)
})

t.test('unknown members and invalid values are refused, with the name of the member', async t => {
  const { mock } = await startMockAndSend(t)
  const members = 'prompt, model, n, size, quality, style, user, response_format, output_format, output_compression, background, moderation, stream, partial_images, input_fidelity, complexity, frame_count, frame_duration_ms, safety_identifier, operation, images, mask, upload, key, status, path, violations, since'
  for (const [filter, message] of [
    [{ modle: 'x' }, `Unknown member "modle" in the filter. Did you mean model? Expected some of ${members}, limit.`],
    [{ limit: 0 }, 'Expected an integer from 1 to 1000000 for limit in the filter, got 0.'],
    [{ n: 1n }, 'Expected an integer for n in the filter, got 1n.'],
    [{ prompt: /otter/ }, 'Expected a string of at most 4096 characters for prompt in the filter, got /otter/.'],
    [null, `Expected an object with some of ${members}, limit for the filter, got null.`]
  ] as const) t.throws(() => mock.requests(filter as never), { name: 'JournalError', message })

  const wait = (...given: unknown[]) => mock.waitFor(...given as Parameters<typeof mock.waitFor>)
  await t.rejects(wait({ limit: 1 }), { name: 'JournalError', message: `Unknown member "limit" in the filter. Expected some of ${members}.` })
  await t.rejects(wait({}, { cuont: 2 }), { name: 'JournalError', message: 'Unknown member "cuont" in the options of waitFor. Did you mean count? Expected some of count, timeoutMs.' })
  await t.rejects(wait({}, { timeoutMs: '5s' }), { name: 'JournalError', message: 'Expected a number of at least 0 for timeoutMs in the options of waitFor, got "5s".' })
  t.throws(() => mock.verify({ atleast: 1 } as never), { name: 'JournalError', message: 'Unknown member "atleast" in the verification. Did you mean atLeast? Expected some of match, count, atLeast, atMost.' })
  t.throws(() => mock.scenarios.add({ respnd: {} } as never), { name: 'RuleError', message: 'Unknown member "respnd" in the rule. Did you mean respond? Expected some of description, match, respond, times.' })
  t.throws(() => mock.scenarios.add({ respond: { delay: () => '1s' } } as never), { name: 'RuleError', message: /^Expected a duration .* for respond\.delay, got \[Function: delay\]\.$/ })
})

t.test('changing the object of an added rule does not change the rule', async t => {
  const { mock, generate } = await startMockAndSend(t)
  const rule = { match: { prompt }, respond: { error: 'server_error' as const }, times: 1 }
  mock.scenarios.add(rule)
  rule.times = 9
  rule.match.prompt = 'Another'
  t.match(mock.scenarios.list(), [{ rule: { match: { prompt }, times: 1 }, times: 1 }])
  t.strictSame([await generate(), await generate()], [500, 200])
})

t.test('methods with a key are limited to the requests and rules of that key', async t => {
  const { mock, generate } = await startMockAndSend(t)
  const [one, two] = [{ key: 'sk-one' }, { key: 'sk-two' }]
  const ids = [one, two].map(scope => mock.scenarios.add({ respond: { error: 'server_is_overloaded' }, times: 1 }, scope).id)
  t.strictSame([await generate({}, 'sk-one'), await generate({}, 'sk-one'), await generate()], [503, 200, 200])
  t.strictSame(mock.requests({}, one).map(({ status }) => status), [200, 503])
  t.strictSame((await mock.waitFor({}, { ...one, count: 2 })).map(({ status }) => status), [200, 503])
  await t.rejects(mock.waitFor({}, { ...two, timeoutMs: 1 }), { name: 'JournalError', message: 'Expected 1 matching request within 1 ms, got 0. Check the filter, or wait longer.' })
  mock.verify({ count: 2 }, one)
  t.throws(() => mock.verify({}, two), { name: 'JournalError', message: "Expected at least 1 matching request, got 0 (no image requests recorded). Check that the client's base URL is that of the mock." })
  t.strictSame(mock.scenarios.list(two).map(({ id }) => id), [ids[1]])
  t.strictSame([mock.scenarios.remove(ids[1]!, one), mock.scenarios.list(two).length], [false, 1])
  mock.scenarios.clear(one)
  t.strictSame(mock.scenarios.list().map(({ id }) => id), [ids[1]])
  mock.reset(one)
  t.strictSame(mock.requests().map(({ key }) => key), [undefined])
  t.ok(mock.scenarios.remove(ids[1]!, two))
})

t.test('members of a rule that are undefined count as omitted', async t => {
  const { mock, generate } = await startMockAndSend(t)
  const { rule } = mock.scenarios.add({ match: { model: undefined }, respond: { error: 'server_error', delay: undefined }, times: undefined } as never)
  t.strictSame(rule, { match: {}, respond: { error: 'server_error' } })
  t.equal(await generate(), 500)
  t.match(mock.requests(), [{ decidedBy: { kind: 'rule', name: 'error=server_error' } }])
})

t.test('changing returned values does not change the mock', async t => {
  const { mock, generate } = await startMockAndSend(t)
  const added = mock.scenarios.add({ match: { model: 'dall-e-3' }, respond: { error: 'server_error' } })
  await generate()
  const [requests, rules] = [mock.requests(), mock.scenarios.list()]
  const before = structuredClone({ requests, rules })
  for (const entries of [requests, await mock.waitFor()]) {
    const { decidedBy, answer, headers, downloads } = entries[0]!
    decidedBy.kind = 'auth'
    ;(answer as { data: object[] }).data.length = 0
    headers['user-agent'] = 'another'
    downloads!.push('req_other')
  }
  for (const { rule } of [added, ...rules]) rule.respond.error = 'invalid_api_key'
  t.strictSame({ requests: mock.requests(), rules: mock.scenarios.list() }, before)
})

t.test('drawing works with preloaded modules and flags of Node', async t => {
  const script = `
    import { startImageMock } from 'openai-images-mock'
    const mock = await startImageMock({ port: 0 })
    const body = JSON.stringify({ prompt: 'An otter', size: '256x256', response_format: 'b64_json' })
    const answer = await fetch(mock.baseURL + '/images/generations', { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    console.log(answer.status)
    await mock.close()`
  const preload = `data:text/javascript,${encodeURIComponent("import { isMainThread } from 'node:worker_threads'; if (!isMainThread) process.exit()")}`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--max-old-space-size=256', '--eval', script], {
    env: { ...process.env, NODE_OPTIONS: `--import=${preload}` }
  })
  t.equal(stdout, '200\n', 'a flag that threads do not accept and a preloaded module have no effect')
})
