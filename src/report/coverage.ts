/** Coverage: which operations, models, parameters, refusals and failures the requests have exercised. */
import { operationNames } from '../contract/request-properties.js'
import type { StoredExchange } from '../journal/recorded-exchange.js'
import type { Coverage, CoverageGroup } from './report-schema.js'

/** Measures the coverage. If the journal has forgotten requests, nothing is reported as missing. */
export function measureCoverage (exchanges: readonly StoredExchange[], forgotten: number): Coverage {
  const groups = [operationsGroup(exchanges)]
  const covered = groups.reduce((sum, group) => sum + group.covered.length, 0)
  const total = groups.reduce((sum, group) => sum + group.covered.length + group.missing.length, 0)
  return {
    percent: total === 0 ? 0 : Math.floor(100 * covered / total),
    covered,
    total,
    ...(forgotten > 0 && { isLowerBound: true as const }),
    groups: forgotten > 0 ? groups.map(group => ({ ...group, missing: [] })) : groups
  }
}

function operationsGroup (exchanges: readonly StoredExchange[]): CoverageGroup {
  const used = new Set(exchanges.flatMap(({ operation, status }) => operation !== undefined && status === 200 ? [operation] : []))
  return {
    name: 'operations',
    covered: operationNames.filter(name => used.has(name)),
    missing: operationNames.filter(name => !used.has(name))
  }
}
