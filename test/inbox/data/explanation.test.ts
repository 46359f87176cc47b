/** Why a request was answered as it was, from real decisions. */
import t from 'tap'
import { ruleOf, explain } from '../../../src/inbox/data/explanation.js'
import { startMock } from '../../build-mock.js'

t.test('each decision is one sentence for people', async t => {
  const mock = await startMock(t, { apiKeys: ['sk-right'], errorRate: 1, errorRateError: 'insufficient_quota', imagesPerMinute: 3 })
  mock.scenarios.add({ match: { prompt: 'ruled' }, respond: { error: 'server_error' }, times: 2 })
  mock.scenarios.add({ description: 'The quota of the night is used up', match: { prompt: 'described' }, respond: { error: 'insufficient_quota' } })
  const whyAsked = async (body: string, headers: Record<string, string> = {}) => {
    await fetch(`${mock.baseURL}/images/generations`, { method: 'POST', headers: { authorization: 'Bearer sk-right', 'content-type': 'application/json', ...headers }, body })
    const [entry] = mock.requests()
    const { error } = typeof entry!.answer === 'object' ? entry!.answer : {}
    return { why: explain({ ...entry!, param: error?.param }), rule: ruleOf(entry!, mock.scenarios.list())?.id }
  }
  for (const [asked, why, rule] of [
    [[JSON.stringify({ prompt: 'ruled' })], 'Rule rule_1: error=server_error, 1 of 2 times.', 'rule_1'],
    [[JSON.stringify({ prompt: 'described' })], 'Rule rule_2 “The quota of the night is used up”: error=insufficient_quota.', 'rule_2'],
    [[JSON.stringify({ prompt: 'described' }), { 'x-mock': 'fault=malformed' }], 'A directive in the header x-mock: fault=malformed.'],
    [[JSON.stringify({ prompt: 'x [mock error=server_error times=2]' })], 'A directive in the prompt: error=server_error, 1 of 2 times.'],
    [[JSON.stringify({ prompt: 'x', n: 2 })], 'The behaviour errorRate, which applies to all requests.'],
    [[JSON.stringify({ prompt: 'x', n: 11 })], 'Rejected by validation: parameter n.'],
    [[JSON.stringify({ prompt: 'x' }), { authorization: 'Bearer sk-wrong' }], 'The API key was rejected.'],
    [['no JSON'], 'Rejected before parsing.']
  ] as const) {
    const told = await whyAsked(asked[0], asked[1])
    t.equal(told.why, why)
    t.equal(told.rule, rule)
  }
  t.equal((await whyAsked(JSON.stringify({ prompt: 'x', n: 2 }))).why, 'The behaviour imagesPerMinute, which applies to all requests.')
  mock.scenarios.clear()
  t.equal(ruleOf(mock.requests({ prompt: 'ruled' })[0]!, mock.scenarios.list()), undefined)
})

t.test('a download names the rule of its generation', async t => {
  const mock = await startMock(t)
  const answer = await fetch(`${mock.baseURL}/images/generations`, { method: 'POST', headers: { 'content-type': 'application/json', 'x-mock': 'asset=missing' }, body: '{"prompt": "x"}' })
  const { data: [{ url }] } = await answer.json() as { data: [{ url: string }] }
  await fetch(url)
  t.equal(explain(mock.requests()[0]!), 'The rule of the request that made the image: asset=missing.')
  await fetch(`${url}x`)
  t.equal(explain(mock.requests()[0]!), 'The image URL was rejected: The URL is tampered.')
})

t.test('a request that no rule matched says so', async t => {
  const mock = await startMock(t)
  await fetch(`${mock.baseURL}/images/generations`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"prompt": "x"}' })
  t.equal(explain(mock.requests()[0]!), 'No rule matched: normal response.')
  t.equal(explain({ ...mock.requests()[0]!, outcome: 'aborted' }), 'The client gave up before the response was complete.')
})
