/** The parameters of a request that was refused before it was resolved, as its body has them. */
import { parameters, type ParameterName, type SentParameters } from '../contract/parameters.js'
import type { StoredExchange } from './recorded-exchange.js'

/** Empty if the body is no JSON object, or if the journal does not have all of it. */
export function rawParameters ({ body, isBodyCut }: Pick<StoredExchange, 'body' | 'isBodyCut'>): SentParameters {
  const value = isBodyCut ? undefined : parsed(body)
  if (typeof value !== 'object' || value === null) return {}
  return Object.fromEntries(Object.entries(value).filter(([name, value]) => Object.hasOwn(parameters, name) && hasType(value, parameters[name as ParameterName].type)))
}

function hasType (value: unknown, type: 'string' | 'integer' | 'boolean'): boolean {
  if (type === 'integer') return Number.isInteger(value)
  return type === 'boolean' ? typeof value === 'boolean' : typeof value === 'string'
}

function parsed (body = ''): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
