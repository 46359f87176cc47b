/** A user's own hooks on the mock's Fastify instance. */
import { once } from 'node:events'
import { connect } from 'node:net'
import { Readable } from 'node:stream'
import { buffer, text } from 'node:stream/consumers'
import { finished } from 'node:stream/promises'
import t from 'tap'
import type { MockApp } from '../src/mock-app.js'
import { buildMock, startMock } from './build-mock.js'

const prompt = 'A cute baby sea otter'
const generations = '/v1/images/generations'

/** Adds hooks that each set a header. */
function setHeaders (app: MockApp): void {
  app.addHook('onRequest', async (_request, reply) => { reply.header('x-onrequest', 'set') })
  app.addHook('preHandler', async (_request, reply) => { reply.header('x-prehandler', 'set') })
  app.addHook('onSend', async (_request, reply) => { reply.header('x-onsend', 'set') })
}

const allSet = { 'x-onrequest': 'set', 'x-prehandler': 'set', 'x-onsend': 'set' }

const postJson = (url: string, body: object) =>
  fetch(url + generations, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })

t.test('headers that hooks set are part of every response', async t => {
  for (const [form, mock] of [
    ['configure', buildMock(t, {}, { configure: setHeaders })],
    ['buildApp', (() => {
      const mock = buildMock(t)
      setHeaders(mock.app)
      return mock
    })()]
  ] as const) {
    const { app, send } = mock
    const plain = await send({ prompt })
    const { pathname, search } = new URL(plain.json().data[0].url)
    const image = pathname + search
    for (const [name, status, contentType, response] of [
      ['a url response', 200, 'application/json', plain],
      ['base64', 200, 'application/json', await send({ prompt, n: 2, size: '256x256', response_format: 'b64_json' })],
      ['a refused parameter', 400, 'application/json', await send({ prompt: '' })],
      ['a refused content type', 400, 'application/json', await send('{}', { 'content-type': 'text/plain' })],
      ['an error on demand', 500, 'application/json', await send({ prompt: 'x [mock error=server_error]' })],
      ['no data', 200, 'application/json', await send({ prompt: 'x [mock fault=empty_data]' })],
      ['broken JSON', 200, 'application/json', await send({ prompt: 'x [mock fault=malformed]' })],
      ['an unknown URL', 404, 'application/json', await app.inject('/v1/nowhere')],
      ['another method', 405, 'application/json', await app.inject(generations)],
      ['a download', 200, 'image/png', await app.inject(image)],
      ['a range', 206, 'image/png', await app.inject({ url: image, headers: { range: 'bytes=0-9' } })],
      ['a known file', 304, undefined, await app.inject({ url: image, headers: { 'if-none-match': '*' } })],
      ['a changed URL', 403, 'application/xml', await app.inject(`${image}x`)],
      ['health', 200, 'application/json; charset=utf-8', await app.inject('/_mock/health')]
    ] as const) {
      t.equal(response.statusCode, status, `${form}: ${name}`)
      t.match(response.headers, { ...allSet, 'content-type': contentType }, `${form}: ${name}`)
    }
  }
})

t.test('hooks that configure adds run for preflights, too', async t => {
  const { app } = buildMock(t, {}, { configure: setHeaders })
  const { statusCode, headers } = await app.inject({
    method: 'OPTIONS', url: generations, headers: { origin: 'http://localhost:3000', 'access-control-request-method': 'POST' }
  })
  t.equal(statusCode, 204)
  t.match(headers, { 'x-onrequest': 'set', 'x-onsend': 'set', 'access-control-allow-origin': '*' })
})

t.test('an onSend hook receives each body and can replace it', async t => {
  const seen: unknown[] = []
  const { app, send } = buildMock(t, {}, {
    configure: app => app.addHook('onSend', async (_request, _reply, payload) => {
      seen.push(payload)
      return typeof payload === 'string' ? payload.replace(prompt, 'A sleepy otter') : payload
    })
  })
  const response = await send({ prompt, model: 'dall-e-3' })
  t.match(response.json().data[0].revised_prompt, 'A sleepy otter')
  t.equal(Number(response.headers['content-length']), response.rawPayload.length)
  const { pathname, search } = new URL(response.json().data[0].url)
  await app.inject(pathname + search)
  const base64 = await send({ prompt, size: '256x256', response_format: 'b64_json' })
  t.equal(Number(base64.headers['content-length']), base64.rawPayload.length)
  t.match(seen, [String, Buffer, Readable])
})

t.test('the stream that an onSend hook receives ends without an error', async t => {
  const ends: Array<Promise<void>> = []
  const { url } = await startMock(t, {}, {
    configure: app => app.addHook('onSend', async (_request, _reply, payload) => {
      if (payload instanceof Readable) ends.push(finished(payload))
    })
  })
  const response = await postJson(url, { prompt, size: '256x256', response_format: 'b64_json' })
  t.match(await response.json(), { data: [{ b64_json: String }] })
  t.equal(ends.length, 1)
  await t.resolves(ends[0]!)
})

t.test('hooks change the responses of a started mock', async t => {
  const { url } = await startMock(t, {}, {
    configure: app => {
      setHeaders(app)
      app.addHook('onSend', async (_request, reply, payload) => {
        if (!(payload instanceof Readable)) return payload
        reply.removeHeader('content-length')
        return Readable.from((async function * () { yield (await text(payload)).toUpperCase() })())
      })
    }
  })
  const response = await postJson(url, { prompt, n: 2, size: '256x256', response_format: 'b64_json' })
  t.match(Object.fromEntries(response.headers), { ...allSet, 'content-type': 'application/json', 'content-length': undefined })
  t.match(await response.text(), /^\{\n {2}"CREATED": \d+,\n {2}"DATA": \[\n {4}\{\n {6}"B64_JSON": "[A-Z0-9+/]+=*"\n {4}\},/)
})

t.test('a response that a fault cuts off has the headers that were set before', async t => {
  const { url } = await startMock(t, {}, { configure: setHeaders })
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  t.teardown(() => socket.destroy())
  await once(socket, 'connect')
  const body = JSON.stringify({ prompt: `${prompt} [mock fault=truncate]` })
  socket.write(`POST ${generations} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`)
  const [head] = String(await buffer(socket)).split('\r\n\r\n')
  t.match(head, 'x-onrequest: set\r\nx-prehandler: set')
  t.notMatch(head, 'x-onsend')
})

t.test('a hook that throws causes a 500 in OpenAI\'s format, and the journal contains it', async t => {
  for (const name of ['onRequest', 'preHandler', 'onSend'] as const) {
    let isFirst = true
    const failOnce = async () => {
      if (isFirst) {
        isFirst = false
        throw new Error('a bug in the hook')
      }
    }
    const mock = await startMock(t, {}, { configure: app => { app.addHook(name as 'onRequest', failOnce) } })
    const response = await postJson(mock.url, { prompt })
    t.equal(response.status, 500, name)
    const body = await response.json()
    t.match(body, { error: { type: 'server_error', param: null, code: null } })
    t.match(await mock.waitFor(), [{ status: 500, answer: body }], name)
  }
})

t.test('if an onSend hook always throws, Fastify sends its own error', async t => {
  const { app, send } = buildMock(t)
  app.addHook('onSend', async () => { throw new Error('a bug in the hook') })
  const response = await send({ prompt })
  t.equal(response.statusCode, 500)
  t.equal(response.body, 'Error: a bug in the hook')
})
