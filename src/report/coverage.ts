/** Coverage: which operations, models, parameters, refusals and failures the requests have exercised. */
import { acceptedParameters } from '../contract/accepted-parameters.js'
import { requestContracts } from '../contract/operations/all-contracts.js'
import { operationNames } from '../contract/operations/operations.js'
import { isDownload, type StoredExchange } from '../journal/store/recorded-exchange.js'
import { bodyOf, imageUrls } from '../journal/store/stored-exchange.js'
import { assetFaults, faults, streamFaults, type Fault } from '../rules/faults.js'
import { classOf, contractRefusal, failureClasses, refusalClasses } from './failure-classes.js'
import { groupBy, unique } from './groups.js'
import type { Coverage, CoverageGroup } from './report-schema.js'
import { isCharged, type ValidExchange } from './work-done.js'

/**
 * Measures the coverage. What could be covered depends on the operations, models and ways of delivery that the requests
 * use. If the journal has forgotten requests, nothing is reported as missing.
 */
export function measureCoverage (exchanges: readonly StoredExchange[], forgotten: number): Coverage {
  const answered = exchanges.filter(isCharged)
  const groups = [
    operationsGroup(answered),
    modelsGroup(exchanges, answered),
    parametersGroup(answered),
    refusalsGroup(exchanges),
    failuresGroup(exchanges, answered),
    ...imageFailuresGroup(exchanges, answered)
  ]
  const covered = groups.reduce((sum, group) => sum + group.covered.length, 0)
  const total = groups.reduce((sum, group) => sum + group.covered.length + group.missing.length, 0)
  return {
    percent: Math.floor(100 * covered / total),
    covered,
    total,
    ...(forgotten > 0 && { isLowerBound: true as const }),
    groups: forgotten > 0 ? groups.map(group => ({ ...group, missing: [] })) : groups
  }
}

function groupOf (name: string, all: readonly string[], covered: ReadonlySet<string>): CoverageGroup {
  return { name, covered: all.filter(item => covered.has(item)), missing: all.filter(item => !covered.has(item)) }
}

/** Operations that OpenAI has ended, such as variations, count only if they are used. */
function operationsGroup (answered: readonly ValidExchange[]): CoverageGroup {
  const used = new Set(answered.map(({ request: { operation } }) => operation))
  return groupOf('operations', operationNames.filter(name => requestContracts[name].ended === undefined || used.has(name)), used)
}

/** The models that the requests name, covered by a response with images. */
function modelsGroup (exchanges: readonly StoredExchange[], answered: readonly ValidExchange[]): CoverageGroup {
  const named = exchanges.flatMap(({ request }) => request?.parameters.model ?? [])
  return groupOf('models', unique(named).sort(), new Set(answered.map(({ request }) => request.parameters.model)))
}

/** The parameters of the models that are used, by operation and family, such as `generation gpt-image quality`. */
function parametersGroup (answered: readonly ValidExchange[]): CoverageGroup {
  const groups = groupBy(answered, ({ request: { operation, model: { family } } }) => `${operation} ${family.name}`)
  const items = [...groups].map(([name, group]) => {
    const accepted = unique(group.map(({ request: { model } }) => model)).flatMap(model => Object.keys(acceptedParameters(model)))
    const sent = group.flatMap(exchange => Object.keys(bodyOf(exchange) ?? {}))
    // A deprecated parameter is not missing.
    const isCurrent = (name: string) => name !== 'user' || !accepted.includes('safety_identifier') || sent.includes(name)
    const prefixed = (names: readonly string[]) => unique(names).filter(parameter => parameter !== 'prompt').map(parameter => `${name} ${parameter}`)
    return { accepted: prefixed(accepted.filter(isCurrent)), sent: prefixed(sent) }
  })
  return groupOf('parameters', items.flatMap(({ accepted }) => accepted), new Set(items.flatMap(({ sent }) => sent)))
}

function refusalsGroup (exchanges: readonly StoredExchange[]): CoverageGroup {
  return groupOf('refusals', [contractRefusal, ...Object.keys(refusalClasses)], new Set(exchanges.flatMap(exchange => classOf(exchange) ?? [])))
}

/** Faults that leave the response as it is, but for its timing or for events that clients skip. */
const harmlessFaults: readonly Fault[] = ['drip', 'keepalive']

function failuresGroup (exchanges: readonly StoredExchange[], answered: readonly ValidExchange[]): CoverageGroup {
  const streams = exchanges.some(({ events }) => events !== undefined)
  const sendsBase64 = answered.some(({ answer }) => imageUrls(answer).length === 0)
  const names = (Object.keys(faults) as Fault[]).filter(fault => !harmlessFaults.includes(fault) &&
    (streams || !streamFaults.includes(fault)) && (sendsBase64 || fault !== 'bad_base64'))
  const met = exchanges.flatMap(exchange => [classOf(exchange) ?? [], exchange.decidedBy.respond?.['fault'] ?? []].flat())
  return groupOf('failures', [...Object.keys(failureClasses), ...names], new Set(met))
}

/** The failures of downloads, if the responses have URLs. */
function imageFailuresGroup (exchanges: readonly StoredExchange[], answered: readonly ValidExchange[]): CoverageGroup[] {
  if (!answered.some(({ answer }) => imageUrls(answer).length > 0)) return []
  const met = exchanges.filter(isDownload).flatMap(({ decidedBy: { respond, reason } }) =>
    [respond?.['asset'] ?? [], reason === 'The URL is expired' ? 'expired' : []].flat())
  return [groupOf('failures of downloads', Object.keys(assetFaults).filter(name => name !== 'slow'), new Set(met))]
}
