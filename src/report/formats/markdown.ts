/** The report in GitHub's Markdown, such as for the summary of a workflow: verdict, findings, bill and coverage. */
import type { Bill, Coverage, Finding, Report } from '../report-schema.js'
import { plural } from '../../text/sentences.js'
import { unmetDemands, type FormatOptions } from './demands.js'
import { forgottenText, headline, highestLines, isAllowed, lineOfText, moneyText, requestsText, requestUrl, runningText, shortId, totalSentence } from './wording.js'

const maxLinks = 5
/** A suite may have one key for each test, so the bill may have thousands of lines. */
const maxBillLines = 50
const maxItems = 40
const icons = { error: '❌', warning: '⚠️' } as const

/** Returns the report as Markdown. Texts of clients are escaped: they show as they are, and contain no markup, link or image. */
export function formatMarkdown (report: Report, options: FormatOptions = {}): string {
  const { verdict, findings } = report
  const icon = verdict === 'sound' ? '✅' : verdict === 'errors' ? icons.error : icons.warning
  const unmet = unmetDemands(report, options)
  const notes = [runningText(report), forgottenText(report)].filter(note => note !== undefined)
  const { inboxUrl } = options
  return [
    `## ${icon} ${headline(report, options)}`,
    `${requestsText(report)}.${inboxUrl === undefined ? '' : ` [Open the inbox](${linkTarget(inboxUrl)})`}`,
    ...notes,
    ...unmet.length === 0 ? [] : [`**Failed:** ${unmet.join(' ')}`],
    ...findings.length === 0 ? [] : ['### Findings', findings.map(finding => itemOf(finding, options)).join('\n')],
    '### Bill',
    ...billParts(report.bill),
    '### Coverage',
    ...coverageParts(report.coverage),
    ''
  ].join('\n\n').trimEnd() + '\n'
}

function itemOf (finding: Finding, options: FormatOptions): string {
  const { id, severity, title, reality, advice, requests } = finding
  const { inboxUrl } = options
  const links = requests.slice(0, maxLinks).map(id => inboxUrl === undefined ? escaped(shortId(id)) : `[${escaped(shortId(id))}](${linkTarget(requestUrl(inboxUrl, id))})`)
  const lines = [
    `- ${icons[severity]} ${severity} \`${id}\`${isAllowed(finding, options) ? ' (allowed)' : ''}: ${escaped(title)}`,
    `${escaped(reality)} ${escaped(advice)}`,
    ...links.length === 0 ? [] : [`Requests: ${links.join(', ')}${requests.length > maxLinks ? ', …' : ''}`]
  ]
  return lines.join('\\\n  ')
}

function billParts (bill: Bill): string[] {
  const { note, lines, prices } = bill
  if (lines.length === 0) return [escaped(note)]
  const shown = highestLines(bill, maxBillLines)
  const rows = shown.map(({ day, model, key = '', requests, images, inputTokens, outputTokens, cost, wasted }) => [
    day, model, key, ...[requests, images, inputTokens, outputTokens].map(count => count.toLocaleString('en-US')),
    cost === undefined ? 'unknown' : moneyText(cost), moneyText(wasted)
  ])
  const hidden = lines.length - shown.length
  return [
    `${escaped(note)} ${escaped(totalSentence(bill))}`,
    table(['day', 'model', 'key', 'requests', 'images', 'input tokens', 'output tokens', 'cost', 'wasted'], '---|---|---|--:|--:|--:|--:|--:|--:', rows),
    ...hidden === 0 ? [] : [`And ${plural(hidden, 'line')} with lower costs.`],
    ...prices.length === 0 ? [] : [prices.map(({ model, price, source, date }) => `- ${escaped(model)}: ${escaped(price)} (${escaped(source)}, ${escaped(date)})`).join('\n')]
  ]
}

function coverageParts ({ percent, covered, total, groups, isLowerBound }: Coverage): string[] {
  const rows = groups.map(({ name, covered, missing }) => [
    name, isLowerBound ? `${covered.length}` : `${covered.length} of ${covered.length + missing.length}`, listOf(covered), listOf(missing)
  ])
  return [
    isLowerBound ? `At least ${percent}%: ${covered} of ${total}.` : `${percent}%: ${covered} of ${total}.`,
    table(['group', 'covered', 'by the requests', 'missing'], '---|--:|---|---', rows)
  ]
}

function listOf (items: readonly string[]): string {
  const more = items.length > maxItems ? [`and ${items.length - maxItems} more`] : []
  return [...items.slice(0, maxItems), ...more].map(item => lineOfText(item, 100)).join(', ')
}

function table (head: readonly string[], alignment: string, rows: ReadonlyArray<readonly string[]>): string {
  return [`| ${head.join(' | ')} |`, `|${alignment}|`, ...rows.map(row => `| ${row.map(cell => escaped(cell, 10_000)).join(' | ')} |`)].join('\n')
}

/**
 * Escapes what has a meaning within a line of Markdown or at its beginning, and puts a zero-width space into what GitHub
 * links or replaces even if it is escaped: addresses, mentions (`@user`), issues (`#1`) and emoji (`:name:`).
 */
function escaped (text: string, maxLength?: number): string {
  return lineOfText(text, maxLength)
    .replace(/[@#:](?=\S)|www(?=\.)/gi, '$&\u200b')
    .replace(/[\\`*_[\]<>&~$|]/g, '\\$&')
    .replace(/^(\d*)([-+=#.)])/, '$1\\$2')
}

/** A URL without the characters that end the target of a link or a cell of a table. */
function linkTarget (url: string): string {
  return lineOfText(url, 4_000).replace(/[ <>()|\\`"]/g, character => `%${character.charCodeAt(0).toString(16)}`)
}
