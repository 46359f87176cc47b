/** The client for a mock that runs elsewhere. */
import { once } from 'node:events'
import { createServer, request as forward, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import { connectImageMock, JournalError, MockConnectionError, RuleError, SettingError, SoundnessError, VerificationError, type ClientOptions } from '../../src/client/index.js'
import { startMock } from '../build-mock.js'
import { freePort } from '../free-port.js'

const prompt = 'A cute baby sea otter'

async function connected (t: Test, settings: Parameters<typeof startMock>[1] = {}, options: Partial<ClientOptions> = {}) {
  const mock = await startMock(t, settings)
  const generate = async (body: object = {}, key?: string) => (await mock.app.inject({
    method: 'POST', url: '/v1/images/generations', payload: { prompt, ...body }, headers: key ? { authorization: `Bearer ${key}` } : {}
  })).statusCode
  return { mock, generate, client: connectImageMock({ url: mock.url, ...options }) }
}

/** What a call returns, or the error that it throws without its stack and the times in its message. */
async function outcome (run: () => unknown): Promise<unknown> {
  try {
    return await run()
  } catch (error) {
    const { name, message, ...members } = error as Error
    return { name, ...members, message: message.replaceAll(/\d+(\.\d+)? m?s ago/g, 'x ago'), constructor: (error as Error).constructor }
  }
}

t.test('every method has the result and the error of the method in the process of the mock', async t => {
  const { mock, client, generate } = await connected(t)
  await generate()
  await generate({ prompt: 'A dog', model: 'dall-e-3', size: '1792x1024' })
  for (const call of [
    m => m.requests(), m => m.requests({ prompt: /OTTER/i, limit: 1 }), m => m.requests({ prompt: `/${'ö'.repeat(4_000)}|otter/` }),
    m => m.requests({ promt: 'x' } as never), m => m.requests({ n: '1', status: 200 }), m => m.requests({ prompt: /otter/g }), m => m.requests(null as never),
    m => m.waitFor({ prompt: '*otter' }), m => m.waitFor({ prompt: /cat/ }, { timeout: 1 }), m => m.waitFor({}, { timeout: '1' }),
    m => m.waitFor({}, { count: 0 }), m => m.waitFor({ limit: 1 } as never), m => m.waitFor({ prompt: '/(/' }),
    m => m.verify({ match: { prompt }, count: 1 }), m => m.verify({ match: { prompt: /^a/i }, count: 1 }), m => m.verify({ match: { prompt: 'A cute baby see otter' } }),
    m => m.verify({}), m => m.verify(undefined as never), m => m.verify({ count: 1, atMost: 2 }),
    m => m.scenarios.list(), m => m.scenarios.add({ respond: { error: 'nope' } } as never), m => m.scenarios.add({ repond: {} } as never),
    m => m.scenarios.remove('rule_99'), m => m.scenarios.remove('a/b'), m => m.scenarios.remove(''), m => m.scenarios.clear(),
    m => m.behaviours.get(), m => m.behaviours.set({ latency: '5ms', imagesPerMinute: null }), m => m.behaviours.set({ errorRate: 2 }), m => m.behaviours.reset(),
    m => m.requests({ prompt: 'ö'.repeat(32_000) }), m => m.requests({ prompt: 'ö'.repeat(32_001) }),
    m => m.behaviours.get(), m => m.assertSound({ allow: ['key-missing', 'model-retired', 'never-fetched'] }), m => m.assertSound(), m => m.assertSound({ failOn: 'never' } as never),
    m => m.report({ kye: 'sk-one' } as never), m => m.reset({ kye: 'sk-one' } as never), m => m.waitFor({}, { kye: 'sk-one' } as never),
    async m => ({ ...await m.report(), time: undefined })
  ] as Array<(methods: typeof mock | typeof client) => unknown>) {
    const [here, elsewhere] = [await outcome(() => call(mock)), await outcome(() => call(client))]
    t.strictSame(withoutUndefined(elsewhere), withoutUndefined(here), String(call))
  }
})

/** Over HTTP, members that are undefined are left out. */
function withoutUndefined (value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUndefined)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined).map(([name, member]) => [name, withoutUndefined(member)]))
}

t.test('added rules apply, and reset removes them', async t => {
  const { client, generate } = await connected(t)
  const { id, rule } = await client.scenarios.add({ match: { prompt: /otter/ }, respond: { error: 'server_error' }, times: 2 })
  t.equal(rule.match?.prompt, '/otter/')
  t.equal(await generate(), 500)
  t.ok(await client.scenarios.remove(id))
  t.equal(await generate(), 200)
  await client.behaviours.set({ errorRate: 1 })
  await client.scenarios.add({ respond: { error: 'server_is_overloaded' } })
  await client.reset()
  t.equal(await generate(), 200)
  t.equal((await client.requests()).length, 1)
  await client.close()
  t.equal((await client.requests()).length, 1, 'close has no effect')
})

t.test('a key limits all calls, unless a call names another', async t => {
  const { mock, client, generate } = await connected(t, {}, { key: 'sk-one' })
  await client.scenarios.add({ respond: { error: 'server_error' } })
  t.strictSame([await generate({}, 'sk-one'), await generate({}, 'sk-two')], [500, 200])
  t.strictSame((await client.requests()).map(({ status }) => status), [500])
  t.strictSame((await client.requests({}, { key: 'sk-two' })).map(({ status }) => status), [200])
  t.equal((await client.waitFor({}, { key: 'sk-two' })).length, 1)
  t.strictSame((await client.report()).requests.total, 1)
  await client.reset()
  t.strictSame(mock.requests().map(({ status }) => status), [200])
})

t.test('a key that a header cannot hold is refused, and so is an empty one, which would mean all keys', async t => {
  const { client, mock } = await connected(t)
  const expected = 'Expected text that an HTTP header can hold for '
  for (const [call, message] of [
    [() => client.reset({ key: '' }), `${expected}key, got an empty text.`],
    [() => client.verify({ count: 1 }, { key: 'ключ' }), `${expected}key, got other characters.`],
    [() => connectImageMock({ url: mock.url, key: 'a\nb' }).requests(), `${expected}key, got other characters.`],
    [() => connectImageMock({ url: mock.url, controlKey: 'a\nb' }).requests(), `${expected}controlKey, got other characters.`]
  ] as const) await t.rejects(call() as Promise<void>, { name: 'MockConnectionError', message })
})

t.test('numbers that JSON does not have are refused', async t => {
  const { client } = await connected(t, { imagesPerMinute: 5 })
  await t.rejects(client.behaviours.set({ imagesPerMinute: NaN }), { name: 'SettingError', message: /for imagesPerMinute in the behaviours, got "NaN"\.$/ })
  await t.rejects(client.behaviours.set({ latency: Infinity }), { name: 'SettingError' })
  t.equal((await client.behaviours.get()).imagesPerMinute, 5)
  await t.rejects(client.verify({ count: 1n as never }), { name: 'JournalError' })
})

t.test('waitFor resolves when the requests arrive', async t => {
  const { client, generate } = await connected(t)
  const waiting = client.waitFor({ prompt: '*otter' }, { count: 2, timeout: '30s' })
  await generate()
  await generate()
  t.equal((await waiting).length, 2)
})

t.test('requests in flight are not counted, and the errors say so', async t => {
  const { mock, client, generate } = await connected(t)
  await client.scenarios.add({ respond: { delay: '1m' } })
  generate().catch(() => {})
  while (!(await client.report()).running) await null
  const message = /\n {2}1 request in flight: requests count once their response has ended\. Await the client's call, or a longer waitFor\.$/
  await t.rejects(client.verify({ count: 1 }), { message })
  await t.rejects(client.waitFor({}, { timeout: 1 }), { message })
  t.throws(() => mock.verify({ count: 1 }, { key: 'sk-other' }), { message: /Check that the client's base URL is / })
})

t.test('errors are instances of the exported classes, and their stack begins at the caller', async t => {
  const { mock, client, generate } = await connected(t)
  await generate()
  for (const [call, type] of [
    [() => client.verify({ count: 2 }), VerificationError], [() => client.waitFor({ n: 2 }, { timeout: 1 }), VerificationError], [() => client.requests({ limit: 0 }), JournalError],
    [() => client.scenarios.add({} as never), RuleError], [() => client.behaviours.set({ errorRate: 2 }), SettingError], [() => client.assertSound(), SoundnessError],
    [() => connectImageMock({ url: 'http://127.0.0.1:1' }).requests(), MockConnectionError]
  ] as const) {
    const error: Error = await call().then(() => { throw new Error('no error') }, error => error)
    t.type(error, type)
    t.match(error.stack!.slice(error.stack!.indexOf('\n    at ')), /^\n {4}at .*connect-image-mock\.test/, String(call))
  }
  t.throws(() => mock.verify({ count: 2 }), VerificationError)
})

t.test('the URL may be the base URL, with a prefix; other values are refused', async t => {
  for (const [url, baseURL] of [
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080/v1'], ['http://mock:8080/v1/', 'http://mock:8080/v1'],
    [new URL('https://mock.example.com/images/v1?x#y'), 'https://mock.example.com/images/v1']
  ] as const) t.equal(connectImageMock({ url }).baseURL, baseURL)
  for (const url of ['127.0.0.1:8080', 'localhost:8080', '', undefined, 8080, 'http://']) {
    t.throws(() => connectImageMock({ url: url as never }), { name: 'MockConnectionError', message: /^Expected the URL of a mock \(such as http:\/\/127\.0\.0\.1:8080\) for the url of connectImageMock, got / })
  }
  t.throws(() => connectImageMock(undefined as never), MockConnectionError)
})

t.test('a mistyped option is refused, other members are not', async t => {
  const url = 'http://127.0.0.1:8080'
  for (const [name, option] of [['contolKey', 'controlKey'], ['Key', 'key']] as const) {
    t.throws(() => connectImageMock({ url, [name]: 'secret' }), { name: 'MockConnectionError', message: `Unknown option "${name}" of connectImageMock. Did you mean ${option}?` })
  }
  const { mock } = await connected(t)
  t.equal(connectImageMock(mock).baseURL, mock.baseURL)
})

t.test('a mock behind a path of a proxy works', async t => {
  const { mock, generate } = await connected(t)
  await generate()
  const proxy = await serve(t, (request, response) => {
    const target = forward(mock.url + request.url!.replace(/^\/images/, ''), { method: request.method, headers: request.headers }, answer => {
      answer.pipe(response.writeHead(answer.statusCode!, answer.headers))
    })
    request.pipe(target)
  })
  await connectImageMock({ url: `${proxy}/images/v1` }).verify({ match: { prompt }, count: 1 })
})

t.test('a mock that cannot be reached has a message with the URL, the reason and what to do', async t => {
  const url = `http://127.0.0.1:${await freePort()}`
  await t.rejects(connectImageMock({ url }).requests(), {
    name: 'MockConnectionError', message: `Cannot reach a mock at ${url} (ECONNREFUSED). Start it, or correct the url of connectImageMock.`, status: undefined
  })
})

t.test('the message for a mock that requires a key or has no control API, and for another server, says what to do, too', async t => {
  const { client, mock } = await connected(t, { controlKey: 'correct-horse' })
  await t.rejects(client.requests(), {
    status: 401,
    message: `The mock at ${mock.url} refused the call with status 401. Expected the control key for the header x-mock-key, got none. ` +
      'Send the value of the setting controlKey. Pass it to connectImageMock as controlKey.'
  })
  t.strictSame(await connectImageMock({ url: mock.url, controlKey: 'correct-horse' }).requests(), [])
  const none = (url: string, status: number) => ({
    name: 'MockConnectionError',
    status,
    message: `Expected the control API of a mock at ${url}/_mock, got status ${status}. Another server or version may listen there, or the setting controlApi is off.`
  })
  const off = await connected(t, { controlApi: false })
  await t.rejects(off.client.scenarios.remove('rule_1'), none(off.mock.url, 404))
  const other = await serve(t, (_request, response) => response.end('<h1>Hello</h1>'))
  await t.rejects(connectImageMock({ url: other }).verify({ count: 1 }), none(other, 200))
  const anyAnswer = connectImageMock({ url: await serve(t, (_request, response) => response.end('{"object":"list"}')) })
  for (const call of [() => anyAnswer.verify({ count: 1 }), () => anyAnswer.assertSound(), () => anyAnswer.requests(), () => anyAnswer.waitFor(), () => anyAnswer.scenarios.list()]) {
    await t.rejects(call() as Promise<void>, none(anyAnswer.url, 200), String(call))
  }
  const broken = await serve(t, (_request, response) => response.writeHead(500).end('{"error":"no"}'))
  await t.rejects(connectImageMock({ url: broken }).report(), {
    status: 500, message: `The mock at ${broken} refused the call with status 500. Another server or version may listen there.`
  })
  const cut = await serve(t, (_request, response) => { response.writeHead(200, { 'content-length': 100 }).write('{', () => response.destroy()) })
  await t.rejects(connectImageMock({ url: cut }).report(), { message: /^Cannot reach a mock at .* \(ECONNRESET\)\. / })
})

async function serve (t: Test, handler: RequestListener): Promise<string> {
  const server = createServer(handler).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

t.test('tests that replace fetch and timers do not disturb the client, nor a mock in the same process', async t => {
  const { client, generate } = await connected(t)
  const { fetch, setTimeout, setInterval } = globalThis
  t.teardown(() => Object.assign(globalThis, { fetch, setTimeout, setInterval }))
  Object.assign(globalThis, { fetch: () => { throw new Error('replaced') }, setTimeout: () => 0, setInterval: () => 0 })
  await client.scenarios.add({ respond: { delay: 5 } })
  await generate()
  await t.rejects(client.waitFor({ prompt: 'none' }, { timeout: 5 }), { name: 'VerificationError' })
  await client.verify({ match: { prompt }, count: 1 })
  t.equal((await client.report()).requests.total, 1)
})

t.test('await using closes a mock in this process, and leaves one elsewhere running', async t => {
  const { mock } = await connected(t)
  {
    await using client = connectImageMock({ url: mock.url })
    t.strictSame(await client.requests(), [])
  }
  t.strictSame(await connectImageMock({ url: mock.url }).requests(), [])
})
