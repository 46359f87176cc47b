/** The event stream of the control API. */
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { startMock } from '../../build-mock.js'

interface Event { id?: string, event?: string, data?: any }

/** Starts a mock, with a client that reads its events like a browser. */
async function startWithClient (t: Test, settings: Parameters<typeof startMock>[1] = {}) {
  const mock = await startMock(t, settings)
  const call = (method: string, path: string, { body, key }: { body?: unknown, key?: string } = {}) => fetch(mock.url + path, {
    method,
    headers: { 'content-type': 'application/json', ...(key && { authorization: `Bearer ${key}` }) },
    ...(body !== undefined && { body: JSON.stringify(body) })
  })
  const generate = async (prompt: string, key?: string) => (await call('POST', '/v1/images/generations', { body: { prompt }, ...(key && { key }) })).headers.get('x-request-id')!
  const listen = async (query = '', headers: Record<string, string> = {}) => {
    const end = new AbortController()
    t.teardown(() => end.abort())
    const response = await fetch(`${mock.url}/_mock/events${query}`, { headers, signal: end.signal })
    const blocks = blocksOf(response.body!)
    return { response, next: async () => parsed((await blocks.next()).value!), end: () => end.abort() }
  }
  return { mock, call, generate, listen }
}

async function * blocksOf (body: ReadableStream<Uint8Array>) {
  let text = ''
  for await (const part of body.pipeThrough(new TextDecoderStream())) {
    const blocks = (text + part).split('\n\n')
    text = blocks.pop()!
    yield * blocks.filter(block => block !== ':')
  }
}

function parsed (block: string): Event {
  const members = block.split('\n').map(line => line.split(/: (.*)/).slice(0, 2) as [keyof Event, string])
  return Object.fromEntries(members.map(([name, value]) => [name, name === 'data' ? JSON.parse(value) : value]))
}

t.test('the stream contains each recorded request, limited to the API key of the call', async t => {
  const { generate, listen, call } = await startWithClient(t)
  const { response, next } = await listen('', { authorization: 'Bearer k1' })
  t.match(Object.fromEntries(response.headers), { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' })
  t.strictSame(await next(), { id: 'none' }, 'the position, without an event')
  await generate('by k2', 'k2')
  const id = await generate('by k1', 'k1')
  const entry = await (await call('GET', `/_mock/requests/${id}`)).json()
  t.strictSame(await next(), { id, event: 'request', data: entry })
  t.match(entry, { request: { prompt: 'by k1' }, status: 200 })
})

t.test('view=cards streams the short form', async t => {
  const { generate, listen, call } = await startWithClient(t)
  const before = await generate('before')
  const { next } = await listen('?view=cards')
  t.strictSame(await next(), { id: before })
  const id = await generate('an otter')
  const [card] = await (await call('GET', '/_mock/requests/cards?limit=1')).json() as unknown[]
  t.strictSame(await next(), { id, event: 'card', data: card })
  t.equal((await call('GET', '/_mock/events?view=table')).status, 400)
})

t.test('deleted and evicted requests are events for all streams that could see them', async t => {
  const { generate, listen, call } = await startWithClient(t, { journalEntries: 3 })
  const all = await listen('?view=cards')
  const own = await listen('', { authorization: 'Bearer k1' })
  await all.next()
  await own.next()
  const ids: string[] = []
  for (const key of ['k1', 'k2', 'k1', 'k2']) ids.push(await generate('an otter', key))
  for (let index = 0; index < 4; index++) t.match(await all.next(), { event: 'card' })
  for (let index = 0; index < 2; index++) t.match(await own.next(), { event: 'request' })
  for (const reader of [all, own]) t.strictSame(await reader.next(), { event: 'removed', data: { ids: [ids[0]] } })
  await call('DELETE', '/_mock/requests?key=k2')
  t.strictSame(await all.next(), { event: 'removed', data: { ids: [ids[3], ids[1]] } })
  await call('POST', '/_mock/reset', { key: 'k1' })
  t.strictSame(await own.next(), { event: 'removed', data: { all: true } })
  t.strictSame(await all.next(), { event: 'removed', data: { all: true } })
  const id = await generate('an otter', 'k1')
  t.match(await own.next(), { id, event: 'request' }, 'no event in between')
})

t.test('changes and uses of rules are combined into one event for each interval', async t => {
  const { mock, generate, listen, call } = await startWithClient(t)
  const { next } = await listen('?view=cards')
  await next()
  const changes: Array<[string, () => unknown]> = [
    ['added', () => call('POST', '/_mock/scenarios', { body: { respond: { error: 'server_error' }, times: 9 } })],
    ['removed', () => mock.scenarios.remove('rule_1')],
    ['cleared', () => call('DELETE', '/_mock/scenarios')],
    ['reset', () => call('POST', '/_mock/reset', { key: 'nobody' })]
  ]
  for (const [what, change] of changes) {
    await change()
    t.strictSame(await next(), { event: 'scenarios', data: {} }, what)
  }
  mock.scenarios.add({ respond: { error: 'server_error' } })
  const events = []
  for (let index = 0; index < 3; index++) await generate('an otter')
  for (let index = 0; index < 4; index++) events.push((await next()).event)
  t.strictSame(events.sort(), ['card', 'card', 'card', 'scenarios'])
})

t.test('a change of rule files is an event', async t => {
  const dir = t.testdir({ 'rules.json': '{ "rules": [] }' })
  const { listen } = await startWithClient(t, { scenarios: dir })
  const { next } = await listen()
  await next()
  await writeFile(join(dir, 'rules.json'), '{ "rules": [{ "respond": {} }] }')
  t.strictSame(await next(), { event: 'scenarios', data: {} })
})

t.test('the stream ends when the mock closes', async t => {
  const { mock } = await startWithClient(t)
  const response = await fetch(`${mock.url}/_mock/events`)
  const body = response.text()
  await mock.close()
  t.equal(await body, 'id: none\n\n')
})

t.test('a client that does not read its events is disconnected', async t => {
  const { mock } = await startWithClient(t)
  const { hostname, port } = new URL(mock.url)
  const reader = connect(Number(port), hostname)
  t.teardown(() => reader.destroy())
  reader.on('error', () => {}).pause().write('GET /_mock/events HTTP/1.1\r\nhost: a\r\n\r\n')
  const [{ socket }] = await once(mock.app.server, 'request')
  for (let index = 0; index < 300; index++) await mock.app.inject({ method: 'POST', url: '/v1/images/unknown', payload: 'x'.repeat(65_536) })
  t.ok(socket.destroyed)
})

t.test('a change of behaviours is an event', async t => {
  const { mock, listen, call } = await startWithClient(t)
  const { next } = await listen()
  await next()
  for (const change of [
    () => call('PATCH', '/_mock/behaviours', { body: { errorRate: 1 } }),
    () => mock.behaviours.reset()
  ]) {
    await change()
    t.strictSame(await next(), { event: 'behaviours', data: {} })
  }
  await call('PATCH', '/_mock/behaviours', { body: { errorRate: 2 } })
  mock.scenarios.add({ respond: {} })
  t.strictSame(await next(), { event: 'scenarios', data: {} }, 'a refused change causes no event')
})

t.test('a client that reconnects receives the events that it missed', async t => {
  const { generate, listen } = await startWithClient(t)
  const first = await listen('?view=cards')
  await first.next()
  const seen = await generate('seen')
  t.match(await first.next(), { id: seen })
  first.end()
  const missed = [await generate('missed'), await generate('missed', 'k1')]
  const again = await listen('?view=cards', { 'last-event-id': seen })
  for (const id of missed) t.match(await again.next(), { id, event: 'card' })
  const id = await generate('now')
  t.match(await again.next(), { id, event: 'card' })
})

t.test('sends a reload event to a client whose last event is unknown or too old', async t => {
  const { mock, generate, listen, call } = await startWithClient(t)
  for (const lastId of ['none', 'req_of_another_mock', '2026-05-06']) {
    t.strictSame(await (await listen('', { 'last-event-id': lastId })).next(), { id: 'none', event: 'removed', data: { all: true } }, lastId)
  }
  const old = await generate('old', 'k1')
  t.strictSame(await (await listen('', { 'last-event-id': old, authorization: 'Bearer k2' })).next(), { id: 'none', event: 'removed', data: { all: true } }, 'of another key')
  let id = ''
  for (let index = 0; index < 18; index++) id = (await call('POST', '/v1/images/unknown', { body: 'x'.repeat(70_000) }), mock.requests({ limit: 1 })[0]!.id)
  const { next } = await listen('', { 'last-event-id': old })
  t.strictSame(await next(), { id, event: 'removed', data: { all: true } })
  const now = await generate('now')
  t.match(await next(), { id: now, event: 'request' })
})

t.test('more streams than allowed are refused until one has ended', async t => {
  const { listen } = await startWithClient(t)
  const streams = await Promise.all(Array.from({ length: 50 }, () => listen()))
  const refused = await listen()
  t.equal(refused.response.status, 429)
  const { response } = await listen()
  t.strictSame(await response.json(), { error: { message: 'Expected at most 50 open event streams, got one more. Close some of them first, such as pages of the inbox.' } })
  streams[0]!.end()
  let again = await listen()
  while (again.response.status === 429) again = await listen()
  t.equal(again.response.status, 200)
})
