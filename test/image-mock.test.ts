/** The handles of a listening mock: what a test holds in its hands. */
import t, { type Test } from 'tap'
import { startMock } from './build-mock.js'

const prompt = 'A cute baby sea otter'

async function held (t: Test) {
  const mock = await startMock(t)
  const ask = async (body: object = {}, key?: string) => (await mock.app.inject({
    method: 'POST', url: '/v1/images/generations', payload: { prompt, ...body }, headers: key ? { authorization: `Bearer ${key}` } : {}
  })).statusCode
  return { mock, ask }
}

t.test('requests are all of them, unless there is a limit', async t => {
  const { mock, ask } = await held(t)
  for (let index = 0; index < 101; index++) await ask()
  t.equal(mock.requests().length, 101)
  t.equal(mock.requests({ limit: 7 }).length, 7)
})

t.test('a member that is misspelt is refused, not taken for one that is absent', async t => {
  const { mock } = await held(t)
  const refused = (what: string, member: string) => ({
    name: 'JournalError', message: new RegExp(`^Failed to read ${what}: found that /${member} .*\\. Please give the members that its type has\\.$`)
  })
  const misspelt = { promt: 'x' } as object
  t.throws(() => mock.requests(misspelt), refused('the filter', 'promt'))
  t.throws(() => mock.verify({ cuont: 1 } as object), refused('the verification', 'cuont'))
  await t.rejects(mock.waitFor(misspelt), refused('the filter', 'promt'))
  await t.rejects(mock.waitFor({}, { timeout: 1 } as object), refused('the options of waitFor', 'timeout'))
  t.throws(() => mock.scenarios.add({ respnd: {} } as never), { name: 'RuleError', message: /found an unknown member "respnd"/ })
})

t.test('a rule stays as it was added, whatever becomes of its object', async t => {
  const { mock, ask } = await held(t)
  const rule = { match: { prompt }, respond: { error: 'server_error' as const }, times: 1 }
  mock.scenarios.add(rule)
  rule.times = 9
  rule.match.prompt = 'Another'
  t.match(mock.scenarios.list(), [{ rule: { match: { prompt }, times: 1 }, times: 1 }])
  t.strictSame([await ask(), await ask()], [500, 200])
})

t.test('with a key each handle sees and touches what belongs to that key', async t => {
  const { mock, ask } = await held(t)
  const [one, two] = [{ key: 'sk-one' }, { key: 'sk-two' }]
  const ids = [one, two].map(whose => mock.scenarios.add({ respond: { error: 'server_is_overloaded' }, times: 1 }, whose).id)
  t.strictSame([await ask({}, 'sk-one'), await ask({}, 'sk-one'), await ask()], [503, 200, 200])
  t.strictSame(mock.requests({}, one).map(({ status }) => status), [200, 503])
  t.strictSame((await mock.waitFor({}, { ...one, count: 2 })).map(({ status }) => status), [200, 503])
  await t.rejects(mock.waitFor({}, { ...two, timeoutMs: 1 }), { name: 'JournalError', message: /^Failed to wait for 1 request: found 0 after 1 ms\./ })
  mock.verify({ count: 2 }, one)
  t.throws(() => mock.verify({}, two), { name: 'JournalError', message: /^Failed to verify: found 0 of 0 requests/ })
  t.strictSame(mock.scenarios.list(two).map(({ id }) => id), [ids[1]])
  t.strictSame([mock.scenarios.remove(ids[1]!, one), mock.scenarios.list(two).length], [false, 1])
  mock.scenarios.clear(one)
  t.strictSame(mock.scenarios.list().map(({ id }) => id), [ids[1]])
  mock.reset(one)
  t.strictSame(mock.requests().map(({ key }) => key), [undefined])
  t.ok(mock.scenarios.remove(ids[1]!, two))
})
