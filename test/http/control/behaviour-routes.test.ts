import t, { type Test } from 'tap'
import { buildMock, startMock } from '../../build-mock.js'

const prompt = 'A cute baby sea otter'
const unset = { latency: null, imagesPerMinute: null, errorRate: 0, errorRateError: 'server_error' }

function controlled (t: Test, ...given: Parameters<typeof buildMock> extends [Test, ...infer Rest] ? Rest : never) {
  const { app, send } = buildMock(t, ...given)
  const behaviours = async (method: 'GET' | 'PATCH' | 'DELETE', payload?: object | string, key?: string) => {
    const answer = await app.inject({ method, url: '/_mock/behaviours', ...(payload !== undefined && { payload }), ...(key && { headers: { authorization: `Bearer ${key}` } }) })
    return { status: answer.statusCode, body: answer.json() }
  }
  const statuses = async (count: number, key?: string) => {
    const found = []
    for (let index = 0; index < count; index++) found.push((await send({ prompt }, key ? { authorization: `Bearer ${key}` } : {})).statusCode)
    return found
  }
  return { app, send, behaviours, statuses }
}

t.test('behaviours stand as the settings have them, and change for the next request', async t => {
  const { behaviours, statuses } = controlled(t)
  t.strictSame(await behaviours('GET'), { status: 200, body: unset })
  t.strictSame(await behaviours('PATCH', { errorRate: 1, errorRateError: 'server_is_overloaded' }), { status: 200, body: { ...unset, errorRate: 1, errorRateError: 'server_is_overloaded' } })
  t.strictSame(await statuses(2), [503, 503])
  t.strictSame(await behaviours('PATCH', { errorRate: 0, imagesPerMinute: 2 }), { status: 200, body: { ...unset, imagesPerMinute: 2, errorRateError: 'server_is_overloaded' } })
  t.strictSame(await statuses(3), [200, 200, 429])
  t.strictSame(await behaviours('PATCH', {}), await behaviours('GET'))
})

t.test('null unsets, and leaves no trace in the headers', async t => {
  const { send, behaviours } = controlled(t, { imagesPerMinute: 1, latency: '1ms' })
  t.equal((await send({ prompt })).headers['x-ratelimit-limit-images'], '1')
  t.strictSame((await behaviours('PATCH', { imagesPerMinute: null, latency: null })).body, unset)
  const { statusCode, headers } = await send({ prompt })
  t.strictSame([statusCode, headers['x-ratelimit-limit-images']], [200, undefined])
})

t.test('a limit that stays goes on with what was used, another begins anew', async t => {
  const { behaviours, statuses } = controlled(t, { imagesPerMinute: 2 }, { now: () => 1_000_000 })
  t.strictSame(await statuses(2), [200, 200])
  await behaviours('PATCH', { errorRateError: 'null_message', imagesPerMinute: 2 })
  t.strictSame(await statuses(1), [429])
  await behaviours('PATCH', { imagesPerMinute: 3 })
  t.strictSame(await statuses(4), [200, 200, 200, 429])
})

t.test('a latency that is set holds the next answers back', async t => {
  const mock = await startMock(t)
  t.equal(mock.behaviours.set({ latency: '80ms' }).latency, '80ms')
  const ask = () => fetch(`${mock.baseURL}/images/generations`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ prompt }) })
  await ask()
  t.ok(mock.requests()[0]!.durationMs >= 79)
})

t.test('a share that fails is the same whether it is set at the start or later', async t => {
  const early = controlled(t, { errorRate: 0.5 })
  const late = controlled(t)
  await late.statuses(3, 'k')
  await late.behaviours('PATCH', { errorRate: 0.5 })
  const expected = await early.statuses(30, 'k')
  t.strictSame(new Set(expected), new Set([200, 500]))
  t.strictSame(await late.statuses(30, 'k'), expected)
})

t.test('what makes no sense is refused by its member, and changes nothing', async t => {
  const { behaviours } = controlled(t, { latency: '1ms' })
  for (const [body, message] of [
    [{ errorRate: 1, latency: 'soon' }, 'Expected null or a time of at most 60m such as 250ms or 2s, a range such as 1s-3s, or realistic for latency, got "soon".'],
    [{ errorRate: 1, latency: 5 }, 'Expected null or a time of at most 60m such as 250ms or 2s, a range such as 1s-3s, or realistic for latency, got 5.'],
    [{ errorRate: 1, latency: '3s-1s' }, 'Expected a range with its shorter duration first for latency, got "3s-1s".'],
    [{ errorRate: 1, imagesPerMinute: -1 }, 'Expected null or an integer from 0 to 1000000 for imagesPerMinute, got -1.'],
    [{ errorRate: 1, imagesPerMinute: 1.5 }, 'Expected null or an integer from 0 to 1000000 for imagesPerMinute, got 1.5.'],
    [{ errorRateError: 'null_message', errorRate: 1.1 }, 'Expected a number from 0 to 1 for errorRate, got 1.1.'],
    [{ errorRateError: 'null_message', errorRate: null }, 'Expected a number from 0 to 1 for errorRate, got null.'],
    [{ errorRate: 1, errorRateError: 'server_eror' }, /^Expected one of invalid_api_key, .* for errorRateError, got "server_eror"\. Did you mean server_error\?$/],
    [{ errorRate: 1, errorrate: 1 }, /^Unknown member "errorrate" in the behaviours\. Did you mean errorRate\? Expected some of latency, .*\.$/],
    [[], 'Expected an object with some of latency, imagesPerMinute, errorRate, errorRateError for the behaviours, got [].'],
    [undefined, 'Expected an object with some of latency, imagesPerMinute, errorRate, errorRateError for the behaviours, got nothing.'],
    ['{', /^Failed to read the body: found no JSON/]
  ] as const) {
    t.match(await behaviours('PATCH', body as object), { status: 400, body: { error: { message } } })
  }
  t.strictSame((await behaviours('GET')).body, { ...unset, latency: '1ms' })
})

t.test('they return to the settings by DELETE and by a reset of everybody, not by that of a key', async t => {
  const { app, behaviours } = controlled(t, { errorRate: 0.5 })
  const start = { ...unset, errorRate: 0.5 }
  await behaviours('PATCH', { errorRate: 0, imagesPerMinute: 7 }, 'sk-one')
  t.strictSame((await behaviours('GET')).body, { ...start, errorRate: 0, imagesPerMinute: 7 }, 'they are everybody\'s')
  await app.inject({ method: 'POST', url: '/_mock/reset', headers: { authorization: 'Bearer sk-one' } })
  t.match((await behaviours('GET')).body, { imagesPerMinute: 7 })
  await app.inject({ method: 'POST', url: '/_mock/reset' })
  t.strictSame((await behaviours('GET')).body, start)
  await behaviours('PATCH', { latency: '1ms' })
  t.strictSame(await behaviours('DELETE'), { status: 200, body: start })
  t.strictSame((await behaviours('GET')).body, start)
})

t.test('a program changes them by its handle, and its events tell of it', async t => {
  const mock = await startMock(t, { errorRate: 0.5 })
  t.strictSame(mock.behaviours.set({ errorRate: 1, latency: undefined } as object), { ...unset, errorRate: 1 })
  t.throws(() => mock.behaviours.set({ errorRate: 2 }), { name: 'RuleError', message: 'Expected a number from 0 to 1 for errorRate, got 2.' })
  t.strictSame(mock.behaviours.get(), { ...unset, errorRate: 1 })
  mock.behaviours.get().errorRate = 0
  mock.behaviours.reset()
  mock.behaviours.get().errorRate = 0
  t.strictSame(mock.behaviours.get(), { ...unset, errorRate: 0.5 })
  t.match(await (await fetch(`${mock.url}/_mock/behaviours`)).json(), { errorRate: 0.5 })
})
