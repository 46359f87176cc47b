/** The report in JUnit's XML: one test case for each kind of finding, and the bill and the coverage as properties. */
import { findingIds, type FindingId } from '../finding-kinds.js'
import type { Finding, Report } from '../report-schema.js'
import { coverageSentence, failingFindings, isChecked, isCovered, type FormatOptions } from './demands.js'
import { countText, durationMsOf, forgottenText, headline, isAllowed, lineOfText, requestsText, requestUrl } from './wording.js'

const suiteName = 'openai-images-mock'
const maxLinks = 5

interface TestCase {
  name: string
  /** The elements within the test case. Default: none, it passes. */
  content?: string
  result: 'passed' | 'failed' | 'skipped'
}

/**
 * Returns the report as a JUnit file. A kind of finding fails if a finding of it has the severity of `failOn`. Other
 * findings stand in the output of their test case. With `minCoverage` there is a test case `coverage`.
 */
export function formatJunit (report: Report, options: FormatOptions = {}): string {
  const { requests, time, coverage } = report
  const cases = findingIds.map(id => caseOf(id, report, options))
  if (options.minCoverage !== undefined) cases.push(coverageCase(report, options))
  const count = (result: TestCase['result']) => cases.filter(testCase => testCase.result === result).length
  const totals = { tests: cases.length, failures: count('failed'), errors: 0, skipped: count('skipped'), time: (durationMsOf(requests) ?? 0) / 1000 }
  const properties = Object.entries({
    verdict: report.verdict,
    summary: headline(report, options),
    requests: requestsText(report),
    running: report.running,
    forgotten: report.forgotten,
    'bill.note': report.bill.note,
    'bill.currency': report.bill.currency,
    'bill.total': report.bill.isLowerBound ? `at least ${report.bill.total}` : report.bill.total,
    'bill.wasted': report.bill.wasted,
    'coverage.percent': coverage.percent,
    ...Object.fromEntries(coverage.groups.map(({ name, covered, missing }) =>
      [`coverage.${name}`, coverage.isLowerBound ? `at least ${covered.length}` : `${covered.length} of ${covered.length + missing.length}`]))
  })
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: suiteName, ...totals })}>`,
    `  <testsuite${attributes({ name: suiteName, timestamp: time.slice(0, 19), ...totals })}>`,
    '    <properties>',
    ...properties.map(([name, value]) => `      <property${attributes({ name, value })}/>`),
    '    </properties>',
    ...cases.map(elementOf),
    '  </testsuite>',
    '</testsuites>',
    ''
  ].join('\n')
}

function elementOf ({ name, content }: TestCase): string {
  const start = `    <testcase${attributes({ classname: suiteName, name, time: 0 })}`
  return content === undefined ? `${start}/>` : `${start}>\n      ${content}\n    </testcase>`
}

function caseOf (id: FindingId, report: Report, options: FormatOptions): TestCase {
  const findings = report.findings.filter(finding => finding.id === id)
  const text = findings.map(finding => detailsOf(finding, options)).join('\n\n')
  const failing = failingFindings(report, options).filter(finding => finding.id === id)
  if (failing.length > 0) {
    const message = failing.map(({ title }) => lineOfText(title)).join(' ')
    const type = failing.some(({ severity }) => severity === 'error') ? 'error' : 'warning'
    return { name: id, result: 'failed', content: `<failure${attributes({ message, type })}>${escaped(text)}</failure>` }
  }
  if (findings.length > 0) return { name: id, result: 'passed', content: `<system-out>${escaped(`${countText(findings)}\n\n${text}`)}</system-out>` }
  if (isChecked(id, report)) return { name: id, result: 'passed' }
  return { name: id, result: 'skipped', content: `<skipped${attributes({ message: forgottenText(report)! })}/>` }
}

function detailsOf (finding: Finding, options: FormatOptions): string {
  const { title, severity, reality, advice, requests } = finding
  const { inboxUrl } = options
  const links = requests.slice(0, maxLinks).map(id => inboxUrl === undefined ? id : requestUrl(inboxUrl, id))
  const more = requests.length > maxLinks ? ['…'] : []
  return [`${severity}${isAllowed(finding, options) ? ' (allowed)' : ''}: ${lineOfText(title)}`, lineOfText(reality), lineOfText(advice), ...links, ...more].join('\n')
}

function coverageCase ({ coverage }: Report, options: FormatOptions): TestCase {
  const name = 'coverage'
  if (isCovered(coverage, options)) return { name, result: 'passed' }
  const missing = coverage.groups.filter(group => group.missing.length > 0)
    .map(({ name, missing }) => `${name}: ${missing.map(item => lineOfText(item)).join(', ')}`)
  const message = coverageSentence(coverage, options)
  return { name, result: 'failed', content: `<failure${attributes({ message, type: 'coverage' })}>${escaped(['Missing:', ...missing].join('\n'))}</failure>` }
}

function attributes (values: Record<string, string | number>): string {
  return Object.entries(values).map(([name, value]) => ` ${name}="${escaped(String(value))}"`).join('')
}

/** Characters that XML 1.0 forbids, even as references. */
const forbidden = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu
const references: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

function escaped (text: string): string {
  return text.replace(forbidden, '\ufffd').replace(/[&<>"]/g, character => references[character]!)
}
