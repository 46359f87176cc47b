/** The report: its route, its method, its scope, and the counts of requests. */
import t from 'tap'
import { controlled } from '../http/control/controlled.js'
import { formatMarkdown } from '../../src/report/formats/markdown.js'
import { formatSummary, formatText } from '../../src/report/formats/text.js'
import { nextRequest, startMock } from '../build-mock.js'

t.test('counts requests by how they ended, and downloads apart', async t => {
  const mock = await startMock(t)
  const generate = (prompt: string, body: object = {}) => fetch(`${mock.baseURL}/images/generations`, {
    method: 'POST', headers: { authorization: 'Bearer sk-suite-1', 'content-type': 'application/json' }, body: JSON.stringify({ prompt, size: '256x256', ...body })
  })
  const { data } = await (await generate('An otter')).json() as { data: Array<{ url: string }> }
  await (await fetch(data[0]!.url)).arrayBuffer()
  await (await generate('An otter', { size: '1x1' })).text()
  await (await generate('[mock error=server_error]')).text()
  await t.rejects(generate('[mock fault=reset]'))
  await mock.waitFor({}, { count: 5 })
  const { requests, forgotten, verdict } = await mock.report()
  t.match(requests, { total: 4, answered: 1, refused: 1, failed: 1, incomplete: 1, downloads: 1, from: /^20.*Z$/, to: /^20.*Z$/ })
  t.equal(forgotten, 0)
  t.not(verdict, 'sound')
})

t.test('an empty journal is sound while clients may be running, and otherwise tested nothing', async t => {
  const { control } = controlled(t)
  const { status, body } = await control('GET', 'report')
  t.equal(status, 200)
  t.match(body, { requests: { total: 0, downloads: 0 }, verdict: 'sound', findings: [], bill: { note: /^The mock itself costs nothing/, total: 0, lines: [] } })
  t.notHas(body.requests, 'from')
  const ended = await control('GET', 'report?grace=0s')
  t.match(ended.body, { verdict: 'errors', findings: [{ id: 'nothing-tested', title: 'Nothing was tested: no image request was recorded.' }] })
})

t.test('a call with a key reports only the requests with that key', async t => {
  const { control, generate } = controlled(t)
  await generate({ prompt: 'An otter' }, 'sk-suite-1')
  await generate({ prompt: 'A boat' }, 'sk-suite-2')
  t.equal((await control('GET', 'report', { key: 'sk-suite-1' })).body.requests.total, 1)
  t.equal((await control('GET', 'report', { key: 'sk-suite-3' })).body.requests.total, 0)
  t.equal((await control('GET', 'report')).body.requests.total, 2)
})

t.test('says how many requests the journal has forgotten', async t => {
  const { control, generate } = controlled(t, { journalEntries: 2 })
  for (const prompt of ['One', 'Two', 'Three']) await generate({ prompt }, 'sk-suite-1')
  const { body } = await control('GET', 'report', { key: 'sk-suite-1' })
  t.match(body, { forgotten: 1, requests: { total: 2 }, coverage: { isLowerBound: true }, bill: { isLowerBound: true } })
})

t.test('refuses unknown parameters of the query string', async t => {
  const { control } = controlled(t)
  t.match(await control('GET', 'report?color=red'), { status: 400, body: { error: { message: /color/ } } })
})

t.test('counts requests that are still running', async t => {
  const mock = await startMock(t)
  const leaving = new AbortController()
  const hang = (prompt: string, key: string) => fetch(`${mock.baseURL}/images/generations`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ prompt, model: 'gpt-image-2', stream: true, partial_images: 1, size: '1024x640', quality: 'low' }),
    signal: leaving.signal
  }).catch(() => undefined)
  const arrived = nextRequest(mock)
  hang('[mock fault=hang]', 'sk-suite-1')
  await arrived
  // The stream is open once its first event was received.
  const stream = await hang('[mock fault=hang after=1]', 'sk-suite-2')
  await stream!.body!.getReader().read()
  const report = await mock.report()
  t.match(report, { running: 2, requests: { total: 0 }, findings: [] }, 'nothing is said to be untested while requests run')
  t.match(formatText(report), /^No requests\n0 requests\.\n2 requests are still running and are not part of this report\.\n/)
  t.match(formatMarkdown(report), /\n2 requests are still running and are not part of this report\.\n/)
  t.match(formatSummary(await mock.report({ key: 'sk-suite-1' })), '0 requests. 1 request is still running and is not part of this report.')
  leaving.abort()
  await mock.waitFor({}, { count: 2 })
  t.equal((await mock.report()).running, 0)
})

t.test('unknown members of a scope are refused, since they may be misspelt', async t => {
  const mock = await startMock(t)
  const scope = { kye: 'sk-suite-1' } as object
  await t.rejects(mock.report(scope), { name: 'JournalError', message: /kye.*Did you mean key\?/ })
  await t.rejects(mock.assertSound({}, scope), { name: 'JournalError' })
  for (const call of [() => mock.requests({}, scope), () => mock.reset(scope), () => mock.scenarios.list(scope)]) t.throws(call, { name: 'JournalError' })
  t.equal((await mock.report({ key: undefined } as object)).requests.total, 0)
})
