/** Reports for the tests of formats. */
import { findingIds, kindOf, type FindingId } from '../../../src/report/finding-kinds.js'
import type { Finding, Report } from '../../../src/report/report-schema.js'

export function sampleFinding (id: FindingId, changes: Partial<Finding> = {}): Finding {
  const { severity, reality, advice } = kindOf(id)
  return { id, severity, title: 'Sent 2 requests again that had been refused with 400.', reality, advice, count: 2, requests: [requestId(1), requestId(2)], ...changes }
}

export function requestId (number: number): string {
  return `req_${String(number).padStart(32, '0')}`
}

export function sampleReport (changes: Partial<Report> = {}): Report {
  return {
    time: '2026-11-28T12:00:41.500Z',
    requests: { total: 128, answered: 121, refused: 4, failed: 2, incomplete: 1, downloads: 96, from: '2026-11-28T12:00:00.000Z', to: '2026-11-28T12:00:41.000Z' },
    running: 0,
    forgotten: 0,
    verdict: 'errors',
    findings: [sampleFinding('retried-refusal'), sampleFinding('never-fetched', { title: '5 of 96 images were never fetched.', requests: [requestId(3)] })],
    bill: {
      note: 'The mock itself costs nothing: this is what OpenAI would have charged.',
      currency: 'USD',
      total: 1.2345,
      wasted: 0.2,
      lines: [
        { day: '2026-11-28', model: 'gpt-image-2', key: '…4f2a', requests: 120, images: 130, inputTokens: 4_000, outputTokens: 40_000, cost: 1.2345, wasted: 0.2 },
        { day: '2026-11-28', model: 'our-alias', requests: 1, images: 1, inputTokens: 0, outputTokens: 0, wasted: 0 }
      ],
      prices: [{ model: 'gpt-image-2', price: '$30 per million tokens of image output', source: "OpenAI's page of the model", date: '2026-09' }]
    },
    coverage: {
      percent: 66,
      covered: 4,
      total: 6,
      groups: [{ name: 'operations', covered: ['generation'], missing: ['edit', 'variation'] }, { name: 'failures', covered: ['429', '503', 'reset'], missing: [] }]
    },
    ...changes
  }
}

export const soundReport = sampleReport({ verdict: 'sound', findings: [] })

/** What a client may send as the name of a model, a parameter or a path. */
export const hostileTexts = [
  '<script>alert(1)</script>', '<img src=x onerror=alert(1)>', '![a](https://example.com/a.png)', '[a](javascript:alert(1))', '[a]: https://example.com', '<https://example.com>',
  'https://example.com/a', 'http://example.com', 'www.example.com', 'mail@example.com', '@octocat', '#1', ':octocat:', '&lt;b&gt; &amp;', '&#60;b&#62;', ']]>', '-->', '<!-- ',
  '| a | b |', '`code` ``', '*a* _b_ ~~c~~ **d**', '$x$', '\\[a](b)\\', '# a', '- a', '1. a', '> a', '---', '===', '```js', '    a', 'a  \nb', 'a\r\n\r\n# b', '"\'',
  '\u0000\u0001\u0008\u000b\u000c\u001f\u007f\u0085\u009b31m', '\u001b[31mred\u001b[0m', '\u001b]0;title\u0007', '\u2028\u2029', '\u202eabc\u2066', '\ufffe\uffff', '\ud800 \udc00', '👩‍🎨 日本語 עברית'
]

/** A report in which every text that a client can choose is this one. */
export function hostileReport (text: string): Report {
  const { bill, coverage } = sampleReport()
  return sampleReport({
    findings: [
      sampleFinding('request-refused', { title: `Sent 1 request that OpenAI refuses because of ${text}.`, param: text, model: text, path: text, key: text }),
      sampleFinding('unknown-path', { title: text, reality: text })
    ],
    bill: { ...bill, lines: [{ ...bill.lines[0]!, model: text, key: text }], prices: [{ ...bill.prices[0]!, model: text }] },
    coverage: { ...coverage, groups: [{ name: 'models', covered: [text], missing: [text] }] }
  })
}

/** A report with many findings of every kind, with long titles. */
export function longReport (): Report {
  const { bill } = sampleReport()
  return sampleReport({
    findings: findingIds.flatMap(id => Array.from({ length: 20 }, () => sampleFinding(id, { title: 'A long title '.repeat(100) }))),
    bill: { ...bill, lines: Array.from({ length: 2_000 }, (_, index) => ({ ...bill.lines[0]!, key: `…${index}`, cost: index })) },
    coverage: { percent: 10, covered: 10, total: 100, groups: ['operations', 'models', 'parameters', 'refusals', 'failures'].map(name => ({ name, covered: ['a', 'b'], missing: Array.from({ length: 60 }, (_, index) => `missing-${index}`) })) }
  })
}
