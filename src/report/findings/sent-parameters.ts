/** Findings about parameters, keys and models: refused, ignored, deprecated, missing, unknown or retired. */
import { isKnownModel, parameterSchemas, retirementNoticeMs } from '../../contract/models.js'
import type { Violation } from '../../journal/entries/entry.js'
import type { StoredExchange } from '../../journal/store/recorded-exchange.js'
import { rawParameters } from '../../journal/store/stored-exchange.js'
import type { Find, Found } from '../found.js'
import { largestGroups } from '../groups.js'
import { plural } from '../../text/sentences.js'
import { errorOf, isCharged, isContractRefusal, isRefusedByKey, isValid } from '../work-done.js'

interface Problem {
  exchange: StoredExchange
  /** What OpenAI refuses. */
  violation: Violation
}

export const findRefusedRequests: Find = ({ exchanges }) => {
  const accepted = violationsIn(exchanges)
    .filter(({ exchange, violation }) => !isUnknownParameter(violation) && !isUnknownModel(exchange, violation))
  const problems = [...refusalsIn(exchanges), ...accepted]
  return largestGroups(problems, ({ violation: { param, code }, exchange }) => `${param} ${code} ${modelOf(exchange)}`).map(group => {
    const [{ exchange, violation: { param, message } }] = group
    const model = modelOf(exchange)
    return {
      id: 'request-refused' as const,
      title: `Sent ${plural(group.length, 'request')} that OpenAI refuses${param ? ` because of ${param}` : ''}: ${quoted(message)}`,
      ...(param && { param }),
      ...(model !== undefined && { model }),
      exchanges: group.map(({ exchange }) => exchange)
    }
  })
}

function refusalsIn (exchanges: readonly StoredExchange[]): Problem[] {
  return exchanges.filter(isRefusedRequest).map(exchange => {
    const { param, code, message } = errorOf(exchange)!
    return { exchange, violation: { param, code, message: message ?? '' } }
  })
}

/** What OpenAI would refuse in requests that the mock accepted. */
function violationsIn (exchanges: readonly StoredExchange[]): Problem[] {
  return exchanges.filter(isValid).flatMap(exchange => (exchange.violations ?? []).map(violation => ({ exchange, violation })))
}

function isUnknownParameter ({ code, param }: Violation): boolean {
  return code === 'unknown_parameter' && param !== null
}

/** The finding about models says it. */
function isUnknownModel ({ request }: StoredExchange, { param }: Violation): boolean {
  return param === 'model' && !isKnownModel(request!.parameters.model, request!.model)
}

function isRefusedRequest (exchange: StoredExchange): boolean {
  const { status = 0, operation } = exchange
  const error = errorOf(exchange)
  // OpenAI accepts what only the mock cannot do.
  if (operation === undefined || status < 400 || status >= 500 || !error || error.code === 'not_imitated_by_mock') return false
  return isContractRefusal(exchange)
}

function modelOf (exchange: StoredExchange): string | undefined {
  const { model } = exchange.request?.parameters ?? rawParameters(exchange)
  return model === undefined ? undefined : String(model)
}

const maxMessageLength = 160

/** The message as the end of a sentence. */
function quoted (message: string): string {
  const line = message.replace(/\s+/g, ' ').trim()
  return line.length <= maxMessageLength ? line.replace(/[^.]$/, '$&.') : `${line.slice(0, maxMessageLength)}…`
}

export const findIgnoredParameters: Find = ({ exchanges }) => {
  const ignored = violationsIn(exchanges).filter(({ violation }) => isUnknownParameter(violation))
  return largestGroups(ignored, ({ exchange, violation: { param } }) => `${param}\n${modelOf(exchange)}`).map(group => {
    const [{ exchange, violation }] = group
    const model = modelOf(exchange)!
    const param = violation.param!.slice(0, maxMessageLength)
    return {
      id: 'parameter-ignored' as const,
      title: `Sent ${plural(group.length, 'request')} with ${param}, which ${model} does not have.`,
      param,
      model,
      exchanges: group.map(({ exchange }) => exchange)
    }
  })
}

/** OpenAI's description of `safety_identifier` says that `user` is deprecated. */
export const findDeprecatedParameters: Find = ({ exchanges }) => {
  const deprecated = exchanges.filter(isValid).filter(exchange => {
    const { user, safety_identifier: identifier } = exchange.request.parameters
    return user !== undefined && !identifier && parameterSchemas(exchange.request.model)['safety_identifier'] !== undefined
  })
  if (deprecated.length === 0) return []
  return [{ id: 'parameter-deprecated', title: `Sent ${plural(deprecated.length, 'request')} with user, which is deprecated.`, param: 'user', exchanges: deprecated }]
}

export const findMissingKeys: Find = ({ exchanges }) => {
  const withoutKey = exchanges.filter(exchange =>
    exchange.operation !== undefined && exchange.key === undefined && !isRefusedByKey(exchange))
  if (withoutKey.length === 0) return []
  return [{ id: 'key-missing', title: `Sent ${plural(withoutKey.length, 'request')} without an API key.`, exchanges: withoutKey }]
}

export const findModels: Find = ({ exchanges, contractMs, isSchemaTest = false }) =>
  largestGroups(isSchemaTest ? [] : exchanges.filter(isCharged), ({ request }) => request.parameters.model).flatMap((group): Found[] => {
    const [{ request }] = group
    const { parameters: { model }, model: { retired, custom } } = request
    const shared = { model, exchanges: group }
    const sent = `Sent ${plural(group.length, 'request')} to ${model}`
    if (!isKnownModel(model, request.model)) return [{ id: 'model-unknown', title: `${sent}, which is not a model of OpenAI.`, ...shared }]
    if (retired === undefined || Date.parse(retired) - contractMs > retirementNoticeMs) return []
    const vendor = custom && custom.like === undefined ? 'its vendor' : 'OpenAI'
    return [Date.parse(retired) <= contractMs
      ? { id: 'model-retired', title: `${sent}, which ${vendor} retired on ${retired}.`, ...shared }
      : { id: 'model-retiring', title: `${sent}, which ${vendor} retires on ${retired}.`, ...shared }]
  })
