/** Raw sockets: invalid HTTP, slow clients, large bodies, CONNECT and keep-alive. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { pino } from 'pino'
import t, { type Test } from 'tap'
import { startMock } from '../../build-mock.js'

t.jobs = 8

const head = 'POST /v1/images/generations HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n'

async function converse (t: Test, url: string, ...parts: Array<string | Buffer>) {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  t.teardown(() => socket.destroy())
  let received = ''
  socket.on('data', data => { received += data }).on('error', () => {})
  for (const part of parts) socket.write(part)
  await new Promise(resolve => socket.once('close', resolve))
  return received
}

t.test('bytes that are not HTTP receive an error in OpenAI\'s format, and the connection closes', async t => {
  const { url } = await startMock(t)
  for (const [bytes, status] of [
    ['nonsense\r\n\r\n', '400 Bad Request'],
    [`${head}content-length: x\r\n\r\n`, '400 Bad Request'],
    [`${head}content-length: 1\r\ntransfer-encoding: chunked\r\n\r\n`, '400 Bad Request'],
    [`${head}x: ${'y'.repeat(20_000)}\r\n\r\n`, '431 Request Header Fields Too Large'],
    [`${head}${'x: y\r\n'.repeat(50_000)}\r\n`, '431 Request Header Fields Too Large']
  ] as const) {
    const response = await converse(t, url, bytes)
    t.match(response, `HTTP/1.1 ${status}\r\n`)
    t.match(JSON.parse(response.split('\r\n\r\n')[1]!), { error: { message: String, type: 'invalid_request_error', param: null, code: null } })
  }
})

t.test('a request without a Host header or with an unknown Expect header is served', async t => {
  const { url } = await startMock(t)
  const body = '{"prompt":"x"}'
  const rest = `content-type: application/json\r\nconnection: close\r\ncontent-length: ${body.length}\r\n`
  t.match(await converse(t, url, `POST /v1/images/generations HTTP/1.1\r\n${rest}\r\n${body}`), new RegExp(`^HTTP/1\\.1 200 OK[^]*"url": "${url}/private/`))
  t.match(await converse(t, url, `POST /v1/images/generations HTTP/1.1\r\nhost: a\r\nexpect: tea\r\n${rest}\r\n${body}`), /^HTTP\/1\.1 200 OK/)
})

t.test('a connection that sent invalid HTTP is closed, even if the client keeps it open', async t => {
  const mock = await startMock(t)
  const { hostname, port } = new URL(mock.url)
  const client = connect({ host: hostname, port: Number(port), allowHalfOpen: true })
  t.teardown(() => client.destroy())
  client.write('nonsense\r\n\r\n')
  const [connection] = await once(mock.app.server, 'connection') as [Socket]
  client.resume()
  await Promise.all([once(client, 'end'), once(connection, 'close')])
})

t.test('a request target in absolute form is served by its path', async t => {
  const mock = await startMock(t)
  const json = '{"prompt":"x"}'
  const rest = 'host: a\r\ncontent-type: application/json\r\nconnection: close\r\n'
  t.match(await converse(t, mock.url, `POST http://api.openai.com/v1/images/generations?a=b HTTP/1.1\r\n${rest}content-length: ${json.length}\r\n\r\n${json}`), /^HTTP\/1\.1 200 OK/)
  t.match(await converse(t, mock.url, `GET http://api.openai.com/_mock/health HTTP/1.1\r\n${rest}\r\n`), /^HTTP\/1\.1 200 OK/)
  t.match(await converse(t, mock.url, `GET http://api.openai.com HTTP/1.1\r\n${rest}\r\n`), /^HTTP\/1\.1 200 OK[^]*<title>/)
  t.match(await mock.waitFor(), [{ path: '/v1/images/generations', query: 'a=b', status: 200 }])
  mock.verify({ count: 1 })
})

t.test('advises a client that uses the mock as its HTTP proxy to change the base URL', async t => {
  const lines: string[] = []
  const logger = pino({}, { write: line => lines.push(line) })
  const mock = await startMock(t, {}, { logger })
  const address = new URL(mock.url).host
  const message = `openai-images-mock is not an HTTP proxy. Set the base URL of the client to http://${address}/v1, and remove the mock from its proxy settings.`
  const response = await converse(t, mock.url, 'CONNECT api.openai.com:443 HTTP/1.1\r\nhost: api.openai.com:443\r\n\r\n', 'the start of TLS')
  const [answerHead, body] = response.split('\r\n\r\n') as [string, string]
  t.match(answerHead, new RegExp(`^HTTP/1\\.1 501 ${message}\r\n[^]*content-type: application/json[^]*connection: close$`))
  t.strictSame(JSON.parse(body), { error: { message, type: 'invalid_request_error', param: null, code: null } })
  t.match(lines.map(line => JSON.parse(line)), [{ level: 40, method: 'CONNECT', end: 501, msg: `CONNECT 501 | ${message}` }])
})

t.test('a CONNECT client that disconnects or never stops sending does not harm the mock', async t => {
  const mock = await startMock(t)
  const { hostname, port } = new URL(mock.url)
  const request = 'CONNECT api.openai.com:443 HTTP/1.1\r\nhost: api.openai.com:443\r\n\r\n'
  const leaves = connect(Number(port), hostname)
  leaves.write(request)
  const [, left] = await once(mock.app.server, 'connect') as [unknown, Socket]
  leaves.resetAndDestroy()
  await new Promise(resolve => left.once('close', resolve))
  const stays = connect({ port: Number(port), host: hostname, allowHalfOpen: true })
  stays.on('error', () => {}).resume().write(request)
  const sending = setInterval(() => stays.write('x'), 50)
  await new Promise(resolve => stays.once('close', resolve))
  clearInterval(sending)
  t.equal((await fetch(`${mock.url}/_mock/health`)).status, 200)
})

/** Timeouts that have passed at Node's next check. */
const impatient = { timings: { headersTimeoutMs: 1, requestTimeoutMs: 1, timeoutCheckMs: 20 } }

t.test('a client that stops sending in the middle of a request receives a 408 after the timeout', async t => {
  const mock = await startMock(t, {}, impatient)
  for (const part of [`${head}content-length: 100\r\n\r\n{"prompt":`, 'POST /v1/images/gen']) {
    t.match(await converse(t, mock.url, part), /^HTTP\/1\.1 408 Request Timeout\r\n[^]*"The request was not received in time\."/)
  }
})

t.test('a request with an invalid chunk in its body is refused and recorded', async t => {
  // The head must arrive before the timeout, even on a busy machine.
  const timeouts = { timings: { headersTimeoutMs: 300, requestTimeoutMs: 300, timeoutCheckMs: 20 } }
  const [usual, hurried] = await Promise.all([startMock(t), startMock(t, {}, timeouts)])
  const broken = { error: { message: 'The request could not be parsed as HTTP.', type: 'invalid_request_error', param: null, code: null } }
  const slow = { error: { message: 'The request was not received in time.', type: 'invalid_request_error', param: null, code: null } }
  for (const [mock, path, rest, status, envelope] of [
    [usual, '/v1/images/generations', 'transfer-encoding: chunked\r\n\r\nzz\r\n', 400, broken],
    [hurried, '/v1/images/generations', 'content-length: 100\r\n\r\n{"prompt":', 408, slow],
    [usual, '/v1/images/unknown', 'transfer-encoding: chunked\r\n\r\nzz\r\n', 400, broken]
  ] as const) {
    const count = mock.requests().length + 1
    const [answerHead, body] = (await converse(t, mock.url, `POST ${path} HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n${rest}`)).split('\r\n\r\n')
    t.match(answerHead, new RegExp(`^HTTP/1\\.1 ${status} [^]*connection: close`))
    t.strictSame(JSON.parse(body!), envelope)
    const [entry] = await mock.waitFor({}, { count })
    t.match(answerHead, `x-request-id: ${entry!.id}`)
    t.match(entry, { status, outcome: undefined, answer: envelope, decidedBy: { kind: 'transport', reason: envelope.error.message } })
  }
})

t.test('invalid bytes after a complete request do not prevent its response', async t => {
  const mock = await startMock(t)
  const json = '{"prompt":"ééééé"}'
  // A common mistake: the length of the text instead of the number of bytes.
  const short = await converse(t, mock.url, `${head}content-length: ${json.length}\r\n\r\n${json}`)
  t.match(short, /^HTTP\/1\.1 400 [^]*"code": "invalid_json"[^]*HTTP\/1\.1 400 [^]*could not be parsed as HTTP/)
  t.match(await mock.waitFor(), [{ status: 400, outcome: undefined, answer: { error: { code: 'invalid_json' } } }])
  const sound = await converse(t, mock.url, `${head}content-length: 14\r\n\r\n{"prompt":"x"}nonsense\r\n\r\n`)
  t.match(sound, /^HTTP\/1\.1 200 [^]*"url": [^]*HTTP\/1\.1 400 [^]*could not be parsed as HTTP/)
  t.match((await mock.waitFor({}, { count: 2 }))[0], { status: 200, outcome: undefined })
})

t.test('a client that disconnects while it sends the body is handled without an error', async t => {
  const mock = await startMock(t)
  const { hostname, port } = new URL(mock.url)
  const socket = connect(Number(port), hostname)
  socket.write(`${head}content-length: 100\r\n\r\n{"prompt":`)
  const [request] = await once(mock.app.server, 'request')
  socket.resetAndDestroy()
  await new Promise(resolve => request.on('error', () => {}).on('close', resolve))
  t.equal((await fetch(`${mock.url}/_mock/health`)).status, 200)
})

t.test('the journal marks a body that was not read completely, with its length if that is known', async t => {
  const mock = await startMock(t)
  const unknown = 'POST /v1/images/unknown HTTP/1.1\r\nhost: a\r\nconnection: close\r\n'
  const text = 'x'.repeat(65_536)
  await converse(t, mock.url, `${unknown}content-length: ${text.length}\r\n\r\n`, text)
  await converse(t, mock.url, `${unknown}content-length: 1000000\r\n\r\n`, text, text)
  await converse(t, mock.url, `${unknown}transfer-encoding: chunked\r\n\r\n20000\r\n${text}${text}\r\n`)
  t.match(await mock.waitFor({}, { count: 3 }), [
    { status: 404, body: text, bodyTruncated: true, bodyBytes: undefined },
    { status: 404, body: text, bodyTruncated: true, bodyBytes: 1_000_000 },
    { status: 404, body: text, bodyTruncated: undefined, bodyBytes: undefined }
  ])
})

t.test('a client that sends a large body before it reads receives the response, at every URL', async t => {
  const mock = await startMock(t)
  const { hostname, port } = new URL(mock.url)
  const body = Buffer.alloc(20_000_000, 'x')
  for (const [path, status] of [['/v1/images/unknown', 404], ['/v1/images/generations', 413], ['/_mock/scenarios', 413]] as const) {
    const socket = connect(Number(port), hostname)
    t.teardown(() => socket.destroy())
    await new Promise((resolve, reject) => {
      socket.on('error', reject)
      socket.write(`POST ${path} HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`)
      socket.write(body, resolve)
    })
    const [response] = await once(socket, 'data') as [Buffer]
    t.match(response.toString(), new RegExp(`^HTTP/1\\.1 ${status} `), path)
    socket.destroy()
  }
})

t.test('an unused connection does not delay the shutdown', async t => {
  const mock = await startMock(t)
  const { hostname, port } = new URL(mock.url)
  const socket = connect(Number(port), hostname)
  t.teardown(() => socket.destroy())
  await once(mock.app.server, 'connection')
  const startMs = performance.now()
  await mock.close()
  // Node would wait for its headers for fifteen seconds.
  t.ok(performance.now() - startMs < 10_000)
})

t.test('a request that arrives during the shutdown is served, and its connection closes', async t => {
  const mock = await startMock(t)
  const { hostname, port } = new URL(mock.url)
  const socket = connect(Number(port), hostname)
  t.teardown(() => socket.destroy())
  let received = ''
  socket.on('data', data => { received += data }).write(head)
  const [connection] = await once(mock.app.server, 'connection')
  while (connection.bytesRead === 0) await setImmediate()
  const closing = mock.close()
  while (mock.app.server.listening) await setImmediate()
  const body = '{"prompt":"x"}'
  socket.write(`content-length: ${body.length}\r\n\r\n${body}`)
  await Promise.all([closing, once(socket, 'close')])
  t.match(received, /^HTTP\/1\.1 200 OK\r\n[^]*connection: close\r\n[^]*"url"/i)
})

t.test('the body limit applies to chunked bodies', async t => {
  const { url } = await startMock(t, { bodyLimit: 1000 })
  const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`
  const chunked = `${head}transfer-encoding: chunked\r\nconnection: close\r\n\r\n`
  t.match(await converse(t, url, chunked, chunk('{"prompt":'), chunk('"x"}'), '0\r\n\r\n'), /^HTTP\/1\.1 200 OK/)
  t.match(await converse(t, url, chunked, chunk(`{"prompt":"${'x'.repeat(2000)}"}`), '0\r\n\r\n'), /^HTTP\/1\.1 413 [^]*Maximum content size limit \(1000\) exceeded \(1001 bytes read\)/)
})

t.test('after a body that is too large, the connection stays open until the client has read the response', async t => {
  const { url } = await startMock(t, { bodyLimit: 1000 })
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  t.teardown(() => socket.destroy())
  const body = Buffer.alloc(4_000_000, 'x')
  socket.write(`${head}content-length: ${body.length}\r\n\r\n`)
  const [refusal] = await once(socket, 'data')
  t.match(String(refusal), /^HTTP\/1\.1 413 (?![^]*connection: close)/)
  socket.write(body)
  socket.write('GET /_mock/health HTTP/1.1\r\nhost: a\r\n\r\n')
  const [next] = await once(socket, 'data')
  t.match(String(next), /^HTTP\/1\.1 200 OK/)
})
