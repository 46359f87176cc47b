// A test of a client against the mock: node --test examples/otter.test.mjs
import assert from 'node:assert/strict'
import test from 'node:test'
import { startImageMock } from 'openai-images-mock'

test('the client shows the picture', async t => {
  const mock = await startImageMock({ port: 0 })
  t.after(() => mock.close())

  const response = await fetch(`${mock.baseURL}/images/generations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ prompt: 'A cute baby sea otter', n: 2, size: '512x512' })
  })
  const { data } = await response.json()
  assert.equal(data.length, 2)
  assert.equal((await fetch(data[0].url)).headers.get('content-type'), 'image/png')
  mock.verify({ match: { prompt: '*otter*', n: 2 }, count: 1 })
})
