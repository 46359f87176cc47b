/** Graceful shutdown. */
import { once } from 'node:events'
import { Agent, get, request, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import t from 'tap'
import { startMock } from '../../build-mock.js'

t.test('a response in progress when the mock closes is sent completely', async t => {
  const mock = await startMock(t)
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  t.teardown(() => agent.destroy())
  const [listener] = await once(get(`${mock.url}/_mock/events`), 'response') as [IncomingMessage]
  // The connection on which a request arrives during the shutdown.
  const [first] = await once(get(`${mock.url}/_mock/health`, { agent }), 'response') as [IncomingMessage]
  await text(first)

  const sent = request(`${mock.baseURL}/images/generations`, { method: 'POST', headers: { 'content-type': 'application/json', 'x-mock': 'bytes=3MB' } })
  sent.end(JSON.stringify({ prompt: 'A cute baby sea otter', n: 4, size: '256x256', response_format: 'b64_json' }))
  const [response] = await once(sent, 'response') as [IncomingMessage]
  mock.scenarios.add({ respond: { delay: '1ms' } })
  const closed = mock.close()
  await text(listener)
  const [late] = await once(get(`${mock.url}/_mock/events`, { agent }), 'response') as [IncomingMessage]
  await text(late)

  const body = await text(response)
  t.equal(body.length, Number(response.headers['content-length']))
  t.equal(JSON.parse(body).data.length, 4)
  await closed
})
