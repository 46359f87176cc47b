/** Wording that the formats share: counts, amounts, and texts of clients on one line. */
import type { FindingId } from '../finding-kinds.js'
import type { Bill, BillLine, Finding, Report } from '../report-schema.js'
import { durationText, listed, plural } from '../../text/sentences.js'

/** The findings that do not fail. */
interface Allowance {
  allow?: readonly FindingId[] | undefined
}

/** The result in a few words: `2 errors and 1 warning`, `1 error and 1 warning, 1 of them allowed`, or `Sound: no findings`. */
export function headline ({ findings, requests: { total } }: Report, allowance: Allowance = {}): string {
  if (findings.length === 0) return total === 0 ? 'No requests' : 'Sound: no findings'
  const allowed = findings.filter(finding => isAllowed(finding, allowance)).length
  return countText(findings) + (allowed === 0 ? '' : allowed === findings.length ? ', allowed' : `, ${allowed} of them allowed`)
}

export function isAllowed ({ id }: Finding, { allow = [] }: Allowance): boolean {
  return allow.includes(id)
}

/** The id of a finding, with `(allowed)` if it is. */
export function idText (finding: Finding, allowance: Allowance): string {
  return `${finding.id}${isAllowed(finding, allowance) ? ' (allowed)' : ''}`
}

/** Returns `2 errors and 1 warning`. */
export function countText (findings: readonly Finding[]): string {
  const count = (severity: Finding['severity']) => findings.filter(finding => finding.severity === severity).length
  return listed([['error', count('error')] as const, ['warning', count('warning')] as const]
    .flatMap(([noun, number]) => number === 0 ? [] : [plural(number, noun)]), 'and')
}

/** Returns `128 requests in 41 s: 121 answered, 4 refused, 3 failed; 96 downloads`. */
export function requestsText ({ requests }: Report): string {
  const { total, downloads } = requests
  const kinds = (['answered', 'refused', 'failed', 'incomplete'] as const).filter(kind => requests[kind] > 0)
  const durationMs = durationMsOf(requests)
  return [
    plural(total, 'request'),
    durationMs === undefined ? '' : ` in ${durationText(durationMs)}`,
    kinds.length === 0 ? '' : `: ${kinds.map(kind => `${requests[kind].toLocaleString('en-US')} ${kind}`).join(', ')}`,
    downloads === 0 ? '' : `; ${plural(downloads, 'download')}`
  ].join('')
}

/** From the first request to the end of the last response, in milliseconds; undefined if there are no requests. */
export function durationMsOf ({ from, to }: Report['requests']): number | undefined {
  return from === undefined || to === undefined ? undefined : Date.parse(to) - Date.parse(from)
}

/** The sentence about requests that the journal no longer has; undefined if it has all of them. */
export function forgottenText ({ forgotten }: Report): string | undefined {
  return forgotten === 0 ? undefined : `The journal has forgotten ${plural(forgotten, 'older request')}, so nothing is reported as missing.`
}

/** The sentence about requests that have not ended; undefined if there are none. */
export function runningText ({ running }: Report): string | undefined {
  if (running === 0) return undefined
  return `${plural(running, 'request')} ${running === 1 ? 'is still running and is' : 'are still running and are'} not part of this report.`
}

/** Returns `$1.23 in all`, `$1.23 in all, $0.20 of it wasted`, or `at least $1.23 in all`. */
export function totalText ({ total, wasted, isLowerBound }: Bill): string {
  return `${isLowerBound ? 'at least ' : ''}${moneyText(total)} in all${wasted === 0 ? '' : `, ${moneyText(wasted)} of it wasted`}`
}

/** The total as a sentence: `$1.23 in all.` */
export function totalSentence (bill: Bill): string {
  return `${totalText(bill).replace(/^a/, 'A')}.`
}

/** Returns `$0.04`, or small amounts to a millionth of a dollar: `$0.000025`. */
export function moneyText (dollars: number): string {
  const maximumFractionDigits = dollars < 0.01 ? 6 : 4
  return dollars.toLocaleString('en-US', { style: 'currency', currency: 'USD', minimumFractionDigits: 2, maximumFractionDigits })
}

/** The lines of the bill with the highest costs, in the order of the bill. */
export function highestLines ({ lines }: Bill, count: number): BillLine[] {
  const highest = new Set([...lines].sort((one, other) => (other.cost ?? 0) - (one.cost ?? 0)).slice(0, count))
  return lines.filter(line => highest.has(line))
}

/** What breaks a line, controls a terminal, changes the direction of text, or is not a character. */
const unprintable = /[\p{Cc}\p{Cs}\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufffe\uffff]/gu

/** Returns text of a client on one line, without control characters, and cut to `maxLength` characters. */
export function lineOfText (text: string, maxLength = 400): string {
  const line = text.slice(0, 2 * maxLength).replace(/\s+/g, ' ').replace(unprintable, '\ufffd').trim()
  const characters = Array.from(line)
  return characters.length <= maxLength ? line : `${characters.slice(0, maxLength - 1).join('')}…`
}

/** The beginning of a request id: `req_0123abcd…`. */
export function shortId (id: string): string {
  return lineOfText(id.length <= 12 ? id : `${id.slice(0, 12)}…`)
}

/** The page of the inbox that shows a request. */
export function requestUrl (inboxUrl: string, id: string): string {
  return `${inboxUrl}?open=${encodeURIComponent(lineOfText(id))}`
}
