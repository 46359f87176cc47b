/** Injected faults over real sockets. */
import { once } from 'node:events'
import { connect } from 'node:net'
import t, { type Test } from 'tap'
import sharp from 'sharp'
import { buildMock, nextRequest, startMock } from '../../build-mock.js'

t.jobs = 8

const prompt = 'A cute baby sea otter'

/** Sends a request through a plain socket. Resolves to the received bytes, and to how the connection ended. */
async function exchange (t: Test, url: string, body: object, headers = '') {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  t.teardown(() => socket.destroy())
  let received = ''
  let error: string | undefined
  socket.on('data', data => { received += data.toString('latin1') }).on('error', ({ code }: NodeJS.ErrnoException) => { error = code })
  const json = JSON.stringify(body)
  socket.write(`POST /v1/images/generations HTTP/1.1\r\nhost: ${hostname}:${port}\r\nconnection: close\r\ncontent-type: application/json\r\n${headers}content-length: ${Buffer.byteLength(json)}\r\n\r\n${json}`)
  await new Promise(resolve => socket.once('close', resolve))
  const [head = '', content = ''] = received.split('\r\n\r\n')
  return { head, content, error }
}

t.test('reset and empty end the connection without a response, by RST and by FIN', async t => {
  const { url } = await startMock(t)
  t.strictSame(await exchange(t, url, { prompt }, 'x-mock: fault=reset\r\n'), { head: '', content: '', error: 'ECONNRESET' })
  t.strictSame(await exchange(t, url, { prompt }, 'x-mock: fault=empty\r\n'), { head: '', content: '', error: undefined })
})

t.test('hang sends nothing until the client disconnects or the mock closes', async t => {
  const mock = await startMock(t)
  const hanging = exchange(t, mock.url, { prompt: 'one' }, 'x-mock: fault=hang\r\n')
  await nextRequest(mock)
  const client = new AbortController()
  nextRequest(mock).then(() => client.abort())
  await t.rejects(fetch(`${mock.baseURL}/images/generations`, {
    method: 'POST', headers: { 'content-type': 'application/json', 'x-mock': 'fault=hang' }, body: JSON.stringify({ prompt }), signal: client.signal
  }))
  t.match(await mock.waitFor({ prompt }), [{ outcome: 'hang', decidedBy: { kind: 'header', name: 'fault=hang' } }])
  const delayed = exchange(t, mock.url, { prompt: 'two' }, 'x-mock: fault=hang delay=60m\r\n')
  await once(mock.app.server, 'request')
  await mock.close()
  for (const hung of [hanging, delayed]) t.match(await hung, { head: '', content: '' })
})

t.test('truncate declares the whole body and sends half of it, also for errors', async t => {
  const { url } = await startMock(t)
  for (const headers of ['x-mock: fault=truncate\r\n', 'x-mock: fault=truncate error=server_error\r\n']) {
    const { head, content } = await exchange(t, url, { prompt }, headers)
    const promised = Number(/content-length: (\d+)/i.exec(head)![1])
    t.equal(content.length, promised >> 1)
  }
})

t.test('a custom error is sent with its own headers', async t => {
  const mock = await startMock(t)
  mock.scenarios.add({ respond: { error: { status: 429, message: 'error code: 1015', type: 'cloudflare', headers: { 'Content-Type': 'text/plain', 'retry-after': '54749' } } } })
  const response = await fetch(`${mock.baseURL}/images/generations`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ prompt })
  })
  t.equal(response.status, 429)
  t.equal(response.headers.get('content-type'), 'text/plain')
  t.equal(response.headers.get('retry-after'), '54749')
})

t.test('the journal contains the retry delay that a response asked for', async t => {
  const mock = await startMock(t)
  const generate = (directive?: string) => fetch(`${mock.baseURL}/images/generations`, {
    method: 'POST', headers: { 'content-type': 'application/json', ...(directive !== undefined && { 'x-mock': directive }) }, body: JSON.stringify({ prompt })
  }).then(response => response.text(), () => {})
  for (const directive of ['error=rate_limit_exceeded retryAfter=1500ms', 'error=rate_limit_exceeded retryAfter=20s', 'error=server_error', 'fault=reset', 'delay=1ms']) await generate(directive)
  mock.scenarios.add({ respond: { error: { status: 429, message: 'x', type: 'x', headers: { 'Retry-After': '7' } } } })
  await generate()
  mock.scenarios.add({ respond: { error: { status: 503, message: 'x', type: 'x', headers: { 'Retry-After': 'Fri, 31 Dec 2027 23:59:59 GMT' } } } })
  await generate()
  t.strictSame(mock.requests().map(({ retryAfterMs }) => retryAfterMs).reverse(), [1_500, 20_000, undefined, undefined, undefined, 7_000, undefined])
})

t.test('malformed is a 200 whose body is not valid JSON', async t => {
  const { send } = buildMock(t)
  const response = await send({ prompt }, { 'x-mock': 'fault=malformed' })
  t.equal(response.statusCode, 200)
  t.equal(response.headers['content-type'], 'application/json')
  t.throws(() => JSON.parse(response.body), SyntaxError)
})

t.test('drip sends the whole body in pieces', async t => {
  const { baseURL } = await startMock(t)
  const response = await fetch(`${baseURL}/images/generations`, {
    method: 'POST', headers: { 'content-type': 'application/json', 'x-mock': 'fault=drip' }, body: JSON.stringify({ prompt })
  })
  let pieces = 0
  const parts: Uint8Array[] = []
  for await (const part of response.body!) {
    pieces++
    parts.push(part)
  }
  t.ok(pieces > 5, `${pieces} pieces`)
  t.match(JSON.parse(Buffer.concat(parts).toString()), { data: [{ url: String }] })
})

t.test('by default, drip takes about two seconds', async t => {
  const { baseURL } = await startMock(t, {}, { timings: {} })
  const startMs = performance.now()
  const response = await fetch(`${baseURL}/images/generations`, {
    method: 'POST', headers: { 'content-type': 'application/json', 'x-mock': 'fault=drip' }, body: JSON.stringify({ prompt })
  })
  t.match(await response.json(), { data: [{ url: String }] })
  t.ok(performance.now() - startMs > 1_800)
})

t.test('bad_base64 truncates the image in a valid body, empty_data sends no image', async t => {
  const { send } = buildMock(t)
  const body = { prompt, size: '256x256', response_format: 'b64_json' }
  const whole = (await send(body)).json().data[0].b64_json
  const cut = (await send(body, { 'x-mock': 'fault=bad_base64' })).json().data[0].b64_json
  t.ok(whole.startsWith(cut) && cut.length < whole.length && cut.length % 4 === 1)
  t.strictSame((await send(body, { 'x-mock': 'fault=empty_data' })).json().data, [])
})

t.test('an asset fault applies when the image URL is fetched', async t => {
  const mock = await startMock(t)
  const get = async (asset: string) => {
    const response = await fetch(`${mock.baseURL}/images/generations`, {
      method: 'POST', headers: { 'content-type': 'application/json', 'x-mock': `asset=${asset}` }, body: JSON.stringify({ prompt, size: '256x256' })
    })
    const { data } = await response.json() as { data: [{ url: string }] }
    return fetch(data[0].url)
  }
  const expired = await get('expired')
  t.equal(expired.status, 403)
  t.match(await expired.text(), /<Code>AuthenticationFailed<.*Signature not valid in the specified time frame/s)
  const missing = await get('missing')
  t.equal(missing.status, 404)
  t.match(await missing.text(), /<Code>BlobNotFound<.*The specified blob does not exist\./s)
  const corrupt = await get('corrupt')
  t.equal(corrupt.status, 200)
  await t.rejects(sharp(await corrupt.arrayBuffer()).raw().toBuffer())
  t.match(await sharp(await (await get('slow')).arrayBuffer()).metadata(), { format: 'png', width: 256 })
  await t.rejects((await get('reset')).arrayBuffer())
  t.equal(mock.requests({ path: '/private/*' }).length, 5)
})

t.test('bytes sets the size of the picture file, by url and as base64', async t => {
  const { app, send } = buildMock(t)
  const { data: [{ url }] } = (await send({ prompt: 'Heavy [mock bytes=3MB]', size: '256x256' })).json()
  const file = (await app.inject(url)).rawPayload
  t.ok(file.length >= 3_000_000 && file.length < 3_000_100, String(file.length))
  t.match(await sharp(file).metadata(), { width: 256, height: 256 })
  t.ok(await sharp(file).raw().toBuffer())
})

t.test('revised_prompt is the text of the rule', async t => {
  const { send } = buildMock(t)
  const response = await send({ prompt, model: 'dall-e-3' }, { 'x-mock': 'revised_prompt="An otter, at dawn"' })
  t.equal(response.json().data[0].revised_prompt, 'An otter, at dawn')
  const wordless = await send({ prompt, model: 'dall-e-3' }, { 'x-mock': 'revised_prompt=""' })
  t.equal(wordless.json().data[0].revised_prompt, '')
})

t.test('a broken connection rejects the promise of an injected request', async t => {
  const { app, send } = buildMock(t)
  for (const fault of ['reset', 'empty', 'truncate']) await t.rejects(send({ prompt }, { 'x-mock': `fault=${fault}` }), fault)
  const { data: [{ url }] } = (await send({ prompt, size: '256x256' }, { 'x-mock': 'asset=reset' })).json()
  await t.rejects(app.inject(url))
  const hanging = send({ prompt }, { 'x-mock': 'fault=hang' })
  await new Promise(resolve => setImmediate(resolve))
  await Promise.all([t.rejects(hanging), app.close()])
})
