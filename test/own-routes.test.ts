/** A user's own routes on the mock's Fastify instance. */
import t from 'tap'
import { buildMock } from './build-mock.js'

t.test('the schema of a route checks the body and writes the answer', async t => {
  const { app } = buildMock(t)
  // The mock itself takes every body as bytes.
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
