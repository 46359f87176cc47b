/** Streams: events with partial images, errors and faults within a stream, slow and leaving clients, the journal. */
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'
import { Duplex } from 'node:stream'
import t from 'tap'
import sharp from 'sharp'
import OpenAI, { toFile } from 'openai7'
import type { Card } from '../../../src/journal/entries/card.js'
import { buildMock, startMock } from '../../build-mock.js'
import { imageOf } from '../uploads.js'

const createdMs = Date.UTC(2026, 7, 19, 14, 34, 46, 900)
const small = { model: 'gpt-image-2', prompt: 'An otter', size: '1024x640', quality: 'low', stream: true }

interface Event { event?: string | undefined, data?: Record<string, any> | undefined, comment?: string }

/** Parses a stream. Data that are not JSON are left out. */
function eventsOf (body: string): Event[] {
  return body.split('\n\n').slice(0, -1).map(frame => {
    if (frame.startsWith(':')) return { comment: frame.slice(1).trim() }
    const event = /^event: (.*)$/m.exec(frame)?.[1]
    try {
      return { event, data: JSON.parse(/^data: (.*)$/m.exec(frame)![1]!) }
    } catch {
      return { event }
    }
  })
}

const pixelsOf = (base64: string) => sharp(Buffer.from(base64, 'base64')).raw().toBuffer()

t.test('a stream has the recorded form: events with their members in order, without DONE', async t => {
  const { send } = buildMock(t, {}, { now: () => createdMs })
  const { statusCode, headers, body } = await send({ ...small, partial_images: 1 })
  t.equal(statusCode, 200)
  t.match(headers, { 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no', 'x-request-id': /^req_/, 'openai-project': /^proj_/ })
  t.notOk(headers['content-length'])
  t.equal(body.replace(/"b64_json":"[^"]+"/g, '"b64_json":"…"'), `event: image_generation.partial_image
data: {"created_at":1787150086,"type":"image_generation.partial_image","b64_json":"…","background":"opaque","output_format":"png","partial_image_index":0,"quality":"low","sequence_number":0,"size":"1024x640"}

event: image_generation.completed
data: {"created_at":1787150086,"type":"image_generation.completed","b64_json":"…","background":"opaque","output_format":"png","quality":"low","sequence_number":1,"size":"1024x640","usage":{"input_tokens":9,"input_tokens_details":{"image_tokens":0,"text_tokens":9},"output_tokens":184,"output_tokens_details":{"image_tokens":184,"text_tokens":0},"total_tokens":193}}

`)
})

t.test('partial images are on the way to the final one, which equals that of a response without a stream', async t => {
  const { send } = buildMock(t)
  const base64s = eventsOf((await send({ ...small, partial_images: 3, output_format: 'webp', output_compression: 90 })).body).map(({ data }) => data!['b64_json'] as string)
  t.equal(base64s.length, 4)
  const response = (await send({ ...small, stream: false, output_format: 'webp', output_compression: 90 })).json()
  t.equal(base64s[3], response.data[0].b64_json)
  const files = await Promise.all(base64s.map(async base64 => sharp(Buffer.from(base64, 'base64')).metadata()))
  for (const file of files) t.match(file, { format: 'webp', width: 1024, height: 640 })
  const [final, ...partials] = await Promise.all(base64s.toReversed().map(pixelsOf))
  const differences = partials.map(pixels => pixels.reduce((sum, value, at) => sum + Math.abs(value - final![at]!), 0) / final!.length)
  t.ok(differences[0]! > 1 && differences[0]! < differences[1]! && differences[1]! < differences[2]!, `coarse to fine: ${differences}`)
})

t.test('without partial_images there is one event; usage counts the tokens of each partial image', async t => {
  const { send } = buildMock(t)
  const tokensOf = async (body: object) => eventsOf((await send({ ...small, ...body })).body).at(-1)!.data!['usage']['output_tokens']
  const [none, one, two] = [await tokensOf({}), await tokensOf({ partial_images: 1 }), await tokensOf({ partial_images: 2 })]
  t.strictSame([one - none, two - none], [77, 153])
  const older = { model: 'gpt-image-1', size: '1024x1024' }
  t.equal(await tokensOf({ ...older, partial_images: 2 }) - await tokensOf(older), 200)
  t.strictSame(eventsOf((await send(small)).body).map(({ event }) => event), ['image_generation.completed'])
})

t.test('edits have events of their own, with the uploads in each picture', async t => {
  const mock = await startMock(t)
  const client = new OpenAI({ apiKey: 'sk-test', baseURL: mock.baseURL, maxRetries: 0 })
  const image = await toFile(await imageOf(), 'red.png', { type: 'image/png' })
  const stream = await client.images.edit({ model: 'gpt-image-2', image, prompt: 'A hat', size: '1024x640', quality: 'low', stream: true, partial_images: 2 } as OpenAI.ImageEditParamsStreaming)
  const types: string[] = []
  for await (const event of stream) {
    types.push(event.type)
    const [red, green] = (await pixelsOf(event.b64_json)).subarray(3 * (1024 * 200 + 512))
    t.ok(red! > 150 && green! < 80)
  }
  t.strictSame(types, ['image_edit.partial_image', 'image_edit.partial_image', 'image_edit.completed'])
})

t.test('a refusal before the stream is an ordinary JSON error', async t => {
  const { send } = buildMock(t)
  for (const [body, status, message] of [
    [{ n: 2 }, 400, 'Streaming is only supported with n=1.'], [{ partial_images: 4 }, 400, /integer above maximum value/],
    [{ prompt: 'An otter [mock error=slow_down]' }, 429, /rate increased too quickly/]
  ] as const) {
    const response = await send({ ...small, ...body })
    t.equal(response.statusCode, status)
    t.match(response.headers, { 'content-type': 'application/json' })
    t.match(response.json().error.message, message)
  }
})

t.test('an error of a rule comes after as many events as it says', async t => {
  const { app, send } = buildMock(t)
  const { body } = await send({ ...small, partial_images: 2 }, { 'x-mock': 'error=moderation_blocked_output after=1' })
  t.strictSame(eventsOf(body).map(({ event }) => event), ['image_generation.partial_image', 'error'])
  const error = eventsOf(body).at(-1)!.data!
  t.strictSame(Object.keys(error), ['type', 'error'])
  t.strictSame(Object.keys(error['error']), ['type', 'code', 'message', 'param'])
  t.match(error, { type: 'error', error: { type: 'image_generation_user_error', code: 'moderation_blocked' } })
  t.match((await app.inject('/_mock/requests')).json()[0], { status: 200, events: [{ type: 'image_generation.partial_image' }, { type: 'error' }], decidedBy: { name: 'error=moderation_blocked_output after=1' } })
})

t.test('the recorded error of a stream is sent word for word', async t => {
  const { send } = buildMock(t)
  const { body } = await send({ ...small, partial_images: 1 }, { 'x-mock': 'error=image_generation_failed after=1' })
  t.match(body, /^event: image_generation\.partial_image\n/)
  t.equal(body.split('\n\n').slice(1).join('\n\n'), `event: error
data: {"type":"error","error":{"type":"image_generation_server_error","code":"image_generation_failed","message":"Image generation failed","param":null}}

`)
})

t.test('each fault changes a stream as documented', async t => {
  const { send } = buildMock(t)
  const stream = async (directive: string, body = {}) => eventsOf((await send({ ...small, partial_images: 2, ...body }, { 'x-mock': directive })).body)
  const names = (events: Event[]) => events.map(({ event, comment, data }) => comment ? `: ${comment}` : `${event!.split('.')[1]}${data ? '' : ' malformed'}`)
  t.strictSame(names(await stream('fault=empty_data')), ['partial_image', 'partial_image'])
  t.strictSame(names(await stream('fault=malformed after=0')), ['partial_image malformed', 'partial_image', 'completed'])
  t.strictSame(names(await stream('fault=unknown_event after=1')), ['partial_image', 'unknown', 'partial_image', 'completed'])
  t.strictSame((await stream('fault=duplicate_partial')).map(({ data }) => data!['partial_image_index']), [0, 0, 1, undefined])
  t.strictSame(names(await stream('fault=keepalive partials=0')), [': keepalive', 'completed'])
  t.strictSame(names(await stream('fault=drip partials=1')), ['partial_image', 'completed'])
  t.equal((await stream('fault=bad_base64 partials=0'))[0]!.data!['b64_json'].length % 4, 1)
  for (const fault of ['keepalive', 'unknown_event', 'duplicate_partial', 'reset after=1']) {
    const option = fault === 'reset after=1' ? 'after' : `fault ${fault}`
    const message = `Cannot use ${option}: it requires a request with stream: true. Add stream: true, or remove ${option}.`
    t.match((await send({ ...small, stream: false }, { 'x-mock': `fault=${fault}` })).json().error, { code: 'invalid_mock_directive', message }, fault)
  }
})

t.test('a failure after the end of the stream is refused for a directive; a rule waits for a stream that is long enough', async t => {
  const { app, send } = buildMock(t)
  const cases = [
    ['error=slow_down after=2', 1, 'after=2', '2 partial images, and this one has 1'], ['fault=reset after=1', 0, 'after=1', '1 partial image, and this one has 0'],
    ['fault=unknown_event after=3', 2, 'after=3', '3 partial images, and this one has 2'], ['fault=duplicate_partial', 0, 'fault duplicate_partial', '1 partial image, and this one has 0'],
    ['fault=duplicate_partial after=1', 1, 'after=1', '2 partial images, and this one has 1']
  ] as const
  for (const [directive, partials, option, reason] of cases) {
    const error = { code: 'invalid_mock_directive', message: `Cannot use ${option}: it requires a stream with at least ${reason}. Ask for more partial images, or change the directive.` }
    const body = { ...small, ...(partials > 0 && { partial_images: partials }) }
    for (const response of [await send(body, { 'x-mock': directive }), await send({ ...body, prompt: `An otter [mock ${directive}]` })]) {
      t.equal(response.statusCode, 400, directive)
      t.match(response.json(), { error }, directive)
    }
  }
  t.match((await app.inject('/_mock/requests')).json()[0], { status: 400, decidedBy: { kind: 'rule', name: 'rules and directives' } })

  await app.inject({ method: 'POST', url: '/_mock/scenarios', payload: { respond: { error: 'slow_down', after: 2 }, times: 1 } })
  const lastEvent = async (partials: number) => eventsOf((await send({ ...small, partial_images: partials })).body).at(-1)!.event
  t.equal(await lastEvent(1), 'image_generation.completed')
  t.match((await app.inject('/_mock/scenarios')).json(), [{ left: 1 }])
  t.equal(await lastEvent(2), 'error', 'instead of the last event')
  t.match((await app.inject('/_mock/scenarios')).json(), [{ left: 0 }])
})

t.test('a stream is cut, reset or stalls after as many events as the rule says, and the client reports it', async t => {
  const mock = await startMock(t)
  const client = new OpenAI({ apiKey: 'sk-test', baseURL: mock.baseURL, maxRetries: 0 })
  for (const [fault, outcome] of [['truncate', 'truncate'], ['reset', 'reset'], ['hang', 'hang']] as const) {
    mock.scenarios.add({ respond: { fault, after: 1 }, times: 1 })
    const stream = await client.images.generate({ ...small, stream: true, partial_images: 2 } as OpenAI.ImageGenerateParamsStreaming)
    const types: string[] = []
    const read = (async () => {
      for await (const { type } of stream) {
        types.push(type)
        if (fault === 'hang') setTimeout(() => stream.controller.abort(), 100)
      }
    })()
    if (fault === 'hang') await read.catch(() => {})
    else await t.rejects(read)
    t.strictSame(types, ['image_generation.partial_image'], fault)
    const [entry] = await mock.waitFor({ stream: true, status: 200 }, { count: 1 }).then(() => mock.requests({ limit: 1 }))
    t.match(entry, { outcome, events: [{ type: 'image_generation.partial_image', bytes: Number, ms: Number }] }, fault)
    t.equal(entry!.events!.length, 1)
    mock.reset()
  }
})

/** Sends a request on a connection in memory, which takes each write of the mock by itself. */
function sendInMemory ({ app }: Pick<Awaited<ReturnType<typeof startMock>>, 'app'>, body: object, write: ConstructorParameters<typeof Duplex>[0] & object, headers = ''): Duplex {
  const client = new Duplex({ read () {}, ...write })
  app.server.emit('connection', client)
  const bytes = Buffer.from(JSON.stringify(body))
  client.push(`POST /v1/images/generations HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n${headers}content-length: ${bytes.length}\r\n\r\n`)
  client.push(bytes)
  return client
}

t.test('fault=drip cuts an event within its type, its base64 and a character, and between its two line feeds', async t => {
  const mock = await startMock(t)
  const pieces: Buffer[] = []
  const body = { ...small, model: 'gpt-image-2.5-flare', safety_identifier: '🦦 Zoë' }
  const client = sendInMemory(mock, body, { write (piece, _encoding, done) { pieces.push(Buffer.from(piece)); done() } }, 'x-mock: fault=drip\r\n')
  await mock.waitFor({ stream: true })
  client.destroy()
  const texts = pieces.map(String)
  const first = texts.indexOf('event: image')
  t.ok(first > 0)
  t.match(texts.slice(first).find(text => text.startsWith('_generation')), '_generation.completed\ndata: {')
  t.ok(texts.filter(text => /^[\w+/]{100,}$/.test(text)).length > 10, 'pieces of base64')
  t.ok(pieces.some(piece => piece.at(-1) === 0xf0), 'the first of the four bytes of an otter')
  t.equal(texts.lastIndexOf('\n'), texts.length - 3, 'followed by the end of its chunk and the last chunk')
})

t.test('while a client does not read an event, the next picture is not drawn', async t => {
  const mock = await startMock(t)
  let onWrite = () => {}
  const written = new Promise<void>(resolve => { onWrite = resolve })
  // It takes the first bytes, and is never ready for more.
  const client = sendInMemory(mock, { ...small, partial_images: 3 }, { write () { onWrite() } })
  await written
  // Pictures are drawn in the order of the requests: those of the client would be drawn before these.
  for (const prompt of ['A cat', 'A dog']) await (await fetch(`${mock.baseURL}/images/generations`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ ...small, prompt, partial_images: 3 }) })).text()
  client.destroy()
  const [entry] = await mock.waitFor({ prompt: small.prompt })
  t.match(entry, { outcome: 'aborted', events: [{ type: 'image_generation.partial_image' }] })
  t.equal(entry!.events!.length, 1)
})

t.test('a client that leaves ends the drawing', async t => {
  const mock = await startMock(t)
  const body = JSON.stringify({ ...small, size: '3840x2160', quality: 'high', partial_images: 3 })
  const socket = connect(new URL(mock.url).port as unknown as number, '127.0.0.1')
  socket.write(`POST /v1/images/generations HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`)
  await once(socket, 'readable')
  socket.destroy()
  const [entry] = await mock.waitFor({ stream: true })
  t.match(entry, { outcome: 'aborted', status: 200 })
  t.ok((entry!.events ?? []).length < 4, 'the rest was not drawn')
})

t.test('the delay of a stream is spread over its events; partialDelay is the time between them', async t => {
  const { app, send } = buildMock(t)
  await send({ ...small, partial_images: 1 }, { 'x-mock': 'delay=200ms' })
  await send({ ...small, partial_images: 1 }, { 'x-mock': 'partialDelay=150ms' })
  const [second, first] = (await app.inject('/_mock/requests')).json()
  t.ok(first.events[0].ms >= 95 && first.events[1].ms >= 195)
  t.ok(second.events[1].ms - second.events[0].ms >= 145)
})

t.test('the journal has the image of each event as a digest, and each event that was sent', async t => {
  const { app, send } = buildMock(t)
  const sent = async (directive: string) => {
    await send({ ...small, partial_images: 2 }, { 'x-mock': directive })
    return (await app.inject('/_mock/requests?limit=1')).json()[0]
  }
  const { events, answer } = await sent('fault=duplicate_partial')
  t.strictSame(events.map(({ partialIndex }: { partialIndex?: number }) => partialIndex), [0, 0, 1, undefined])
  for (const { image } of events) t.match(image, { bytes: Number, sha256: /^[0-9a-f]{64}$/ })
  t.strictSame(events[3].image, answer.data[0].b64_json)
  t.strictSame(events[0].image, events[1].image)
  t.not(events[1].image.sha256, events[2].image.sha256)
  t.match((await sent('fault=unknown_event')).events[0], { type: 'image_generation.unknown', image: undefined })
  t.match(await sent('error=moderation_blocked_output after=1'), { status: 200, answer: { error: { code: 'moderation_blocked' } } })
})

t.test('bytes pads the last event only', async t => {
  const { send } = buildMock(t)
  const sizesOf = async (headers = {}) => eventsOf((await send({ ...small, partial_images: 1 }, headers)).body).map(({ data }) => Buffer.from(data!['b64_json'], 'base64').length)
  const [partial, final] = await sizesOf()
  t.ok(final! < 1_000_000)
  t.strictSame(await sizesOf({ 'x-mock': 'bytes=1MB' }), [partial, 1_000_000])
})

t.test('a mock that closes sends the remaining events at once', async t => {
  const mock = await startMock(t)
  const response = await fetch(`${mock.baseURL}/images/generations`, {
    method: 'POST', headers: { 'content-type': 'application/json', 'x-mock': 'partialDelay=60s' }, body: JSON.stringify({ ...small, partial_images: 2 })
  })
  const [body] = await Promise.all([response.text(), mock.close()])
  t.strictSame(eventsOf(body).map(({ event }) => event!.split('.')[1]), ['partial_image', 'partial_image', 'completed'])
})

t.test('verify, waitFor and lists count a stream once, when it has ended', async t => {
  const mock = await startMock(t)
  const response = await fetch(`${mock.baseURL}/images/generations`, {
    method: 'POST', headers: { 'content-type': 'application/json', 'x-mock': 'partialDelay=150ms' }, body: JSON.stringify({ ...small, partial_images: 2 })
  })
  const reader = response.body!.getReader()
  await reader.read()
  t.strictSame(mock.requests(), [])
  mock.verify({ match: { stream: true }, count: 0 })
  const arrived = mock.waitFor({ stream: true }, { count: 1 })
  while (!(await reader.read()).done);
  t.equal((await arrived).length, 1)
  mock.verify({ match: { stream: true, prompt: 'An otter' }, count: 1 })
})

t.test('clientWaitMs is longer for a client that reads slowly', async t => {
  const mock = await startMock(t)
  const stream = async (pauseMs: number) => {
    const body = JSON.stringify({ ...small, prompt: 'An otter [mock bytes=8MB]' })
    const socket = connect(Number(new URL(mock.url).port), '127.0.0.1')
    socket.pause()
    socket.write(`POST /v1/images/generations HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: ${body.length}\r\n\r\n${body}`)
    await new Promise(resolve => setTimeout(resolve, pauseMs))
    socket.resume()
    await once(socket, 'close')
    const [entry] = await mock.waitFor({ stream: true })
    mock.reset()
    return entry!.clientWaitMs ?? 0
  }
  await stream(0)
  const [quick, slow] = [await stream(0), await stream(1_000)]
  t.ok(slow - quick > 500, `${quick} ms, ${slow} ms`)
})

t.test('while a stream is open, its card is announced with each event, and its partial images can be loaded', async t => {
  const mock = await startMock(t)
  const cards: Card[] = []
  const events = await fetch(`${mock.url}/_mock/events?view=cards`)
  const reading = (async () => {
    let text = ''
    for await (const chunk of events.body!) {
      text += Buffer.from(chunk).toString()
      const frames = text.split('\n\n')
      text = frames.pop()!
      for (const frame of frames) {
        const [, name, data] = /event: (progress|card)\ndata: (.*)/.exec(frame) ?? []
        if (name) cards.push(JSON.parse(data!))
        if (name === 'card') return
      }
    }
  })()
  const body = JSON.stringify({ ...small, partial_images: 2 })
  const response = await fetch(`${mock.baseURL}/images/generations`, { method: 'POST', headers: { 'content-type': 'application/json', 'x-mock': 'partialDelay=300ms' }, body })
  const reader = response.body!.getReader()
  await reader.read()
  const id = response.headers.get('x-request-id')!
  t.match(await (await fetch(`${mock.url}/_mock/requests/${id}`)).json(), { isOpen: true, status: 200, events: [{ partialIndex: 0 }] })
  const load = async (query: string) => fetch(`${mock.url}/_mock/requests/${id}/images/0${query}`)
  const first = Buffer.from(await (await load('?partial=0')).arrayBuffer())
  t.match(await sharp(first).metadata(), { format: 'png', width: 1024, height: 640 })
  t.match(await sharp(Buffer.from(await (await load('?partial=1&w=64')).arrayBuffer())).metadata(), { width: 64, height: 40 })
  t.equal((await load('?partial=2')).status, 404)
  t.equal((await load('?partial=3')).status, 400)
  while (!(await reader.read()).done);
  await reading
  t.strictSame(cards.map(({ id: cardId, isOpen, partials }) => [cardId, isOpen, partials]), [[id, true, 1], [id, true, 2], [id, true, 2], [id, undefined, 2]])
  t.equal(mock.requests({ limit: 1 })[0]!.events![0]!.image!.sha256, createHash('sha256').update(first).digest('hex'))
})

t.test('a client that leaves between two events gets no further one, and the journal has none', async t => {
  const mock = await startMock(t)
  const leaving = new AbortController()
  const response = await fetch(`${mock.baseURL}/images/generations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-mock': 'partialDelay=20s' },
    body: JSON.stringify({ ...small, partial_images: 1 }),
    signal: leaving.signal
  })
  await response.body!.getReader().read()
  leaving.abort()
  const [entry] = await mock.waitFor({ stream: true })
  t.equal(entry!.outcome, 'aborted')
  t.strictSame(entry!.events!.map(({ type }) => type), ['image_generation.partial_image'])
})

t.test('the images of an edit are released when its client has left the stream', async t => {
  let clockMs = createdMs
  const mock = await startMock(t, { urlTtl: '1h' }, { now: () => clockMs })
  const form = new FormData()
  for (const [name, value] of Object.entries({ ...small, partial_images: '1', stream: 'true' })) form.append(name, value)
  form.append('image', new File([new Uint8Array(await imageOf())], 'red.png', { type: 'image/png' }))
  const leaving = new AbortController()
  const response = await fetch(`${mock.baseURL}/images/edits`, { method: 'POST', headers: { 'x-mock': 'partialDelay=20s' }, body: form, signal: leaving.signal })
  await response.body!.getReader().read()
  leaving.abort()
  const [entry] = await mock.waitFor({ stream: true })
  t.match(entry, { outcome: 'aborted', events: [{ type: 'image_edit.partial_image' }] })
  clockMs += 2 * 3600 * 1000
  t.equal((await fetch(`${mock.url}/_mock/requests/${entry!.id}/images/0`)).status, 404)
})
