/** The page words what the mock tells in types of its own; here both sides meet. */
import t from 'tap'
import { dallE } from '../../../src/contract/families/dall-e.js'
import { createMockApi, type ArmedRule, type Behaviours, type Rule, type Trigger } from '../../../src/inbox/data/mock-api.js'
import { triggers } from '../../../src/rules/triggers.js'
import { startMock } from '../../build-mock.js'

t.test('the page reads what the mock tells, and what it sends is understood', async t => {
  const mock = await startMock(t)
  const api = createMockApi(`${mock.url}/`)

  const rule: Rule = { description: 'Once', match: { size: '1024x1024', n: 1 }, respond: { error: 'server_error' }, times: 1 }
  const armed = await api.arm(rule, 'sk-of-somebody')
  t.match(armed, { source: 'posted', owner: '…body', rule, times: 1, left: 1, served: 0 })
  const listed: ArmedRule[] = mock.scenarios.list()
  t.strictSame(await api.rules(), listed)
  t.strictSame(listed, [armed])

  t.match(await api.generate({ prompt: 'otter', size: '1024x1024' }, 'sk-of-somebody'), { status: 500, requestId: /^req_/, body: { error: { type: 'server_error' } } })
  t.match(await api.generate({ prompt: 'otter' }), { status: 200, body: { data: [{ url: /^http/ }] } })
  const [newest, oldest] = await api.cards(10)
  t.match([newest, oldest], [{ status: 200 }, { status: 500 }])
  t.strictSame(await api.cards(10, newest!.id), [oldest])
  t.strictSame(await api.entry(newest!.id), JSON.parse(JSON.stringify(mock.requests()[0])))

  await api.disarm(armed.id)
  t.strictSame(await api.rules(), [])
  await t.rejects(api.disarm(armed.id), { message: `Failed to remove the rule ${armed.id}: found no posted rule of this id. Please look it up in GET /_mock/scenarios.` })
  await api.forget()
  t.strictSame(mock.requests(), [])

  const behaviours: Behaviours = mock.behaviours.get()
  t.strictSame(await api.behaviours(), behaviours)
  t.strictSame(await api.changeBehaviours({ errorRate: 0.5, latency: '250ms' }), mock.behaviours.get())
  t.strictSame(await api.resetBehaviours(), behaviours)

  const words: Trigger[] = triggers()
  t.strictSame(await api.triggers(), words)
  t.strictSame((await api.choices())['size'], dallE.request.properties['size']!.enum)
})
