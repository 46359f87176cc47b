/** `GET /models` and `GET /models/{model}`. */
import t from 'tap'
import { models } from '../../../src/contract/models.js'
import { buildMock } from '../../build-mock.js'

t.test('lists the models that are served, as OpenAI does', async t => {
  const { app } = buildMock(t)
  for (const url of ['/v1/models', '/models']) {
    const response = await app.inject(url)
    t.equal(response.statusCode, 200)
    t.match(response.headers, { 'content-type': 'application/json', 'x-request-id': /^req_/ })
    const { object, data } = response.json()
    t.equal(object, 'list')
    t.strictSame(data.map(({ id }: { id: string }) => id), [...models.keys()])
    t.strictSame(data.find(({ id }: { id: string }) => id === 'gpt-image-1'), {
      id: 'gpt-image-1', object: 'model', created: 1745517030, owned_by: 'system', shutdown_date: '2026-10-23'
    })
    t.equal(response.body, JSON.stringify({ object, data }, null, 2))
  }
})

t.test('describes a model, and refuses an unknown one with OpenAI\'s wording', async t => {
  const { app } = buildMock(t)
  const response = await app.inject('/v1/models/gpt-image-2')
  t.equal(response.body, `{
  "id": "gpt-image-2",
  "object": "model",
  "created": 1776399795,
  "owned_by": "system",
  "shutdown_date": null
}`)
  for (const model of ['dall-e-4', '__proto__']) {
    const unknown = await app.inject(`/models/${model}`)
    t.equal(unknown.statusCode, 404)
    t.strictSame(unknown.json(), {
      error: { message: `The model '${model}' does not exist`, type: 'invalid_request_error', param: 'model', code: 'model_not_found' }
    })
  }
})

t.test('follows the settings models and asOf', async t => {
  const idsOf = async (settings: object) => (await buildMock(t, settings).app.inject('/v1/models')).json().data.map(({ id }: { id: string }) => id)
  t.strictSame(await idsOf({ models: 'dall-e-*' }), ['dall-e-2', 'dall-e-3'])
  t.strictSame(await idsOf({ models: ['gpt-image-2', 'gpt-image-2.6-*'] }), ['gpt-image-2', 'gpt-image-2.6-flare', 'gpt-image-2.6-sunburst'])
  t.strictSame(await idsOf({ asOf: '2025-04-23' }), ['dall-e-2', 'dall-e-3', 'gpt-image-1'])
  const { app } = buildMock(t, { asOf: '2026-12-01' })
  t.equal((await app.inject('/v1/models/gpt-image-1.5')).statusCode, 404)
})

t.test('needs an API key if requests do, and is in the journal', async t => {
  const { app } = buildMock(t, { apiKeys: ['sk-1'] })
  t.match((await app.inject('/v1/models')).json(), { error: { message: /^You didn't provide an API key/ } })
  t.match((await app.inject({ url: '/v1/models', headers: { authorization: 'Bearer no' } })).json(), { error: { code: 'invalid_api_key' } })
  t.equal((await app.inject({ url: '/v1/models', headers: { authorization: 'Bearer sk-1' } })).statusCode, 200)
  const cards = (await app.inject('/_mock/requests/cards')).json()
  t.match(cards, [{ path: '/v1/models', status: 200, images: 0, pictures: 0 }, { status: 401 }, { status: 401 }])
})

t.test('another method is not a URL of the API', async t => {
  const { app } = buildMock(t)
  t.match((await app.inject({ method: 'DELETE', url: '/v1/models/gpt-image-2' })).json(), { error: { message: 'Invalid URL (DELETE /v1/models/gpt-image-2)' } })
})
