// Proof that one's client tries again: npx tap examples/retry.test.mjs
import t from 'tap'
import { startImageMock } from 'openai-images-mock'

t.test('the client tries again until the picture comes', async t => {
  const mock = await startImageMock({ port: 0 })
  t.teardown(() => mock.close())
  mock.scenarios.add({ match: { prompt: '*otter*' }, respond: { error: 'server_is_overloaded' }, times: 2 })

  const generate = () => fetch(`${mock.baseURL}/images/generations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ prompt: 'A cute baby sea otter' })
  })
  let answer = await generate()
  while (answer.status === 503) answer = await generate()

  t.equal(answer.status, 200)
  mock.verify({ match: { prompt: 'A cute baby sea otter', status: 503 }, count: 2 })
  t.match(mock.requests({ status: 503 })[0].decidedBy, { kind: 'rule', reason: 'A posted rule, 2 of 2 times' })
})
