/** Responses that are created and billed, but not sent: `fault: lost` and `fault: gateway_timeout`. */
import { createServer } from 'node:http'
import { once } from 'node:events'
import { connect, type AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import { buildMock, nextRequest, startMock } from '../../build-mock.js'
import { startNginx, withoutNginx } from '../../nginx.js'
import { imageOf, formOf, postForm } from '../uploads.js'

t.jobs = 4

const otter = { model: 'gpt-image-2', prompt: 'An otter', size: '1024x640', quality: 'low' }
const page = '<html>\r\n<head><title>504 Gateway Time-out</title></head>\r\n<body>\r\n<center><h1>504 Gateway Time-out</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n'

function generate (url: string, body: object, directive: string, signal?: AbortSignal): Promise<Response> {
  return fetch(`${url}/v1/images/generations`, {
    method: 'POST', headers: { 'content-type': 'application/json', 'x-mock': directive }, body: JSON.stringify(body), ...(signal && { signal })
  })
}

/** Sends a request through a plain socket. Resolves to everything that is received, and to the error of the connection. */
async function rawExchange (t: Test, url: string, body: object, directive: string): Promise<{ received: string, error: string | undefined }> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  t.teardown(() => socket.destroy())
  let received = ''
  let error: string | undefined
  socket.on('data', data => { received += data.toString('latin1') }).on('error', ({ code }: NodeJS.ErrnoException) => { error = code })
  const json = JSON.stringify(body)
  socket.write(`POST /v1/images/generations HTTP/1.1\r\nhost: ${hostname}:${port}\r\nx-mock: ${directive}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(json)}\r\n\r\n${json}`)
  await new Promise(resolve => socket.once('close', resolve))
  return { received, error }
}

t.test('lost resets the connection before anything is sent, and the journal has the pictures and the usage', async t => {
  const mock = await startMock(t)
  t.strictSame(await rawExchange(t, mock.url, otter, 'fault=lost'), { received: '', error: 'ECONNRESET' })
  const [entry] = await mock.waitFor({ prompt: 'An otter' })
  t.match(entry, { status: undefined, answer: undefined, outcome: 'lost', billed: true, usage: { output_tokens: Number }, decidedBy: { name: 'fault=lost' } })
  const answered = await (await generate(mock.url, otter, 'delay=1ms')).json() as { usage: object }
  t.strictSame(entry!.usage, answered.usage, 'the usage is that of the answer')
  const [, card] = await (await fetch(`${mock.url}/_mock/requests/cards`)).json() as object[]
  t.match(card, { outcome: 'lost', billed: true, usage: answered.usage, images: 0, pictures: 1 })
  const picture = await fetch(`${mock.url}/_mock/requests/${entry!.id}/images/0`)
  t.equal(picture.headers.get('content-type'), 'image/png')
})

t.test('gateway_timeout sends the page of a proxy, and none of the headers of OpenAI', async t => {
  const { app, send } = buildMock(t, { imagesPerMinute: 50 })
  for (const body of [otter, { ...otter, stream: true, partial_images: 2 }, { prompt: 'An otter', n: 2 }]) {
    const response = await send(body, { 'x-mock': 'fault=gateway_timeout' })
    t.equal(response.statusCode, 504)
    t.equal(response.body, page)
    t.strictSame(Object.keys(response.headers).sort(), ['connection', 'content-length', 'content-type', 'date', 'server'])
    t.match(response.headers, { 'content-type': 'text/html', 'content-length': String(page.length), server: 'nginx' })
  }
  const [dalle, stream, whole] = (await app.inject('/_mock/requests/cards')).json()
  t.match([dalle.usage, dalle.billed, dalle.pictures], [undefined, true, 2])
  t.match(whole, { status: 504, outcome: undefined, error: undefined, billed: true, images: 0, pictures: 1, usage: { output_tokens: Number } })
  t.equal(stream.usage.output_tokens - whole.usage.output_tokens, 153, 'the partial images of a stream are billed')
  t.equal((await app.inject(`/_mock/requests/${whole.id}`)).json().answer, page)
})

t.test('the page is that of nginx', { skip: withoutNginx }, async t => {
  const silent = createServer(() => {}).listen(0, '127.0.0.1')
  await once(silent, 'listening')
  t.teardown(() => { silent.close(); silent.closeAllConnections() })
  const origin = await startNginx(t, `http://127.0.0.1:${(silent.address() as AddressInfo).port}`, 'proxy_read_timeout 1s; server_tokens off;')
  const response = await fetch(`${origin}/mock/v1/images/generations`, { method: 'POST', body: '{}' })
  t.equal(response.status, 504)
  t.equal(await response.text(), page)
  t.equal(response.headers.get('content-type'), 'text/html')
  t.equal(response.headers.get('server'), 'nginx')
})

t.test('gateway_timeout happens after the delay of the rule, regardless of the latency of the mock', async t => {
  const mock = await startMock(t, { latency: '10m' })
  const timed = async (directive: string, body = {}) => {
    const startedMs = performance.now()
    const response = await generate(mock.url, { ...otter, ...body }, directive)
    t.equal(response.status, 504)
    return performance.now() - startedMs
  }
  t.ok(await timed('fault=gateway_timeout') < 5_000)
  t.ok(await timed('fault=gateway_timeout delay=300ms') >= 290)
  t.ok(await timed('fault=gateway_timeout delay=300ms', { stream: true, partial_images: 3 }) >= 290, 'the delay is not spread over the events')
})

t.test('a stream is lost before its first event, or after as many as the rule says', async t => {
  const mock = await startMock(t)
  const stream = { ...otter, stream: true, partial_images: 2 }
  t.strictSame(await rawExchange(t, mock.url, stream, 'fault=lost'), { received: '', error: 'ECONNRESET' })
  const { received, error } = await rawExchange(t, mock.url, stream, 'fault=lost after=1')
  t.equal(error, 'ECONNRESET')
  t.match(received, /^HTTP\/1\.1 200 OK\r\n/)
  t.strictSame(received.match(/^event: .*/mg), ['event: image_generation.partial_image'])
  const [after, before] = await mock.waitFor({ stream: true }, { count: 2 })
  t.match(before, { status: undefined, outcome: 'lost', billed: true, events: undefined })
  t.match(after, { status: 200, outcome: 'lost', billed: true, events: [{ type: 'image_generation.partial_image' }], usage: before!.usage })
  t.equal(after!.events!.length, 1)
  await (await generate(mock.url, stream, 'delay=1ms')).text()
  t.strictSame((await mock.waitFor({ stream: true }, { count: 3 }))[0]!.usage, before!.usage, 'the usage has all partial images')
})

t.test('edits and variations that are lost have their pictures in the journal, drawn from the upload', async t => {
  const mock = await startMock(t)
  const image = await imageOf({ alpha: 0.5 })
  const send = async (operation: string, fields: Record<string, string>, directive: string) => {
    const form = formOf([{ name: 'image', value: image, filename: 'image.png' }, ...Object.entries(fields).map(([name, value]) => ({ name, value }))])
    return fetch(`${mock.url}/v1/images/${operation}`, { method: 'POST', headers: { ...form.headers, 'x-mock': directive }, body: new Uint8Array(form.payload) })
  }
  for (const [operation, fields, usage] of [
    ['edits', { model: 'gpt-image-2', prompt: 'A hat', size: '1024x640', quality: 'low' }, { input_tokens: Number }],
    ['variations', { size: '256x256' }, undefined]
  ] as const) {
    await t.rejects(send(operation, fields, 'fault=lost'))
    t.equal((await send(operation, fields, 'fault=gateway_timeout')).status, 504)
    await (await send(operation, fields, 'delay=1ms')).text()
    const entries = await mock.waitFor({ path: `*/${operation}` }, { count: 3 })
    t.match(entries, [{ status: 200 }, { status: 504 }, { outcome: 'lost' }])
    const files = await Promise.all(entries.map(async ({ id }) => Buffer.from(await (await fetch(`${mock.url}/_mock/requests/${id}/images/0`)).arrayBuffer())))
    for (const [index, entry] of entries.entries()) {
      t.match(entry, { billed: true, usage })
      t.ok(files[index]!.equals(files[0]!), 'the picture is that of the answer')
    }
  }
})

t.test('the usage of a rule is billed, too', async t => {
  const { app, send } = buildMock(t)
  await app.inject({ method: 'POST', url: '/_mock/scenarios', payload: { respond: { fault: 'gateway_timeout', usage: { output_tokens: 4160 } } } })
  t.equal((await send(otter)).statusCode, 504)
  t.match((await app.inject('/_mock/requests')).json(), [{ usage: { output_tokens: 4160 } }])
})

t.test('an answer is billed if its work was begun: not a refusal, and not if the connection fails before', async t => {
  const mock = await startMock(t)
  const stream = { ...otter, stream: true, partial_images: 1 }
  for (const [directive, body, billed] of [
    ['delay=1ms', otter, true],
    ['fault=truncate', otter, true],
    ['fault=malformed', otter, true],
    ['fault=empty_data', stream, true],
    ['fault=reset after=1', stream, true],
    ['fault=reset', otter, undefined],
    ['fault=empty', stream, undefined],
    ['error=server_error', otter, undefined],
    ['error=moderation_blocked_output after=1', stream, undefined],
    ['delay=1ms', { ...otter, size: '7x7' }, undefined],
    ['fault=gateway_timeout', { ...otter, size: '7x7' }, undefined]
  ] as const) {
    mock.reset()
    await generate(mock.url, body, directive).then(response => response.text()).catch(() => {})
    const [entry] = await mock.waitFor()
    t.equal(entry!.billed, billed, directive)
    t.equal(entry!.usage !== undefined, billed === true, directive)
  }
})

t.test('the answer to a client that gives up during the delay is billed', async t => {
  const mock = await startMock(t)
  const [arrived, leaving] = [nextRequest(mock), new AbortController()]
  const given = generate(mock.url, otter, 'delay=10m', leaving.signal)
  await arrived
  leaving.abort()
  await t.rejects(given)
  t.match(await mock.waitFor(), [{ outcome: 'aborted', status: undefined, billed: true, usage: { output_tokens: Number } }])
})

t.test('gateway_timeout is incompatible with after, since a proxy cannot change a status that was sent', async t => {
  const { app, send } = buildMock(t)
  const response = await send({ ...otter, stream: true }, { 'x-mock': 'fault=gateway_timeout after=1' })
  t.match(response.json().error, {
    code: 'invalid_mock_directive',
    message: /Cannot use .*after.*: it is incompatible with fault gateway_timeout, which sends a status and a page of its own, before anything else\. Remove one of the two\./
  })
  const image = await imageOf()
  t.equal((await postForm(app, 'edits', { model: 'gpt-image-2', prompt: 'A hat', image }, { 'x-mock': 'fault=gateway_timeout' })).statusCode, 504)
})

t.test('the log has a line for each of these failures, as for others', async t => {
  const lines: object[] = []
  const write = (level: string) => (fields: object | string) => { if (typeof fields === 'object') lines.push({ level, ...fields }) }
  const mock = await startMock(t, {}, { logger: { info: write('info'), warn: write('warn'), error: write('error') } })
  await t.rejects(generate(mock.url, otter, 'fault=lost'))
  await generate(mock.url, otter, 'fault=gateway_timeout')
  await mock.waitFor({}, { count: 2 })
  t.match(lines, [{ level: 'warn', end: 'lost', decidedBy: 'header' }, { level: 'error', end: 504, decidedBy: 'header' }])
})
