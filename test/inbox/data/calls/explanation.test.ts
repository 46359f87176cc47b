/** Explanations of responses, from real entries of the journal. */
import t from 'tap'
import { ruleOf, explain } from '../../../../src/inbox/data/calls/explanation.js'
import { startMock } from '../../../build-mock.js'

t.test('each kind of decision has its sentence', async t => {
  const mock = await startMock(t, { apiKeys: ['sk-right'], errorRate: 1, errorRateError: 'insufficient_quota', imagesPerMinute: 3 })
  mock.scenarios.add({ match: { prompt: 'ruled' }, respond: { error: 'server_error' }, times: 2 })
  mock.scenarios.add({ description: 'Quota used up, 1 of 2 times', match: { prompt: 'described' }, respond: { error: 'insufficient_quota' } })
  mock.scenarios.add({ description: 'A posted rule', match: { prompt: 'limited' }, respond: { fault: 'malformed' }, times: 3 })
  const explained = async (body: string, headers: Record<string, string> = {}) => {
    await fetch(`${mock.baseURL}/images/generations`, { method: 'POST', headers: { authorization: 'Bearer sk-right', 'content-type': 'application/json', ...headers }, body })
    const [entry] = mock.requests()
    const { error } = typeof entry!.answer === 'object' ? entry!.answer : {}
    return { text: explain({ ...entry!, param: error?.param }), rule: ruleOf(entry!, mock.scenarios.list())?.id }
  }
  for (const [request, text, rule] of [
    [[JSON.stringify({ prompt: 'ruled' })], 'Rule rule_1: error=server_error, 1 of 2 times.', 'rule_1'],
    [[JSON.stringify({ prompt: 'described' })], 'Rule rule_2 “Quota used up, 1 of 2 times”: error=insufficient_quota.', 'rule_2'],
    [[JSON.stringify({ prompt: 'limited' })], 'Rule rule_3 “A posted rule”: fault=malformed, 1 of 3 times.', 'rule_3'],
    [[JSON.stringify({ prompt: 'described' }), { 'x-mock': 'fault=malformed' }], 'A directive in the header x-mock: fault=malformed.'],
    [[JSON.stringify({ prompt: 'x [mock error=server_error times=2]' })], 'A directive in the prompt: error=server_error, 1 of 2 times.'],
    [[JSON.stringify({ prompt: 'x', n: 2 })], 'The behaviour errorRate, which applies to all requests.'],
    [[JSON.stringify({ prompt: 'x', n: 11 })], 'Rejected by validation: parameter n.'],
    [[JSON.stringify({ prompt: 'x' }), { authorization: 'Bearer sk-wrong' }], 'The API key was rejected.'],
    [['no JSON'], 'Rejected before parsing.']
  ] as const) {
    t.strictSame(await explained(request[0], request[1]), { text, rule })
  }
  t.equal((await explained(JSON.stringify({ prompt: 'x', n: 2 }))).text, 'The behaviour imagesPerMinute, which applies to all requests.')
  mock.scenarios.clear()
  t.equal(ruleOf(mock.requests({ prompt: 'ruled' })[0]!, mock.scenarios.list()), undefined)
})

t.test('a download that a rule affects refers to the rule of its generation', async t => {
  const mock = await startMock(t)
  const response = await fetch(`${mock.baseURL}/images/generations`, { method: 'POST', headers: { 'content-type': 'application/json', 'x-mock': 'asset=missing' }, body: '{"prompt": "x"}' })
  const { data: [{ url }] } = await response.json() as { data: [{ url: string }] }
  await fetch(url)
  t.equal(explain(mock.requests()[0]!), 'The rule of the request that created the image: asset=missing.')
  await fetch(`${url}x`)
  t.equal(explain(mock.requests()[0]!), 'The image URL was rejected: The URL is tampered.')
})

t.test('a normal response is explained by the lack of a matching rule', async t => {
  const mock = await startMock(t)
  await fetch(`${mock.baseURL}/images/generations`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"prompt": "x"}' })
  t.equal(explain(mock.requests()[0]!), 'No rule matched: normal response.')
  t.equal(explain({ ...mock.requests()[0]!, outcome: 'aborted' }), 'The client gave up before the response was complete.')
})
