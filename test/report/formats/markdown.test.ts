/** The report as Markdown, read with a Markdown parser. */
import { marked, type Token, type Tokens } from 'marked'
import t from 'tap'
import { formatMarkdown } from '../../../src/report/formats/markdown.js'
import { lineOfText } from '../../../src/report/formats/wording.js'
import { hostileReport, hostileTexts, longReport, requestId, sampleReport, soundReport } from './sample-report.js'

const inboxUrl = 'http://127.0.0.1:8080/'

/** Returns all tokens within tokens: of lists, tables and links, too. */
function allTokens (tokens: readonly Token[]): Token[] {
  const found: Token[] = []
  marked.walkTokens(tokens as Token[], token => { found.push(token) })
  return found
}

/** The text that a reader sees, without invisible characters. */
function shownText (tokens: readonly Token[]): string {
  return tokens.map((token): string => {
    if (token.type === 'br') return '\n'
    if ('tokens' in token && token.tokens) return shownText(token.tokens)
    if (token.type === 'escape' || token.type === 'codespan') return token.text
    // The lexer leaves character references to the renderer, and the formatter writes none.
    return 'text' in token ? String(token.text) : ''
  }).join('').replaceAll('\u200b', '')
}

const ofType = <Type extends Token>(tokens: readonly Token[], type: Type['type']) => tokens.filter((token): token is Type => token.type === type)
const rowsOf = (table: Tokens.Table) => [table.header, ...table.rows].map(row => row.map(cell => shownText(cell.tokens)))

t.test('verdict, findings, bill and coverage, with links to the requests', async t => {
  const tokens = marked.lexer(formatMarkdown(sampleReport(), { inboxUrl }))
  t.strictSame(tokens.filter(({ type }) => type !== 'space').map(({ type }) => type),
    ['heading', 'paragraph', 'paragraph', 'heading', 'list', 'heading', 'paragraph', 'table', 'list', 'heading', 'paragraph', 'table'])
  t.strictSame(ofType<Tokens.Heading>(tokens, 'heading').map(({ text }) => text), ['❌ 1 error and 1 warning', 'Findings', 'Bill', 'Coverage'])
  const [findings] = ofType<Tokens.List>(tokens, 'list')
  t.strictSame(findings!.items.map(({ tokens }) => shownText(tokens).split('\n').map(line => line.trim())), [
    [
      '❌ error retried-refusal: Sent 2 requests again that had been refused with 400.',
      'OpenAI refuses an equal request again. Retries delay the error, and count towards the rate limit. Retry only after 408, 409, 429, 5xx and connection errors, as the official SDKs do.',
      'Requests: req_00000000…, req_00000000…'
    ],
    [
      '⚠️ warning never-fetched: 5 of 96 images were never fetched.',
      'The URLs of images expire after an hour. The images are lost then, although they were charged. Download every image at once, or request fewer.',
      'Requests: req_00000000…'
    ]
  ])
  t.strictSame(ofType<Tokens.Link>(allTokens(tokens), 'link').map(({ href }) => href), [inboxUrl, ...[1, 2, 3].map(number => `${inboxUrl}?open=${requestId(number)}`)])
  const [bill, coverage] = ofType<Tokens.Table>(tokens, 'table')
  t.strictSame(rowsOf(bill!), [
    ['day', 'model', 'key', 'requests', 'images', 'input tokens', 'output tokens', 'cost', 'wasted'],
    ['2026-11-28', 'gpt-image-2', '…4f2a', '120', '130', '4,000', '40,000', '$1.2345', '$0.20'],
    ['2026-11-28', 'our-alias', '', '1', '1', '0', '0', 'unknown', '$0.00']
  ])
  t.strictSame(rowsOf(coverage!), [
    ['group', 'covered', 'by the requests', 'missing'], ['operations', '1 of 3', 'generation', 'edit, variation'], ['failures', '3 of 3', '429, 503, reset', '']
  ])
  const paragraphs = ofType<Tokens.Paragraph>(tokens, 'paragraph').map(({ tokens }) => shownText(tokens))
  t.strictSame(paragraphs, [
    '128 requests in 41 s: 121 answered, 4 refused, 2 failed, 1 incomplete; 96 downloads. Open the inbox',
    'Failed: Found 1 error.',
    'The mock itself costs nothing: this is what OpenAI would have charged. $1.2345 in all, $0.20 of it wasted.',
    '66%: 4 of 6.'
  ])
})

t.test('a sound report has no findings and does not fail; forgotten requests and missing coverage are named', async t => {
  t.match(formatMarkdown(soundReport), /^## ✅ Sound: no findings\n\n128 requests in 41 s: [^\n]+\n\n### Bill\n/)
  const empty = sampleReport({ ...soundReport, requests: { total: 0, answered: 0, refused: 0, failed: 0, incomplete: 0, downloads: 0 }, bill: { ...soundReport.bill, total: 0, wasted: 0, lines: [], prices: [] } })
  t.match(formatMarkdown(empty), /^## ✅ No requests\n\n0 requests\.\n\n### Bill\n\nThe mock itself costs nothing: [^\n]+\n\n### Coverage\n/)
  t.match(formatMarkdown({ ...soundReport, forgotten: 1 }, { minCoverage: 70 }), '\n\nThe journal has forgotten 1 older request, so nothing is reported as missing.\n\n**Failed:** The coverage is 66%, below the minimum of 70%.\n')
})

t.test('texts of clients show as they are, and contain no markup, link or image', async t => {
  const expected = typesIn('a')
  for (const text of hostileTexts) {
    t.strictSame(typesIn(text), expected, text)
    const tokens = marked.lexer(formatMarkdown(hostileReport(text), { inboxUrl }))
    for (const { href } of ofType<Tokens.Link>(allTokens(tokens), 'link')) t.ok(href.startsWith(inboxUrl), href)
    const [findings] = ofType<Tokens.List>(tokens, 'list')
    t.equal(shownText(findings!.items[1]!.tokens).split('\n')[0]!.trim(), `❌ error unknown-path: ${lineOfText(text)}`.trim())
    const [bill, coverage] = ofType<Tokens.Table>(tokens, 'table')
    t.strictSame(rowsOf(bill!)[1]!.slice(0, 3), ['2026-11-28', lineOfText(text), lineOfText(text)])
    t.strictSame(rowsOf(coverage!)[1], ['models', '1 of 2', lineOfText(text), lineOfText(text)])
  }
})

/** The types of all tokens besides texts. */
function typesIn (text: string): string[] {
  const types = allTokens(marked.lexer(formatMarkdown(hostileReport(text), { inboxUrl }))).map(({ type }) => type)
  return types.filter(type => type !== 'text' && type !== 'escape')
}

t.test('what GitHub links or replaces after the escapes is interrupted', async t => {
  for (const text of ['@octocat', '#1', 'https://example.com', 'www.example.com', 'mail@example.com', ':octocat:']) {
    t.ok(!formatMarkdown(hostileReport(text)).includes(text), text)
  }
})

t.test('a report on a large suite fits the summary of a workflow', async t => {
  const text = formatMarkdown(longReport(), { inboxUrl })
  t.ok(Buffer.byteLength(text) < 2 ** 20, `${Buffer.byteLength(text)} bytes`)
  t.match(text, '\nAnd 1,950 lines with lower costs.\n')
})
