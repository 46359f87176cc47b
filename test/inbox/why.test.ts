/** Why a request was answered as it was, from real decisions. */
import t from 'tap'
import { ruleOf, whyOf } from '../../src/inbox/why.js'
import { startMock } from '../build-mock.js'

t.test('each decision is one sentence for people', async t => {
  const mock = await startMock(t, { apiKeys: ['sk-right'], errorRate: 1, errorRateError: 'insufficient_quota', imagesPerMinute: 3 })
  mock.scenarios.add({ match: { prompt: 'ruled' }, respond: { error: 'server_error' }, times: 2 })
  mock.scenarios.add({ description: 'The quota of the night is used up', match: { prompt: 'described' }, respond: { error: 'insufficient_quota' } })
  const whyAsked = async (body: string, headers: Record<string, string> = {}) => {
    await fetch(`${mock.baseURL}/images/generations`, { method: 'POST', headers: { authorization: 'Bearer sk-right', 'content-type': 'application/json', ...headers }, body })
    const [entry] = mock.requests()
    return { why: whyOf(entry!), rule: ruleOf(entry!, mock.scenarios.list())?.id }
  }
  for (const [asked, why, rule] of [
    [[JSON.stringify({ prompt: 'ruled' })], 'The rule rule_1 answered it with error=server_error, 1 of 2 times.', 'rule_1'],
    [[JSON.stringify({ prompt: 'described' })], 'The rule rule_2 “The quota of the night is used up” answered it with error=insufficient_quota.', 'rule_2'],
    [[JSON.stringify({ prompt: 'described' }), { 'x-mock': 'fault=malformed' }], 'A directive in the header x-mock answered it with fault=malformed.'],
    [[JSON.stringify({ prompt: 'x [mock error=server_error times=2]' })], 'A directive in the prompt answered it with error=server_error, 1 of 2 times.'],
    [[JSON.stringify({ prompt: 'x', n: 2 })], 'The standing behaviour errorRate refused it: You exceeded your current quota, please check your plan and billing details. For more information on this error, read the docs: https://platform.openai.com/docs/guides/error-codes/api-errors.'],
    [[JSON.stringify({ prompt: 'x', n: 11 })], "The request itself is at fault: Invalid 'n': integer above maximum value. Expected a value <= 10, but got 11 instead."],
    [[JSON.stringify({ prompt: 'x' }), { authorization: 'Bearer sk-wrong' }], 'The key was refused: '],
    [['no JSON'], 'It was refused before it was understood: ']
  ] as const) {
    const told = await whyAsked(asked[0], asked[1])
    t.ok(told.why.startsWith(why), told.why)
    t.equal(told.rule, rule)
  }
  t.match((await whyAsked(JSON.stringify({ prompt: 'x', n: 2 }))).why, /^The standing behaviour imagesPerMinute refused it: Rate limit exceeded/)
  mock.scenarios.clear()
  t.equal(ruleOf(mock.requests({ prompt: 'ruled' })[0]!, mock.scenarios.list()), undefined)
})

t.test('a download tells that the rule of its generation answered it', async t => {
  const mock = await startMock(t)
  const answer = await fetch(`${mock.baseURL}/images/generations`, { method: 'POST', headers: { 'content-type': 'application/json', 'x-mock': 'asset=missing' }, body: '{"prompt": "x"}' })
  const { data: [{ url }] } = await answer.json() as { data: [{ url: string }] }
  await fetch(url)
  t.equal(whyOf(mock.requests()[0]!), 'The rule of its generation answered it with asset=missing.')
  await fetch(`${url}x`)
  t.equal(whyOf(mock.requests()[0]!), 'The image URL was refused: The URL is tampered.')
})

t.test('what nobody decided is told so', async t => {
  const mock = await startMock(t)
  await fetch(`${mock.baseURL}/images/generations`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"prompt": "x"}' })
  t.equal(whyOf(mock.requests()[0]!), 'Nothing stood in its way, so it got what it asked for.')
  t.equal(whyOf({ ...mock.requests()[0]!, outcome: 'aborted' }), 'The client gave up before its answer was there.')
})
