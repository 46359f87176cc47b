/** The report as text for a terminal: at most 40 lines of 100 columns. */
import type { Bill, Coverage, Finding, Report } from '../report-schema.js'
import { plural } from '../../text/sentences.js'
import { unmetDemands, type FormatOptions } from './demands.js'
import { countText, forgottenText, headline, highestLines, idText, lineOfText, moneyText, requestsText, requestUrl, runningText, shortId, totalSentence, totalText } from './wording.js'

export interface TextOptions extends FormatOptions {
  /** Styles text for a terminal, without changing its width. Default: plain text. */
  paint?: (style: 'bold' | 'dim' | 'red' | 'yellow' | 'green', text: string) => string
}

const maxLines = 40
const columns = 100
const labelWidth = 10
const maxTitleLines = 3
const maxBillLines = 4

type Paint = NonNullable<TextOptions['paint']>
/** A label, and the lines beside it. */
type Block = [label: string, lines: readonly string[]]

/** Returns the report as text. If it is too long, findings lose their advice first, then their links; the last ones are only counted. */
export function formatText (report: Report, options: TextOptions = {}): string {
  const { paint = (_style, text) => text, inboxUrl } = options
  const { verdict, findings } = report
  const notes = [runningText(report), forgottenText(report)].filter(note => note !== undefined)
  const unmet = unmetDemands(report, options)
  const style = verdict === 'sound' ? 'green' : verdict === 'errors' ? 'red' : 'yellow'
  const before = [
    paint('bold', paint(style, headline(report, options))),
    ...wrapped(`${requestsText(report)}.`, columns),
    ...notes.flatMap(note => wrapped(note, columns))
  ]
  const after = [
    '',
    ...linesOf(['bill', billLines(report.bill)], paint),
    ...linesOf(['coverage', coverageLines(report.coverage)], paint),
    ...inboxUrl === undefined || urlWidth(inboxUrl) > columns - labelWidth ? [] : linesOf(['inbox', [inboxUrl]], paint),
    ...unmet.length === 0 ? [] : linesOf(['failed', unmet], paint)
  ]
  const room = maxLines - before.length - after.length - 1
  const shown = fitting(findings, room, options, paint)
  return [...before, ...shown.length === 0 ? [] : ['', ...shown], ...after, ''].join('\n')
}

/**
 * Returns the report in at most three lines.
 *
 *     128 requests in 41 s: 121 answered, 4 refused, 3 failed; 96 downloads.
 *     1 error and 1 warning: retried-refusal, never-fetched.
 *     The mock itself costs nothing: this is what OpenAI would have charged. $1.23 in all, $0.20 of it wasted.
 */
export function formatSummary (report: Report, options: FormatOptions = {}): string {
  const { findings, bill } = report
  const ids = [...new Set(findings.map(finding => idText(finding, options)))]
  return [
    [`${requestsText(report)}.`, runningText(report) ?? ''].join(' ').trim(),
    findings.length === 0 ? `${headline(report)}.` : `${countText(findings)}: ${ids.length <= 4 ? ids.join(', ') : `${ids.slice(0, 3).join(', ')} and ${ids.length - 3} more`}.`,
    ...bill.lines.length === 0 ? [] : [`${bill.note} ${totalSentence(bill)}`]
  ].join('\n')
}

/** The findings with as many details as there is room for. */
function fitting (findings: readonly Finding[], room: number, options: FormatOptions, paint: Paint): string[] {
  for (const details of [['link', 'advice'], ['link'], []] as Detail[][]) {
    const lines = findings.flatMap(finding => findingLines(finding, details, options, paint))
    if (lines.length <= room) return lines
  }
  const shown: string[] = []
  for (const [index, finding] of findings.entries()) {
    const lines = findingLines(finding, [], options, paint)
    if (shown.length + lines.length >= room) return [...shown, paint('dim', `${' '.repeat(labelWidth)}and ${plural(findings.length - index, 'more finding')}`)]
    shown.push(...lines)
  }
  return shown
}

type Detail = 'advice' | 'link'

function findingLines (finding: Finding, details: readonly Detail[], options: FormatOptions, paint: Paint): string[] {
  const { severity, title, advice, requests } = finding
  const titleLines = wrapped(`${idText(finding, options)}: ${lineOfText(title)}`, columns - labelWidth)
  const adviceLines = details.includes('advice') ? wrapped(lineOfText(advice), columns - labelWidth) : []
  const linkLines = details.includes('link') && requests.length > 0 ? [linkOf(requests, options.inboxUrl)] : []
  const cut = titleLines.length > maxTitleLines ? [...titleLines.slice(0, maxTitleLines - 1), '…'] : titleLines
  return linesOf([severity, [...cut, ...[...adviceLines, ...linkLines].map(line => paint('dim', line))]], paint)
}

/** The first request, by its page in the inbox if that fits. */
function linkOf (requests: readonly string[], inboxUrl: string | undefined): string {
  const more = requests.length === 1 ? '' : ` and ${requests.length - 1} more`
  const link = inboxUrl === undefined ? '' : requestUrl(inboxUrl, requests[0]!)
  return link !== '' && urlWidth(link + more) <= columns - labelWidth ? link + more : shortId(requests[0]!) + more
}

/** The number of columns, or infinity if it contains something else than printable ASCII. */
function urlWidth (url: string): number {
  return /^[ -~]*$/.test(url) ? url.length : Infinity
}

function billLines (bill: Bill): string[] {
  const { note, lines } = bill
  if (lines.length === 0) return [note]
  const shown = highestLines(bill, maxBillLines)
  const rows = shown.map(({ day, model, key = '', requests, images, cost }) => [
    day, cutTo(lineOfText(model), 30), cutTo(lineOfText(key), 10), plural(requests, 'request'), plural(images, 'image'), cost === undefined ? 'no known price' : moneyText(cost)
  ])
  const more = lines.length === shown.length ? [] : [`and ${plural(lines.length - shown.length, 'line')} with lower costs`]
  return [note, `${totalText(bill)}:`, ...aligned(rows), ...more]
}

function coverageLines ({ percent, covered, total, groups, isLowerBound }: Coverage): string[] {
  const texts = aligned(groups.map(({ name, covered, missing }) => [
    name, isLowerBound ? `${covered.length}` : `${covered.length} of ${covered.length + missing.length}`, ''
  ]))
  return [
    `${isLowerBound ? 'at least ' : ''}${percent}%: ${covered} of ${total}`,
    ...texts.map((text, index) => withMissing(text, groups[index]!.missing).trimEnd())
  ]
}

/** Adds as many of the missing items as fit. */
function withMissing (text: string, missing: readonly string[]): string {
  if (missing.length === 0) return text
  const room = columns - labelWidth - widthOf(text)
  for (let count = missing.length; count > 0; count--) {
    const more = count < missing.length ? ` and ${missing.length - count} more` : ''
    const list = `missing: ${missing.slice(0, count).map(item => lineOfText(item, 60)).join(', ')}${more}`
    if (widthOf(list) <= room) return text + list
  }
  return text
}

/** Aligns the columns of a table; all but the last are padded. */
function aligned (rows: ReadonlyArray<readonly string[]>): string[] {
  const widths = (rows[0] ?? []).map((_cell, index) => Math.max(...rows.map(row => widthOf(row[index]!))))
  return rows.map(row => cutTo(row.map((cell, index) => cell + ' '.repeat(index === row.length - 1 ? 0 : widths[index]! - widthOf(cell))).join('  '), columns - labelWidth))
}

function linesOf ([label, lines]: Block, paint: Paint): string[] {
  const style = label === 'error' || label === 'failed' ? 'red' : label === 'warning' ? 'yellow' : 'bold'
  return lines.map((line, index) => (index === 0 ? paint(style, label) + ' '.repeat(labelWidth - label.length) : ' '.repeat(labelWidth)) + line)
}

/** Wraps at spaces. Longer words are broken. */
function wrapped (text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && widthOf(line) + 1 + widthOf(word) > width) {
      lines.push(line)
      line = ''
    }
    line = line === '' ? word : `${line} ${word}`
    while (widthOf(line) > width) {
      const start = beginningOf(line, width)
      lines.push(start)
      line = line.slice(start.length)
    }
  }
  return line === '' ? lines : [...lines, line]
}

function cutTo (text: string, width: number): string {
  return widthOf(text) <= width ? text : `${beginningOf(text, width - 1)}…`
}

function beginningOf (text: string, width: number): string {
  let start = ''
  for (const character of text) {
    if (widthOf(start + character) > width) break
    start += character
  }
  return start
}

/** Characters that take two columns: those of East Asian scripts, and emoji. */
const wide = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{10000}-\u{10ffff}]/gu

/** The number of columns on a terminal. */
function widthOf (text: string): number {
  return Array.from(text).length + (text.match(wide)?.length ?? 0)
}
