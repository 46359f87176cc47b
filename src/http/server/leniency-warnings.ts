/** Warnings for requests that the mock accepts although OpenAI would refuse them: no API key, an unknown or retired model, ignored parameters. */
import { preview } from '../../text/messages.js'
import { models } from '../../contract/models.js'
import { ignoredParameters, type UnknownParameters } from '../../contract/validate.js'
import type { Exchange } from '../../operations/exchange.js'

/** The maximum number of warnings that one mock logs, since clients choose the names of models and parameters. */
const maxWarnings = 100

/** How long before its last day a model is warned about: time to change clients. */
const noticeMs = 60 * 24 * 3600 * 1000

export interface LeniencyOptions {
  unknownParameters: UnknownParameters
  /** The day whose contract applies. Default: no day, so that retired models are served. */
  asOf?: string | undefined
}

/** Returns a function from an exchange to its warnings. Each warning is returned only once. */
export function createLeniencyWarnings (options: LeniencyOptions): (exchange: Exchange) => string[] {
  const returned = new Set<string>()
  return exchange => warningsOf(exchange, options).filter(warning => {
    if (returned.has(warning) || returned.size >= maxWarnings) return false
    returned.add(warning)
    return true
  })
}

function warningsOf ({ request, key, json, receivedMs }: Exchange, { unknownParameters, asOf }: LeniencyOptions): string[] {
  if (!request) return []
  const { parameters: { model } } = request
  const warnings: string[] = []
  if (key === undefined) warnings.push('No API key was sent. OpenAI responds with 401; set apiKeys to any to do the same.')
  if (!models.has(model)) warnings.push(`Unknown model ${preview(model)} was accepted. OpenAI responds with 400; set unknownModels to reject to do the same.`)
  if (asOf === undefined) warnings.push(...retirementWarnings(model, request.model.retired, receivedMs))
  for (const name of unknownParameters === 'ignore' ? ignoredParameters(json, request.model) : []) {
    warnings.push(`Parameter ${preview(name)} was ignored. OpenAI responds with 400; set unknownParameters to reject to do the same.`)
  }
  return warnings
}

function retirementWarnings (model: string, retired: string | undefined, nowMs: number): string[] {
  if (retired === undefined || Date.parse(retired) - nowMs > noticeMs) return []
  return [Date.parse(retired) <= nowMs
    ? `Model ${preview(model)} was accepted. OpenAI retired it on ${retired}; set asOf to today to refuse it, too.`
    : `Model ${preview(model)} was accepted. OpenAI retires it on ${retired}; set asOf to that day to test what breaks.`]
}
