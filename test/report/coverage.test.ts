/** Coverage: what could be covered, and what covers it. */
import t from 'tap'
import { namedErrors, type NamedError } from '../../src/errors/named-errors.js'
import type { StoredExchange } from '../../src/journal/store/recorded-exchange.js'
import { classOf, failureClasses, refusalClasses } from '../../src/report/failure-classes.js'
import { mockWithClient, urlIn } from './client.js'

t.test('every named error is in one class', async t => {
  const listed = Object.values({ ...refusalClasses, ...failureClasses }).flat()
  t.strictSame([...listed].sort(), Object.keys(namedErrors).sort())
  for (const [name, errors] of Object.entries({ ...refusalClasses, ...failureClasses })) {
    for (const error of errors) {
      const { entry, gptImageEntry = entry }: NamedError = namedErrors[error]
      for (const { example } of [entry, gptImageEntry]) {
        t.equal(classOf({ status: example.status, answer: example.envelope, decidedBy: { kind: 'rule', reason: '' } } as StoredExchange), name, error)
      }
    }
  }
})

t.test('one request for a URL covers a little, and parameters only of its model', async t => {
  const { mock, receive, download } = await mockWithClient(t)
  await download(urlIn(await receive({ response_format: 'url' })))
  const { coverage } = await mock.report()
  const [operations, models, parameters, refusals, failures, downloads, ...others] = coverage.groups
  t.strictSame(operations, { name: 'operations', covered: ['generation'], missing: ['edit'] })
  t.strictSame(models, { name: 'models', covered: ['dall-e-2'], missing: [] })
  t.strictSame(parameters, {
    name: 'parameters',
    covered: ['generation dall-e size', 'generation dall-e response_format'],
    missing: ['generation dall-e n', 'generation dall-e user']
  })
  t.strictSame(refusals, { name: 'refusals', covered: [], missing: ['invalid request', 'content policy', 'wrong key', 'no access', 'rate limit', 'no credit'] })
  t.strictSame(failures!.covered, [])
  t.ok(failures!.missing.includes('lost'))
  t.notOk(failures!.missing.includes('unknown_event'), 'nothing is streamed')
  t.strictSame(downloads, { name: 'failures of downloads', covered: [], missing: ['expired', 'missing', 'corrupt', 'reset'] })
  t.strictSame(others, [])
  t.equal(coverage.total, coverage.groups.flatMap(({ covered, missing }) => [...covered, ...missing]).length)
  t.equal(coverage.percent, Math.floor(100 * 4 / coverage.total))
})

t.test('refusals and failures cover their classes, whatever causes them', async t => {
  const { mock, receive, download } = await mockWithClient(t, { apiKeys: 'sk-suite-1' })
  await receive({ size: '1x1' })
  await receive({}, { key: 'sk-wrong' })
  await receive({ model: 'gpt-image-1', size: '1024x1024', quality: 'low', response_format: undefined, prompt: '[mock error=moderation_blocked_output]' })
  for (const error of ['rate_limit_exceeded', 'project_spend_limit_exceeded', 'server_error', 'server_is_overloaded']) await receive({ prompt: `[mock error=${error}]` })
  for (const fault of ['reset', 'lost', 'malformed']) await receive({ prompt: `[mock fault=${fault}]` })
  await download(urlIn(await receive({ response_format: 'url', prompt: '[mock asset=missing]' })))
  await mock.waitFor({}, { count: 12 })
  const { groups } = (await mock.report()).coverage
  t.match(groups, [
    { name: 'operations' },
    { name: 'models', covered: ['dall-e-2'], missing: ['gpt-image-1'] },
    { name: 'parameters' },
    { name: 'refusals', covered: ['invalid request', 'content policy', 'wrong key', 'rate limit', 'no credit'], missing: ['no access'] },
    { name: 'failures', covered: ['server error', 'overload', 'reset', 'lost', 'malformed'] },
    { name: 'failures of downloads', covered: ['missing'] }
  ])
})

t.test('an edit as a form covers its parameters', async t => {
  const { mock } = await mockWithClient(t, { imageBytes: 'actual' })
  const headers = { 'content-type': 'application/json', authorization: 'Bearer sk-suite-1' }
  const body = JSON.stringify({ model: 'gpt-image-1', prompt: 'An otter', size: '1024x1024', quality: 'low', images: [{ file_id: 'file-otter' }] })
  await (await fetch(`${mock.baseURL}/images/edits`, { method: 'POST', headers, body })).text()
  await mock.waitFor({}, { count: 1 })
  const { groups: [operations, , parameters] } = (await mock.report()).coverage
  t.strictSame(operations!.covered, ['edit'])
  t.strictSame(parameters!.covered, ['edit gpt-image size', 'edit gpt-image quality'].sort((one, other) => parameters!.covered.indexOf(one) - parameters!.covered.indexOf(other)))
  t.ok(parameters!.missing.includes('edit gpt-image input_fidelity'))
})

t.test('if the journal has forgotten requests, nothing is missing', async t => {
  const { mock, receive } = await mockWithClient(t, { journalEntries: 1 })
  await receive()
  await receive({ prompt: 'A boat' })
  const { coverage } = await mock.report()
  t.equal(coverage.isLowerBound, true)
  t.ok(coverage.groups.every(({ missing }) => missing.length === 0))
  t.ok(coverage.percent < 50)
})

t.test('the deprecated user is not missing', async t => {
  const { mock, receive } = await mockWithClient(t, {}, {})
  const parameters = async () => (await mock.report()).coverage.groups.find(({ name }) => name === 'parameters')!
  await receive({ model: 'gpt-image-2', size: '1024x640', quality: 'low', response_format: undefined })
  t.notOk((await parameters()).missing.includes('generation gpt-image user'))
  t.ok((await parameters()).missing.includes('generation gpt-image safety_identifier'))
  await receive({ model: 'gpt-image-2', size: '1024x640', quality: 'low', response_format: undefined, user: 'user-1234' })
  t.ok((await parameters()).covered.includes('generation gpt-image user'))
})
