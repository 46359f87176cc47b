/** The report as text for a terminal. */
import { stripVTControlCharacters } from 'node:util'
import t from 'tap'
import { formatSummary, formatText } from '../../../src/report/formats/text.js'
import { createTextStyler } from '../../../src/logging/pretty-line.js'
import { hostileReport, hostileTexts, longReport, requestId, sampleReport, soundReport } from './sample-report.js'

const inboxUrl = 'http://127.0.0.1:8080/'

t.test('verdict, findings, bill and coverage', async t => {
  t.equal(formatText(sampleReport(), { inboxUrl }), `\
1 error and 1 warning
128 requests in 41 s: 121 answered, 4 refused, 2 failed, 1 incomplete; 96 downloads.

error     retried-refusal: Sent 2 requests again that had been refused with 400.
          Retry only after 408, 409, 429, 5xx and connection errors, as the official SDKs do.
          http://127.0.0.1:8080/?open=${requestId(1)} and 1 more
warning   never-fetched: 5 of 96 images were never fetched.
          Download every image at once, or request fewer.
          http://127.0.0.1:8080/?open=${requestId(3)}

bill      The mock itself costs nothing: this is what OpenAI would have charged.
          $1.2345 in all, $0.20 of it wasted:
          2026-11-28  gpt-image-2  …4f2a  120 requests  130 images  $1.2345
          2026-11-28  our-alias           1 request     1 image     no known price
coverage  66%: 4 of 6
          operations  1 of 3  missing: edit, variation
          failures    3 of 3
inbox     http://127.0.0.1:8080/
failed    Found 1 error.
`)
})

t.test('a sound report, and one without a mock for links', async t => {
  t.match(formatText(soundReport), /^Sound: no findings\n128 requests [^\n]+\n\nbill {6}/)
  t.match(formatText(sampleReport()), '\n          req_00000000… and 1 more\n')
  t.match(formatText({ ...soundReport, forgotten: 3 }, { minCoverage: 70 }),
    /older requests, so nothing is reported as missing\.\n[^]*\nfailed {4}The coverage is 66%, below the minimum of 70%\.\n$/)
})

t.test('it has at most 40 lines of 100 columns, in printable characters', async t => {
  const reports = [longReport(), { ...longReport(), forgotten: 1 }, ...[...hostileTexts, 'x'.repeat(500), '日本'.repeat(200)].map(hostileReport)]
  for (const report of reports) {
    const text = formatText(report, { inboxUrl, minCoverage: 100 })
    const lines = text.slice(0, -1).split('\n')
    t.ok(lines.length <= 40, `${lines.length} lines`)
    t.strictSame(lines.filter(line => columnsOf(line) > 100), [])
    t.notMatch(text.replaceAll('\n', ''), /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u)
  }
  t.match(formatText(longReport(), { inboxUrl }), /^ {10}and \d+ more findings$/m)
})

/** East Asian characters and emoji take two columns. */
function columnsOf (line: string): number {
  return Array.from(line).length + (line.match(/[\p{Script=Han}\p{Emoji_Presentation}]/gu)?.length ?? 0)
}

t.test('colours do not change the text', async t => {
  const painted = formatText(sampleReport(), { inboxUrl, paint: createTextStyler(true) })
  t.match(painted, '\u001b[31merror\u001b[39m     retried-refusal')
  t.equal(stripVTControlCharacters(painted), formatText(sampleReport(), { inboxUrl }))
})

t.test('the summary has at most three lines', async t => {
  t.equal(formatSummary(sampleReport()), `\
128 requests in 41 s: 121 answered, 4 refused, 2 failed, 1 incomplete; 96 downloads.
1 error and 1 warning: retried-refusal, never-fetched.
The mock itself costs nothing: this is what OpenAI would have charged. $1.2345 in all, $0.20 of it wasted.`)
  t.match(formatSummary(longReport()), /: retried-refusal, not-retried, early-retry and \d+ more\.\n/)
  t.equal(formatSummary({ ...soundReport, bill: { ...soundReport.bill, lines: [] } }).split('\n')[1], 'Sound: no findings.')
})
