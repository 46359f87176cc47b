/** What a report must have to pass: no findings of a severity, and a minimum of coverage. */
import { findingsThatCount } from '../assert-sound.js'
import { findingKinds, type FindingId } from '../finding-kinds.js'
import type { Finding, Report } from '../report-schema.js'
import { countText } from './wording.js'

/** `never`: findings do not fail. */
export const failOnLevels = ['warning', 'error', 'never'] as const
export type FailOn = typeof failOnLevels[number]

export interface Demands {
  /** The lowest severity of findings that fail. Default: `error`. */
  failOn?: FailOn | undefined
  /** The ids of findings that do not fail. Default: none. */
  allow?: FindingId[] | undefined
  /** The minimum of the coverage in percent. Default: none. */
  minCoverage?: number | undefined
}

export interface FormatOptions extends Demands {
  /** The URL of the inbox with a slash at its end, for links to requests. Default: no links. */
  inboxUrl?: string | undefined
}

/** Returns the findings that fail. */
export function failingFindings (report: Report, { failOn = 'error', allow = [] }: Demands): Finding[] {
  return failOn === 'never' ? [] : findingsThatCount(report, { failOn, allow })
}

/**
 * Returns one sentence for each demand that the report does not meet.
 *
 *     unmetDemands(report, { failOn: 'warning', minCoverage: 60 })
 *     // ['Found 2 errors and 1 warning.', 'The coverage is 41%, below the minimum of 60%.']
 */
export function unmetDemands (report: Report, demands: Demands): string[] {
  const { coverage } = report
  const failing = failingFindings(report, demands)
  return [
    ...failing.length > 0 ? [`Found ${countText(failing)}.`] : [],
    ...isCovered(coverage, demands) ? [] : [coverageSentence(coverage, demands)]
  ]
}

export function isCovered ({ percent }: Report['coverage'], { minCoverage = 0 }: Demands): boolean {
  return percent >= minCoverage
}

export function coverageSentence ({ percent, isLowerBound }: Report['coverage'], { minCoverage = 0 }: Demands): string {
  const known = isLowerBound ? 'at least ' : ''
  return percent >= minCoverage
    ? `The coverage is ${known}${percent}%; the minimum is ${minCoverage}%.`
    : `The coverage is ${known}${percent}%, below the minimum of ${minCoverage}%.`
}

/** Whether the report can tell that there are no findings of a kind: forgotten requests may contain what seems to be absent. */
export function isChecked (id: FindingId, { forgotten }: Report): boolean {
  return forgotten === 0 || !('isAbsence' in findingKinds[id])
}
