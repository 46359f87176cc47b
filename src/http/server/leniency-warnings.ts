/** Warnings for requests that the mock accepts although OpenAI would refuse them: no API key, an unknown or retired model, ignored parameters. */
import { preview } from '../../text/messages.js'
import { isKnownModel, retirementNoticeMs } from '../../contract/models.js'
import { ignoredParameters, type UnknownParameters } from '../../contract/validation/validate.js'
import type { Exchange } from '../../operations/exchange.js'

/** The maximum number of warnings that one mock logs, since clients choose the names of models and parameters. */
const maxWarnings = 100

export interface LeniencyOptions {
  unknownParameters: UnknownParameters
  /** With `warn`, the line of a request has its violations. With `schema`, what models refuse is accepted on purpose. */
  validation: 'model' | 'schema' | 'warn'
  /** The day whose contract applies. Default: no day, so that retired models are served. */
  asOf?: string | undefined
}

/** The texts of the warnings, by kind. */
const texts = {
  noKey: () => 'No API key was sent. OpenAI responds with 401; set apiKeys to any to do the same.',
  unknown: (model: string) => `Unknown model ${model} was accepted. OpenAI responds with 400; set unknownModels to reject to do the same.`,
  retired: (model: string, day: string) => `Model "${model}" was accepted. OpenAI retired it on ${day}; set asOf to today to refuse it, too.`,
  retiring: (model: string, day: string) => `Model "${model}" was accepted. OpenAI retires it on ${day}; set asOf to that day to test what breaks.`,
  ignored: (parameter: string) => `Parameter ${parameter} was ignored. OpenAI responds with 400; set unknownParameters to reject to do the same.`
}

/** Returns a function from an exchange to its warnings. Each warning is returned only once. */
export function createLeniencyWarnings ({ unknownParameters, validation, asOf }: LeniencyOptions): (exchange: Exchange) => string[] {
  // Names are compared, not texts: a text for each request would take 3 µs.
  const returned: Record<keyof typeof texts, Set<string>> = {
    noKey: new Set(), unknown: new Set(), retired: new Set(), retiring: new Set(), ignored: new Set()
  }
  let count = 0

  return ({ request, key, json, receivedMs }) => {
    const warnings: string[] = []
    if (!request) return warnings
    const { parameters: { model }, model: { retired, custom } } = request
    const warn = (kind: keyof typeof texts, name: string, day = '') => {
      if (returned[kind].has(name) || count >= maxWarnings) return
      count++
      returned[kind].add(name)
      warnings.push(texts[kind](name, day))
    }
    if (key === undefined) warn('noKey', '')
    if (validation === 'schema') return warnings
    if (!isKnownModel(model, request.model)) warn('unknown', preview(model))
    if (asOf === undefined && retired !== undefined && !custom && !returned.retired.has(model)) {
      const leftMs = Date.parse(retired) - receivedMs
      if (leftMs <= retirementNoticeMs) warn(leftMs <= 0 ? 'retired' : 'retiring', model, retired)
    }
    if (unknownParameters === 'ignore') for (const name of ignoredParameters(json, request.model)) warn('ignored', preview(name))
    return warnings
  }
}
