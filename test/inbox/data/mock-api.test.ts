/** The page's HTTP client against a real mock: both declare their types separately. */
import { setTimeout } from 'node:timers/promises'
import t from 'tap'
import { packageVersion } from '../../../src/config/package.js'
import { createLoader, createMockApi, type BehaviourValues, type MockInfo, type NewRule, type RuleState, type TriggerOption } from '../../../src/inbox/data/mock-api.js'
import { triggers } from '../../../src/rules/triggers.js'
import { startMock } from '../../build-mock.js'

t.test('every function of the client works with the control API and returns what its type says', async t => {
  const mock = await startMock(t)
  const api = createMockApi(`${mock.url}/`)

  const rule: NewRule = { description: 'Once', match: { size: '1024x1024', n: 1 }, respond: { error: 'server_error' }, times: 1 }
  const added = await api.addRule(rule, 'sk-test-4f2a')
  t.match(added, { source: 'posted', owner: '…4f2a', rule, times: 1, left: 1, served: 0 })
  const listed: RuleState[] = mock.scenarios.list()
  t.strictSame(await api.rules(), listed)
  t.strictSame(listed, [added])

  t.match(await api.createImages('generation', { prompt: 'otter', size: '1024x1024' }, 'sk-test-4f2a'), { status: 500, requestId: /^req_/, body: { error: { type: 'server_error' } } })
  t.match(await api.createImages('generation', { prompt: 'otter' }), { status: 200, body: { data: [{ url: /^http/ }] } })
  const form = new FormData()
  form.append('image', new File(['no image'], 'otter.png', { type: 'image/png' }))
  t.match(await api.createImages('variation', form), { status: 400, body: { error: { code: 'invalid_image_format' } } })
  const [, newest, oldest] = await api.cards(10)
  t.match([newest, oldest], [{ status: 200 }, { status: 500 }])
  t.strictSame(await api.cards(10, newest!.id), [oldest])
  t.strictSame(await api.entry(newest!.id), JSON.parse(JSON.stringify(mock.requests()[1])))

  await api.removeRule(added.id)
  t.strictSame(await api.rules(), [])
  await t.rejects(api.removeRule(added.id), { message: `Expected the id of a posted rule, got "${added.id}". See GET /_mock/scenarios.` })
  await api.clearJournal()
  t.strictSame(mock.requests(), [])

  const behaviours: BehaviourValues = mock.behaviours.get()
  t.strictSame(await api.behaviours(), behaviours)
  t.strictSame(await api.changeBehaviours({ errorRate: 0.5, latency: '250ms' }), mock.behaviours.get())
  t.strictSame(await api.resetBehaviours(), behaviours)

  const options: TriggerOption[] = triggers()
  t.strictSame(await api.triggers(), options)
  const { defaultModel, models: [model] } = await api.models('generation')
  t.equal(defaultModel, 'dall-e-2')
  t.match(model, { id: 'gpt-image-2', family: 'gpt-image', parameters: { n: { type: 'integer', minimum: 1, maximum: 10, default: 1 } } })
  t.match((await api.models('variation')).models, [{ id: 'dall-e-2', files: { image: { isRequired: true, maxItems: 1 } } }])
  const { version, settings }: MockInfo = await api.info()
  t.equal(version, packageVersion)
  t.match(settings.find(({ name }) => name === 'errorRate'), { value: 0, isDefault: true })
})

t.test('a response is ignored if that of a later request has arrived', async t => {
  const responses: Array<{ resolve: (value: string) => void, reject: (error: Error) => void }> = []
  const used: string[] = []
  const load = createLoader(() => new Promise<string>((resolve, reject) => { responses.push({ resolve, reject }) }), value => { used.push(value) })
  for (let count = 0; count < 3; count++) load()
  responses[1]!.resolve('second')
  await setTimeout()
  responses[0]!.resolve('first')
  responses[2]!.reject(new Error('The mock cannot be reached.'))
  await setTimeout()
  t.strictSame(used, ['second'])
})
