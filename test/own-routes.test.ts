/** A user's own routes on the mock's Fastify instance. */
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { buildMock, startMock } from './build-mock.js'

t.test('the schema of a route validates the body and serializes the response', async t => {
  const { app } = buildMock(t)
  // The parsers of the mock do not parse JSON.
  app.addContentTypeParser('application/json', { parseAs: 'string' }, async (_request: unknown, body: string) => JSON.parse(body))
  app.post('/own', {
    schema: {
      body: { type: 'object', properties: { count: { type: 'integer', minimum: 1 } } },
      response: { 200: { type: 'object', properties: { count: { type: 'integer' } } } }
    }
  }, async ({ body }) => ({ ...body as object, secret: 'not in the schema' }))

  const good = await app.inject({ method: 'POST', url: '/own', payload: { count: 2 } })
  t.strictSame([good.statusCode, good.body], [200, '{"count":2}'])
  const bad = await app.inject({ method: 'POST', url: '/own', payload: { count: 0 } })
  t.strictSame([bad.statusCode, bad.json().error.message], [400, 'The request cannot be served in this form.'])
})

t.test('a started mock has the routes and parsers that configure adds', async t => {
  const { url } = await startMock(t, {}, {
    configure (app) {
      const parse = async (_request: unknown, body: string) => JSON.parse(body) as unknown
      ;(app as unknown as FastifyInstance).addContentTypeParser('application/json', { parseAs: 'string' }, parse)
      app.post('/own', async ({ body }) => ({ received: body }))
    }
  })
  const post = (path: string) => fetch(url + path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"prompt":"A cute baby sea otter"}' })
  t.strictSame(await (await post('/own')).json(), { received: { prompt: 'A cute baby sea otter' } })
  t.equal((await post('/v1/images/generations')).status, 200)
})
