// A test of a client's retries: node --test examples/retry.test.mjs
import assert from 'node:assert/strict'
import test from 'node:test'
import { startImageMock } from 'openai-images-mock'

test('the client retries until the request succeeds', async t => {
  const mock = await startImageMock()
  t.after(() => mock.close())
  mock.scenarios.add({ match: { prompt: '*otter*' }, respond: { error: 'server_is_overloaded' }, times: 2 })

  const generate = () => fetch(`${mock.baseURL}/images/generations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'gpt-image-2', prompt: 'A cute baby sea otter', size: '1024x1024' })
  })
  let response = await generate()
  while (response.status === 503) response = await generate()

  assert.equal(response.status, 200)
  mock.verify({ match: { prompt: 'A cute baby sea otter', status: 503 }, count: 2 })
  const [last] = mock.requests({ status: 503 })
  assert.equal(last.decidedBy.source, 'posted')
  assert.equal(last.decidedBy.served, 2)
})
