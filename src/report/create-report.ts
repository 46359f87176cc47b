/** Creates the report on the requests in the journal. */
import { isDownload, endMsOf, type StoredExchange } from '../journal/store/recorded-exchange.js'
import { createBill } from './bill.js'
import { measureCoverage } from './coverage.js'
import { findAll } from './find-all.js'
import type { FindOptions } from './found.js'
import type { Report, RequestCounts } from './report-schema.js'
import { hasStreamError } from './work-done.js'

/**
 * Creates the report.
 *
 * ```js
 * const { verdict, findings } = await createReport({
 *   exchanges, forgotten: 0, running: 0, rules: [], nowMs, graceMs: 0, contractMs: nowMs
 * })
 * ```
 */
export async function createReport (input: FindOptions): Promise<Report> {
  const { exchanges, forgotten, running, nowMs } = input
  const findings = findAll(input)
  return {
    time: new Date(nowMs).toISOString(),
    requests: countRequests(exchanges),
    running,
    forgotten,
    verdict: findings.length === 0 ? 'sound' : findings.some(({ severity }) => severity === 'error') ? 'errors' : 'warnings',
    findings,
    bill: createBill(exchanges, forgotten),
    coverage: measureCoverage(exchanges, forgotten)
  }
}

function countRequests (exchanges: readonly StoredExchange[]): RequestCounts {
  const requests = exchanges.filter(exchange => !isDownload(exchange))
  const endings = requests.map(endingOf)
  const count = (ending: Ending) => endings.filter(other => other === ending).length
  const fromMs = exchanges.reduce((least, { receivedMs }) => Math.min(least, receivedMs), Infinity)
  const toMs = exchanges.reduce((most, exchange) => Math.max(most, endMsOf(exchange)), 0)
  return {
    total: requests.length,
    answered: count('answered'),
    refused: count('refused'),
    failed: count('failed'),
    incomplete: count('incomplete'),
    downloads: exchanges.length - requests.length,
    ...(exchanges.length > 0 && { from: toTime(fromMs), to: toTime(toMs) })
  }
}

type Ending = 'answered' | 'refused' | 'failed' | 'incomplete'

function endingOf (exchange: StoredExchange): Ending {
  const { status, outcome } = exchange
  if (outcome !== undefined || status === undefined) return 'incomplete'
  if (status >= 500 || hasStreamError(exchange)) return 'failed'
  return status >= 400 ? 'refused' : 'answered'
}

function toTime (ms: number): string {
  return new Date(Math.round(ms)).toISOString()
}
