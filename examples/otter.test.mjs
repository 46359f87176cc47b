// A test of one's own client against the mock: npx tap examples/otter.test.mjs
import t from 'tap'
import { startImageMock } from 'openai-images-mock'

t.test('a picture comes, and its URL resolves', async t => {
  const mock = await startImageMock({ port: 0 })
  t.teardown(() => mock.close())

  const answer = await fetch(`${mock.baseURL}/images/generations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ prompt: 'A cute baby sea otter', n: 2, size: '512x512' })
  })
  const { data } = await answer.json()
  t.equal(data.length, 2)
  t.equal((await fetch(data[0].url)).headers.get('content-type'), 'image/png')
})
