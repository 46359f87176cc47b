/** Warnings for requests that the mock accepts although OpenAI would refuse them: no API key, an unknown model, ignored parameters. */
import { preview } from '../../text/messages.js'
import { models } from '../../contract/models.js'
import { ignoredParameters, type UnknownParameters } from '../../contract/validate.js'
import type { Exchange } from '../../operations/exchange.js'

/** The maximum number of warnings that one mock logs, since clients choose the names of models and parameters. */
const maxWarnings = 100

/** Returns a function from an exchange to its warnings. Each warning is returned only once. */
export function createLeniencyWarnings (unknownParameters: UnknownParameters): (exchange: Exchange) => string[] {
  const returned = new Set<string>()
  return exchange => warningsOf(exchange, unknownParameters).filter(warning => {
    if (returned.has(warning) || returned.size >= maxWarnings) return false
    returned.add(warning)
    return true
  })
}

function warningsOf ({ request, key, json }: Exchange, unknownParameters: UnknownParameters): string[] {
  if (!request) return []
  const { parameters: { model } } = request
  const warnings: string[] = []
  if (key === undefined) warnings.push('No API key was sent. OpenAI answers 401; set apiKeys to any to do the same.')
  if (!models.has(model)) warnings.push(`Unknown model ${preview(model)} was accepted. OpenAI answers 400; set unknownModels to reject to do the same.`)
  for (const name of unknownParameters === 'ignore' ? ignoredParameters(json, request.model) : []) {
    warnings.push(`Parameter ${preview(name)} was ignored. OpenAI answers 400; set unknownParameters to reject to do the same.`)
  }
  return warnings
}
