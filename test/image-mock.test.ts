/** Methods of a started mock. */
import { AssertionError } from 'node:assert'
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { runInNewContext } from 'node:vm'
import t, { type Test } from 'tap'
import { startImageMock } from '../src/image-mock.js'
import type { VerificationError } from '../src/journal/verification/verification-error.js'
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
  const members = 'prompt, model, n, size, quality, style, user, response_format, output_format, output_compression, background, moderation, stream, partial_images, input_fidelity, complexity, frame_count, frame_duration_ms, safety_identifier, operation, images, mask, upload, key, status, path, violations, kind, since'
  for (const [filter, message] of [
    [{ modle: 'x' }, `Unknown member "modle" in the filter. Did you mean model? Expected some of ${members}, limit.`],
    [{ limit: 0 }, 'Expected an integer from 1 to 1000000 for limit in the filter, got 0.'],
    [{ n: 1n }, 'Expected an integer for n in the filter, got 1n.'],
    [{ size: [/1024/] }, 'Expected a string of at most 4096 characters for size in the filter, got [/1024/].'],
    [{ prompt: /otter/gy }, 'Expected a JavaScript regular expression with the flags i, m, s and u (unknown flags gy) for prompt, got "/otter/gy".'],
    [null, `Expected an object with some of ${members}, limit for the filter, got null.`]
  ] as const) t.throws(() => mock.requests(filter as never), { name: 'JournalError', message })

  const wait = (...given: unknown[]) => mock.waitFor(...given as Parameters<typeof mock.waitFor>)
  await t.rejects(wait({ limit: 1 }), { name: 'JournalError', message: `Unknown member "limit" in the filter. Expected some of ${members}.` })
  await t.rejects(wait({}, { cuont: 2 }), { name: 'JournalError', message: 'Unknown member "cuont" in the options of waitFor. Did you mean count? Expected some of count, timeout.' })
  await t.rejects(wait({}, { timeout: '5' }), { name: 'JournalError', message: 'Expected a duration up to 60m (such as 250ms, 2s or 1m; a number is milliseconds) for timeout in the options of waitFor, got "5".' })
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
  await t.rejects(mock.waitFor({}, { ...two, timeout: 1 }), { name: 'VerificationError', message: /^expected 1 request within 1 ms, got 0 \(no requests came meanwhile\)\n/ })
  mock.verify({ count: 2 }, one)
  t.throws(() => mock.verify({ atLeast: 1 }, two), {
    name: 'VerificationError', message: `expected at least 1 request, got 0 (no image requests recorded)\n  Check that the client's base URL is ${mock.baseURL}.`
  })
  t.strictSame(mock.scenarios.list(two).map(({ id }) => id), [ids[1]])
  t.strictSame([mock.scenarios.remove(ids[1]!, one), mock.scenarios.list(two).length], [false, 1])
  mock.scenarios.clear(one)
  t.strictSame(mock.scenarios.list().map(({ id }) => id), [ids[1]])
  mock.reset(one)
  t.strictSame(mock.requests().map(({ key }) => key), [undefined])
  t.ok(mock.scenarios.remove(ids[1]!, two))
})

t.test('RegExp objects are accepted wherever a pattern is, also those of another context', async t => {
  const { mock, generate } = await startMockAndSend(t)
  const { rule } = mock.scenarios.add({ match: { prompt: /OTTER$/i, key: /^sk-/, model: runInNewContext('/dall-e-\\d/') }, respond: { error: 'server_error' } })
  t.strictSame(rule.match, { prompt: '/OTTER$/i', key: '/^sk-/', model: '/dall-e-\\d/' })
  t.strictSame([await generate({}, 'sk-one'), await generate()], [500, 200])
  t.equal(mock.requests({ prompt: /sea\/?/, model: /^dall/ }).length, 2)
  mock.verify({ match: { prompt: /baby/ }, count: 2 })
  t.equal((await mock.waitFor({ prompt: runInNewContext('/cute/') })).length, 2)
  for (const [flags, call] of [
    ['g', () => mock.scenarios.add({ match: { prompt: /otter/g }, respond: {} })], ['y', () => mock.requests({ model: runInNewContext('/a/y') })],
    ['d', () => mock.verify({ match: { user: /a/d } })]
  ] as const) t.throws(call, { message: new RegExp(`^Expected a JavaScript regular expression with the flags i, m, s and u \\(unknown flags ${flags}\\) for `) })
})

t.test('a failed verification is an AssertionError with values for a diff, and its stack begins at the test', async t => {
  await using mock = await startImageMock()
  await mock.app.inject({ method: 'POST', url: '/v1/images/generations', payload: { prompt, size: '256x256' } })
  const { id } = mock.requests()[0]!
  const failures = [() => mock.verify({ match: { prompt, size: '512x512' } }), () => mock.waitFor({ prompt, size: '512x512' }, { timeout: 1 })]
  for (const [index, fail] of failures.entries()) {
    const error: VerificationError = await new Promise(resolve => { resolve(fail()) }).then(() => { throw new Error('no error') }, error => error)
    t.type(error, AssertionError)
    t.match(error, {
      name: 'VerificationError',
      code: 'ERR_ASSERTION',
      operator: ['verify', 'waitFor'][index],
      count: 0,
      expected: { prompt, size: '512x512' },
      actual: { prompt, size: '256x256' },
      nearest: { id, differences: [{ member: 'size', expected: '512x512', found: '256x256' }] }
    })
    t.match(error.message, `${mock.url}/?open=${id}`)
    t.match(error.stack, /^VerificationError: expected [^]*?\n {4}at (?:async )?[^\n]*image-mock\.test[^\n]*/)
    t.match(error.stack!.slice(error.stack!.indexOf('\n    at ')), /^\n {4}at [^\n]*image-mock\.test/)
  }
  const closed = await startMock(t, { inbox: false })
  await closed.app.inject({ method: 'POST', url: '/v1/images/generations', payload: { prompt } })
  t.throws(() => closed.verify({ match: { n: 2 } }), { message: /\n {2}closest req_\w+ {2}200, .* ago\n/ }, 'no link without an inbox')
})

t.test('await using closes the mock, which listens on a free port by default', async t => {
  let url
  {
    await using mock = await startImageMock()
    url = mock.url
    t.equal((await fetch(`${url}/_mock/health`)).status, 200)
    t.not(new URL(url).port, '8080')
    t.equal(mock.verify({ count: 0 }), undefined)
  }
  await t.rejects(fetch(url), { message: 'fetch failed' })
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
