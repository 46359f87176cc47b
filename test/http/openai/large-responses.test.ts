/** Large responses. */
import { once } from 'node:events'
import { connect } from 'node:net'
import t from 'tap'
import { buildMock, startMock } from '../../build-mock.js'

const prompt = 'A cute baby sea otter'
const refusal = (message: string, code: string) => ({ error: { message, type: 'invalid_request_error', param: null, code } })

t.test('a directive for images that are too large in total is refused, in a header and in the prompt', async t => {
  const { send } = buildMock(t)
  const tooHeavy = (n: number, most: number, bytes: string) => refusal(
    `Expected at most ${most} (images of ${bytes}, together at most 32MB) for n, got ${n}.`,
    'invalid_mock_directive'
  )
  for (const format of ['url', 'b64_json']) {
    const response = await send({ prompt: `${prompt} [mock bytes=8MB]`, n: 5, response_format: format })
    t.equal(response.statusCode, 400)
    t.strictSame(response.json(), tooHeavy(5, 4, '8MB'))
  }
  t.strictSame((await send({ prompt, n: 10 }, { 'x-mock': 'bytes=3.3MB' })).json(), tooHeavy(10, 9, '3.3MB'))
  t.equal((await send({ prompt, n: 4 }, { 'x-mock': 'bytes=8MB' })).statusCode, 200)
  t.equal((await send({ prompt, n: 10 }, { 'x-mock': 'bytes=3.2MB' })).statusCode, 200)
})

t.test('a rule for large images refuses requests whose images are too large in total, by its name', async t => {
  const mock = await startMock(t)
  const { id } = mock.scenarios.add({ respond: { bytes: '8MB' }, times: 2 })
  const send = (n: number) => mock.app.inject({ method: 'POST', url: '/v1/images/generations', payload: { prompt, n } })
  const response = await send(10)
  t.equal(response.statusCode, 400)
  t.strictSame(response.json(), refusal(
    `Expected at most 4 (images of 8MB, together at most 32MB) for n of a request that matches ${id}, got 10.`,
    'invalid_mock_rule'
  ))
  t.match(mock.requests({ status: 400 }), [{ decidedBy: { kind: 'rule', reason: /^Expected at most 4 / } }])
  t.match(mock.scenarios.list(), [{ left: 2, served: 0 }])
  t.equal((await send(4)).statusCode, 200)
  t.match(mock.scenarios.list(), [{ left: 1, served: 1 }])
})

t.test('with imageBytes: realistic, images have the recorded sizes, by URL and as base64, unless a rule says otherwise', async t => {
  const { app, send } = buildMock(t, { imageBytes: 'realistic' })
  const { data } = (await send({ prompt, n: 10, response_format: 'b64_json' })).json() as { data: Array<{ b64_json: string }> }
  t.strictSame(data.map(({ b64_json: base64 }) => Buffer.byteLength(base64, 'base64')), Array<number>(10).fill(3_156_214))
  const [{ url }] = (await send({ prompt, size: '256x256' })).json().data
  t.equal((await app.inject(url)).headers['content-length'], '197263')
  const [{ url: small }] = (await send({ prompt, size: '256x256' }, { 'x-mock': 'bytes=50kB' })).json().data
  t.equal((await app.inject(small)).headers['content-length'], '50000')
})

t.test('large responses that a client does not read take little memory, and are complete for a client that reads', async t => {
  const mock = await startMock(t)
  const requestImages = async (index: number, directive = '') => {
    const socket = connect(Number(new URL(mock.url).port), '127.0.0.1')
    t.teardown(() => socket.destroy())
    const body = JSON.stringify({ prompt: `${prompt} ${index} [mock bytes=8MB${directive}]`, n: 4, size: '256x256', response_format: 'b64_json' })
    socket.write(`POST /v1/images/generations HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`)
    await once(socket, 'readable')
    return socket
  }
  const before = process.memoryUsage().arrayBuffers
  const [socket] = await Promise.all([...Array.from({ length: 8 }, (_, index) => requestImages(index)), requestImages(8, ' fault=truncate'), requestImages(9, ' fault=drip')])
  const grownMb = (process.memoryUsage().arrayBuffers - before) / 1e6
  // The responses have 430 MB in total.
  t.ok(grownMb < 60, `${Math.round(grownMb)} MB`)
  let received = 0
  for await (const bytes of socket!) received += (bytes as Buffer).length
  t.ok(received > 4 * 8_000_000 * 4 / 3, `${received}`)
})
