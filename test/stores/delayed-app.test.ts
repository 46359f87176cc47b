/** The whole mock with stores that return promises. */
import t, { type Test } from 'tap'
import type { GivenSettings } from '../../src/config/settings.js'
import { buildMock } from '../build-mock.js'
import { delayedStores } from './delayed-stores.js'

const prompt = 'A cute baby sea otter'

function buildDelayed (t: Test, settings: GivenSettings = {}) {
  const { app, send } = buildMock(t, settings, { stores: delayedStores })
  const control = async (method: 'GET' | 'POST' | 'PATCH', path: string, payload?: object) => {
    const { body } = await app.inject({ method, url: `/_mock/${path}`, ...(payload && { payload }) })
    return body === '' ? undefined : JSON.parse(body)
  }
  const statuses = async (count: number, body: object = {}) =>
    (await Promise.all(Array.from({ length: count }, () => send({ prompt, ...body })))).map(({ statusCode }) => statusCode).sort()
  return { send, control, statuses }
}

t.test('a rule with two uses applies to exactly two of ten concurrent requests', async t => {
  const { control, statuses } = buildDelayed(t)
  await control('POST', 'scenarios', { respond: { error: 'server_error' }, times: 2 })
  t.strictSame(await statuses(10), [...Array<number>(8).fill(200), 500, 500])
  t.match(await control('GET', 'scenarios'), [{ times: 2, left: 0, served: 2 }])
  t.strictSame(await statuses(2), [200, 200])
})

t.test('a directive with two uses applies to exactly two of ten concurrent requests', async t => {
  const { control, statuses } = buildDelayed(t)
  const body = { prompt: `${prompt} [mock error=server_error times=2]` }
  t.strictSame(await statuses(10, body), [...Array<number>(8).fill(200), 500, 500])
  await control('POST', 'reset')
  t.strictSame(await statuses(3, body), [200, 500, 500])
})

t.test('the limit allows exactly as many images, and headers show the rest', async t => {
  const { send, statuses } = buildDelayed(t, { imagesPerMinute: 3 })
  t.strictSame(await statuses(5), [200, 200, 200, 429, 429])
  const { statusCode, headers } = await send({ prompt: '' })
  t.equal(statusCode, 400)
  t.match(headers, { 'x-ratelimit-limit-images': '3', 'x-ratelimit-remaining-images': '0' })
})

t.test('a use is taken back if the limit refuses the request', async t => {
  const { control, statuses } = buildDelayed(t, { imagesPerMinute: 1 })
  await control('POST', 'scenarios', { respond: { revised_prompt: 'x' }, times: 2 })
  t.strictSame(await statuses(2), [200, 429])
  t.match(await control('GET', 'scenarios'), [{ left: 1, served: 1 }])
})

t.test('the same requests fail as with stores in memory', async t => {
  const settings = { errorRate: 0.5, latency: '0ms-3ms' }
  const { send } = buildDelayed(t, settings)
  const { send: sendInMemory } = buildMock(t, settings)
  const [delayed, inMemory] = [[] as number[], [] as number[]]
  for (let index = 0; index < 20; index++) {
    delayed.push((await send({ prompt })).statusCode)
    inMemory.push((await sendInMemory({ prompt })).statusCode)
  }
  t.strictSame(delayed, inMemory)
  t.strictSame([...new Set(delayed)].sort(), [200, 500])
})
