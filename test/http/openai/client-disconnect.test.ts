/** Clients that disconnect. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { pino } from 'pino'
import t, { type Test } from 'tap'
import { nextRequest, startMock } from '../../build-mock.js'

const prompt = 'A cute baby sea otter'
const leaving = { fin: (socket: Socket) => socket.destroy(), rst: (socket: Socket) => socket.resetAndDestroy() }

function openSocket (t: Test, url: string): Socket {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname).on('error', () => {})
  t.teardown(() => socket.destroy())
  return socket
}

function post (socket: Socket, body: object, headers = ''): void {
  const json = JSON.stringify(body)
  socket.write(`POST /v1/images/generations HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n${headers}content-length: ${json.length}\r\n\r\n${json}`)
}

t.test('a client that disconnects during a response is recorded as aborted', async t => {
  const mock = await startMock(t)
  // More than fits into the buffers of both sides.
  const heavy = { prompt: `${prompt} [mock bytes=8MB]`, size: '256x256' }
  const response = await fetch(`${mock.baseURL}/images/generations`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(heavy) })
  const { data: [{ url }] } = await response.json() as { data: [{ url: string }] }
  const { pathname, search } = new URL(url)
  for (const leave of Object.values(leaving)) {
    const download = openSocket(t, mock.url)
    download.write(`GET ${pathname}${search} HTTP/1.1\r\nhost: a\r\n\r\n`)
    await once(download, 'data')
    leave(download)
    const inline = openSocket(t, mock.url)
    post(inline, { ...heavy, response_format: 'b64_json' })
    await once(inline, 'data')
    leave(inline)
  }
  t.match(await mock.waitFor({ path: '/private/*' }, { count: 2 }), Array(2).fill({ status: 200, outcome: 'aborted' }))
  await mock.waitFor({}, { count: 5 })
  t.match(mock.requests({ path: '/v1/*' }), [{ status: 200, outcome: 'aborted' }, { status: 200, outcome: 'aborted' }, { status: 200, outcome: undefined }])
})

t.test('a client that disconnects before a delayed fault is recorded as aborted, without an error', async t => {
  const lines: string[] = []
  const mock = await startMock(t, {}, { logger: pino({ level: 'error' }, { write: line => lines.push(line) }) })
  const faults = ['reset', 'empty', 'truncate', 'malformed', 'drip', 'hang']
  for (const [index, fault] of faults.entries()) {
    const socket = openSocket(t, mock.url)
    post(socket, { prompt }, `x-mock: fault=${fault} delay=60s\r\n`)
    await nextRequest(mock)
    socket.destroy()
    await mock.waitFor({}, { count: index + 1 })
  }
  t.match(mock.requests(), faults.toReversed().map(fault => ({ status: undefined, outcome: 'aborted', decidedBy: { name: new RegExp(`fault=${fault}`) } })))
  t.strictSame(lines, [])
})

t.test('the journal contains the part of a truncated body that was sent', async t => {
  const mock = await startMock(t)
  const generate = (fault: string) => fetch(`${mock.baseURL}/images/generations`, {
    method: 'POST', headers: { 'content-type': 'application/json', 'x-mock': `fault=${fault}` }, body: JSON.stringify({ prompt })
  })
  const sent = await (await generate('malformed')).text()
  const [malformed] = await mock.waitFor()
  t.equal(malformed!.answer, sent)
  await t.rejects(async () => (await generate('truncate')).text())
  const [truncated] = await mock.waitFor({}, { count: 2 })
  t.match(truncated, { outcome: 'truncate', answer: /^\{\n {2}"created": \d+,\n {2}"data": \[\n {4}\{\n {6}"url": "http[^"]*$/ })
})
