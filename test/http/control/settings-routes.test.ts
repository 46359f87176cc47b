/** The routes of behaviours and settings. */
import t, { type Test } from 'tap'
import { packageVersion } from '../../../src/config/package.js'
import { settings } from '../../../src/config/settings.js'
import { buildMock, startMock } from '../../build-mock.js'

const prompt = 'A cute baby sea otter'
const unset = { latency: null, imagesPerMinute: null, errorRate: 0, errorRateError: 'server_error' }

function controlled (t: Test, ...given: Parameters<typeof buildMock> extends [Test, ...infer Rest] ? Rest : never) {
  const { app, send } = buildMock(t, ...given)
  const behaviours = async (method: 'GET' | 'PATCH' | 'DELETE', payload?: object | string, key?: string) => {
    const response = await app.inject({ method, url: '/_mock/behaviours', ...(payload !== undefined && { payload }), ...(key && { headers: { authorization: `Bearer ${key}` } }) })
    return { status: response.statusCode, body: response.json() }
  }
  const statuses = async (count: number, key?: string) => {
    const found = []
    for (let index = 0; index < count; index++) found.push((await send({ prompt }, key ? { authorization: `Bearer ${key}` } : {})).statusCode)
    return found
  }
  return { app, send, behaviours, statuses }
}

t.test('behaviours start with the settings and change for the next request', async t => {
  const { behaviours, statuses } = controlled(t)
  t.strictSame(await behaviours('GET'), { status: 200, body: unset })
  t.strictSame(await behaviours('PATCH', { errorRate: 1, errorRateError: 'server_is_overloaded' }), { status: 200, body: { ...unset, errorRate: 1, errorRateError: 'server_is_overloaded' } })
  t.strictSame(await statuses(2), [503, 503])
  t.strictSame(await behaviours('PATCH', { errorRate: 0, imagesPerMinute: 2 }), { status: 200, body: { ...unset, imagesPerMinute: 2, errorRateError: 'server_is_overloaded' } })
  t.strictSame(await statuses(3), [200, 200, 429])
  t.strictSame(await behaviours('PATCH', {}), await behaviours('GET'))
})

t.test('null unsets a behaviour and removes its headers', async t => {
  const { send, behaviours } = controlled(t, { imagesPerMinute: 1, latency: '1ms' })
  t.equal((await send({ prompt })).headers['x-ratelimit-limit-images'], '1')
  t.strictSame((await behaviours('PATCH', { imagesPerMinute: null, latency: null })).body, unset)
  const { statusCode, headers } = await send({ prompt })
  t.strictSame([statusCode, headers['x-ratelimit-limit-images']], [200, undefined])
})

t.test('an unchanged limit keeps its usage, a changed one starts again', async t => {
  const { behaviours, statuses } = controlled(t, { imagesPerMinute: 2 }, { now: () => 1_000_000 })
  t.strictSame(await statuses(2), [200, 200])
  await behaviours('PATCH', { errorRateError: 'null_message', imagesPerMinute: 2 })
  t.strictSame(await statuses(1), [429])
  await behaviours('PATCH', { imagesPerMinute: 3 })
  t.strictSame(await statuses(4), [200, 200, 200, 429])
})

t.test('latency delays the next responses', async t => {
  const mock = await startMock(t)
  t.equal(mock.behaviours.set({ latency: 80 }).latency, '80ms')
  const generate = () => fetch(`${mock.baseURL}/images/generations`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ prompt }) })
  await generate()
  t.ok(mock.requests()[0]!.durationMs >= 79)
})

t.test('errorRate fails the same requests whether it is set at the start or later', async t => {
  const early = controlled(t, { errorRate: 0.5 })
  const late = controlled(t)
  await late.statuses(3, 'k')
  await late.behaviours('PATCH', { errorRate: 0.5 })
  const expected = await early.statuses(30, 'k')
  t.strictSame(new Set(expected), new Set([200, 500]))
  t.strictSame(await late.statuses(30, 'k'), expected)
})

t.test('invalid behaviours are refused by member, and nothing changes', async t => {
  const { behaviours } = controlled(t, { latency: '1ms' })
  for (const [body, message] of [
    [{ errorRate: 1, latency: 'soon' }, 'Expected null or a duration up to 60m (such as 250ms or 2s), a range (such as 1s-3s) or realistic for latency in the behaviours, got "soon".'],
    [{ errorRate: 1, latency: -5 }, 'Expected null or a duration up to 60m (such as 250ms or 2s), a range (such as 1s-3s) or realistic for latency in the behaviours, got -5.'],
    [{ errorRate: 1, latency: '3s-1s' }, 'Expected null or a duration up to 60m (such as 250ms or 2s), a range (such as 1s-3s) or realistic for latency in the behaviours, got "3s-1s".'],
    [{ errorRate: 1, imagesPerMinute: -1 }, 'Expected null or an integer from 0 to 1000000 for imagesPerMinute in the behaviours, got -1.'],
    [{ errorRate: 1, imagesPerMinute: 1.5 }, 'Expected null or an integer from 0 to 1000000 for imagesPerMinute in the behaviours, got 1.5.'],
    [{ errorRateError: 'null_message', errorRate: 1.1 }, 'Expected a number from 0 to 1 for errorRate in the behaviours, got 1.1.'],
    [{ errorRateError: 'null_message', errorRate: null }, 'Expected a number from 0 to 1 for errorRate in the behaviours, got null.'],
    [{ errorRate: 1, errorRateError: 'server_eror' }, /^Expected one of invalid_api_key, .* for errorRateError in the behaviours, got "server_eror"\. Did you mean server_error\?$/],
    [{ errorRate: 1, errorrate: 1 }, /^Unknown member "errorrate" in the behaviours\. Did you mean errorRate\? Expected some of latency, .*\.$/],
    [[], 'Expected an object with some of latency, imagesPerMinute, errorRate, errorRateError for the behaviours, got [].'],
    [undefined, 'Expected an object with some of latency, imagesPerMinute, errorRate, errorRateError for the behaviours, got nothing.'],
    ['{', /^Expected a JSON object for the body, got invalid JSON: /]
  ] as const) {
    t.match(await behaviours('PATCH', body as object), { status: 400, body: { error: { message } } })
  }
  t.strictSame((await behaviours('GET')).body, { ...unset, latency: '1ms' })
})

t.test('DELETE and a reset of all keys restore the settings, a reset of one key does not', async t => {
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

t.test('mock.behaviours changes the behaviours', async t => {
  const mock = await startMock(t, { errorRate: 0.5 })
  t.strictSame(mock.behaviours.set({ errorRate: 1, latency: undefined } as object), { ...unset, errorRate: 1 })
  t.throws(() => mock.behaviours.set({ errorRate: 2 }), { name: 'SettingError', message: 'Expected a number from 0 to 1 for errorRate in the behaviours, got 2.' })
  t.strictSame(mock.behaviours.get(), { ...unset, errorRate: 1 })
  mock.behaviours.get().errorRate = 0
  mock.behaviours.reset()
  mock.behaviours.get().errorRate = 0
  t.strictSame(mock.behaviours.get(), { ...unset, errorRate: 0.5 })
  t.match(await (await fetch(`${mock.url}/_mock/behaviours`)).json(), { errorRate: 0.5 })
})

t.test('GET /_mock/settings returns all settings and hides secrets', async t => {
  const startedMs = Date.UTC(2026, 4, 6, 22, 51, 35, 250)
  const secrets = { apiKeys: ['sk-secret-one', 'sk-secret-two'], signingKey: 'a-signing-secret', controlKey: 'a-control-secret' }
  const { app } = buildMock(t, { ...secrets, errorRate: 0.5, controlOrigins: ['http://a.example', 'http://b.example'] }, { now: () => startedMs })
  const response = await app.inject({ url: '/_mock/settings', headers: { 'x-mock-key': secrets.controlKey } })
  const { settings: shown, ...rest } = response.json() as { settings: Array<{ name: string, value: unknown, isDefault: boolean }> }
  t.strictSame(rest, { version: packageVersion, startedAt: '2026-05-06T22:51:35.250Z' })
  t.strictSame(shown.map(({ name }) => name), settings.map(({ name }) => name))
  const find = (wanted: string) => shown.find(({ name }) => name === wanted)
  t.strictSame(find('errorRate'), { name: 'errorRate', value: 0.5, isDefault: false })
  t.strictSame(find('controlOrigins'), { name: 'controlOrigins', value: 'http://a.example, http://b.example', isDefault: false })
  t.strictSame(find('urlTtl'), { name: 'urlTtl', value: '1h', isDefault: true })
  t.strictSame(find('inbox'), { name: 'inbox', value: true, isDefault: true })
  t.strictSame(find('publicUrl'), { name: 'publicUrl', value: null, isDefault: true })
  for (const name of Object.keys(secrets)) t.strictSame(find(name), { name, value: '(hidden)', isDefault: false })
  for (const secret of Object.values(secrets).flat()) t.notOk(response.body.includes(secret))
})

t.test('every setting that contains a key is secret, and reading the settings needs the control key', async t => {
  t.strictSame(settings.filter(({ name }) => /keys?$|secret|password|token/i.test(name)).filter(({ isSecret }) => !isSecret), [])
  const { app } = buildMock(t, { controlKey: 'a-control-secret' })
  t.equal((await app.inject('/_mock/settings')).statusCode, 401)
  const { app: closed } = buildMock(t, { controlApi: false })
  t.equal((await closed.inject('/_mock/settings')).statusCode, 404)
})
