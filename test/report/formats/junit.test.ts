/** The report as a JUnit file, read with an XML parser. */
import { parseXml, XmlElement } from '@rgrove/parse-xml'
import t, { type Test } from 'tap'
import { findingIds } from '../../../src/report/finding-kinds.js'
import type { FormatOptions } from '../../../src/report/formats/demands.js'
import { formatJunit } from '../../../src/report/formats/junit.js'
import { lineOfText } from '../../../src/report/formats/wording.js'
import type { Report } from '../../../src/report/report-schema.js'
import { hostileReport, hostileTexts, longReport, requestId, sampleFinding, sampleReport, soundReport } from './sample-report.js'

const elementsIn = ({ children }: XmlElement) => children.filter(child => child instanceof XmlElement)

/** Parses a report, and checks that it has the elements and attributes of JUnit, in their order. */
function readJunit (t: Test, report: Report, options?: FormatOptions) {
  const root = parseXml(formatJunit(report, options)).root!
  const [suite, ...others] = elementsIn(root)
  t.strictSame([root.name, suite!.name, others], ['testsuites', 'testsuite', []])
  const [properties, ...cases] = elementsIn(suite!)
  t.equal(properties!.name, 'properties')
  const elements = cases.map(element => ({ element, inner: elementsIn(element) }))
  const hasFault = ({ element: { name, attributes }, inner: [result, ...more] }: (typeof elements)[number]) =>
    name !== 'testcase' || attributes['classname'] !== 'openai-images-mock' || attributes['time'] !== '0' || !/^[\w-]+$/.test(attributes['name'] ?? '') ||
    more.length > 0 || (result && !['failure', 'skipped', 'system-out'].includes(result.name))
  t.strictSame(elements.filter(hasFault), [], 'each case is a testcase with at most one failure, skipped or system-out')
  const tests = elements.map(({ element, inner: [result] }) =>
    ({ name: element.attributes['name'], result: result?.name, ...result?.attributes, ...(result?.text && { text: result.text }) }))
  const count = (name: string) => String(tests.filter(({ result }) => result === name).length)
  for (const { attributes } of [root, suite!]) {
    t.match(attributes, { name: 'openai-images-mock', tests: String(tests.length), failures: count('failure'), errors: '0', skipped: count('skipped'), time: '41' })
  }
  t.equal(suite!.attributes['timestamp'], '2026-11-28T12:00:41')
  const facts = Object.fromEntries(elementsIn(properties!).map(({ attributes: { name, value } }) => [name, value]))
  const byName = (name: string) => tests.find(test => test.name === name)
  return { tests, facts, byName }
}

t.test('each kind of finding is a test case, which passes if there is no finding of it', async t => {
  const { tests } = readJunit(t, soundReport)
  t.strictSame(tests, findingIds.map(name => ({ name, result: undefined })))
})

t.test('an error is a failure, with its advice and the pages of its requests', async t => {
  const { byName } = readJunit(t, sampleReport(), { inboxUrl: 'http://127.0.0.1:8080/' })
  const { severity, title, reality, advice } = sampleFinding('retried-refusal')
  t.strictSame(byName('retried-refusal'), {
    name: 'retried-refusal',
    result: 'failure',
    message: title,
    type: 'error',
    text: `${severity}: ${title}\n${reality}\n${advice}\nhttp://127.0.0.1:8080/?open=${requestId(1)}\nhttp://127.0.0.1:8080/?open=${requestId(2)}`
  })
})

t.test('failOn decides which findings are failures; the others are output of a test case that passes', async t => {
  const resultsWith = (options: FormatOptions) => {
    const { byName } = readJunit(t, sampleReport(), options)
    return [byName('retried-refusal')!.result, byName('never-fetched')!.result]
  }
  t.strictSame(resultsWith({}), ['failure', 'system-out'])
  t.strictSame(resultsWith({ failOn: 'error' }), ['failure', 'system-out'])
  t.strictSame(resultsWith({ failOn: 'warning' }), ['failure', 'failure'])
  t.strictSame(resultsWith({ failOn: 'never' }), ['system-out', 'system-out'])
  t.match(readJunit(t, sampleReport()).byName('never-fetched')!.text, /^1 warning\n\nwarning: 5 of 96 images were never fetched\./)
})

t.test('several findings of a kind are one failure with all titles', async t => {
  const findings = ['size', 'style'].map(param => sampleFinding('request-refused', { title: `Wrong ${param}.` }))
  t.match(readJunit(t, sampleReport({ findings })).byName('request-refused'), { result: 'failure', message: 'Wrong size. Wrong style.' })
})

t.test('bill and coverage are properties', async t => {
  t.strictSame(readJunit(t, sampleReport()).facts, {
    verdict: 'errors',
    summary: '1 error and 1 warning',
    requests: '128 requests in 41 s: 121 answered, 4 refused, 2 failed, 1 incomplete; 96 downloads',
    running: '0',
    forgotten: '0',
    'bill.note': 'The mock itself costs nothing: this is what OpenAI would have charged.',
    'bill.currency': 'USD',
    'bill.total': '1.2345',
    'bill.wasted': '0.2',
    'coverage.percent': '66',
    'coverage.operations': '1 of 3',
    'coverage.failures': '3 of 3'
  })
})

t.test('minCoverage adds a test case', async t => {
  t.equal(readJunit(t, sampleReport()).byName('coverage'), undefined)
  t.strictSame(readJunit(t, sampleReport(), { minCoverage: 66 }).byName('coverage'), { name: 'coverage', result: undefined })
  t.match(readJunit(t, sampleReport(), { minCoverage: 67 }).byName('coverage'), {
    result: 'failure', type: 'coverage', message: 'The coverage is 66%, below the minimum of 67%.', text: 'Missing:\noperations: edit, variation'
  })
})

t.test('if the journal has forgotten requests, what may be in them is skipped', async t => {
  const { tests } = readJunit(t, { ...soundReport, forgotten: 12 })
  const skipped = tests.filter(({ result }) => result === 'skipped')
  t.strictSame(skipped.map(({ name }) => name), ['not-retried', 'never-fetched', 'stream-incomplete', 'rule-never-applied', 'nothing-tested'])
  t.match(skipped, skipped.map(() => ({ message: 'The journal has forgotten 12 older requests, so nothing is reported as missing.' })))
})

t.test('texts of clients remain texts, without the characters that XML forbids', async t => {
  for (const text of hostileTexts) {
    const { byName } = readJunit(t, hostileReport(text), { minCoverage: 100 })
    const title = `Sent 1 request that OpenAI refuses because of ${text}.`
    t.match(byName('request-refused'), { result: 'failure', message: lineOfText(title), text: `error: ${lineOfText(title)}\n` }, text)
    t.equal(byName('coverage')!.text, `Missing:\nmodels: ${lineOfText(text)}`)
  }
  t.throws(() => parseXml('<a>\u0001</a>'), 'the parser refuses them')
})

t.test('many long findings are one failure for each kind', async t => {
  t.equal(readJunit(t, longReport(), { failOn: 'warning' }).tests.length, findingIds.length)
})
