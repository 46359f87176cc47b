/** Assertion that the report has no findings. */
import { Type, type Static } from 'typebox'
import { checkArgument } from '../journal/check-argument.js'
import { StringEnum } from '../text/allowed-values.js'
import { findingIds } from './finding-kinds.js'
import { countText, runningText } from './formats/wording.js'
import type { Finding, Report } from './report-schema.js'
import { SoundnessError } from './soundness-error.js'
import { plural } from '../text/sentences.js'

export const Soundness = Type.Object({
  allow: Type.Optional(Type.Array(StringEnum(findingIds, {}), { allowed: 'an array of ids of findings (such as never-fetched)', description: 'The ids of findings that do not count. Default: none.' })),
  failOn: Type.Optional(StringEnum(['warning', 'error'], { description: 'The lowest severity that counts. Default `warning`.' }))
}, { additionalProperties: false })

/**
 * Which findings make a client unsound.
 *
 * ```js
 * await mock.assertSound({ allow: ['never-fetched'], failOn: 'error' })
 * ```
 */
export type Soundness = Static<typeof Soundness>

/** Throws a JournalError if the value is not valid. */
export function checkSoundness (value: unknown): Soundness {
  return checkArgument(Soundness, value, 'the options of assertSound')
}

/** Returns the findings that count. */
export function findingsThatCount ({ findings }: Report, { allow = [], failOn = 'warning' }: Soundness): Finding[] {
  return findings.filter(({ id, severity }) => !allow.includes(id) && (severity === 'error' || failOn === 'warning'))
}

/** Throws a SoundnessError if findings count. */
export function assertSound (report: Report, options: Soundness): void {
  const findings = findingsThatCount(report, options)
  if (findings.length > 0) throw new SoundnessError(messageOf(report, findings), findings)
}

const maxIds = 3

function messageOf (report: Report, findings: readonly Finding[]): string {
  const { requests: { total }, forgotten } = report
  const running = runningText(report)
  return [
    `Expected no findings, got ${countText(findings)} (${plural(total, 'request')} recorded).`,
    ...findings.map(finding => `  ${finding.severity} ${finding.id}: ${finding.title}${idsOf(finding)}\n    ${finding.reality}\n    ${finding.advice}`),
    ...running === undefined ? [] : [running],
    ...forgotten > 0 ? [`The journal has forgotten ${plural(forgotten, 'older request')}: increase journalEntries or journalBytes.`] : [],
    `To accept a finding, use allow: ['${findings[0]!.id}'].`
  ].join('\n')
}

function idsOf ({ requests }: Finding): string {
  if (requests.length === 0) return ''
  return ` ${requests.slice(0, maxIds).join(', ')}${requests.length > maxIds ? ', …' : ''}`
}
