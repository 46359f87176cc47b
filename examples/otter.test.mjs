// A test of a client against the mock: node --test examples/otter.test.mjs
import assert from 'node:assert/strict'
import test from 'node:test'
import { startImageMock } from 'openai-images-mock'

test('the client asks for a transparent picture', async t => {
  const mock = await startImageMock()
  t.after(() => mock.close())

  const response = await fetch(`${mock.baseURL}/images/generations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'gpt-image-1', prompt: 'A cute baby sea otter', background: 'transparent' })
  })
  const { usage } = await response.json()
  assert.equal(usage.output_tokens, 4160)
  mock.verify({ match: { prompt: '*otter*', background: 'transparent' }, count: 1 })
})
