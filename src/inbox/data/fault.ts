/** The parameter at fault, as an error response names it, and the values that it allows. */
import type { Answer } from '../../journal/entry.js'

export interface Fault {
  /** The member of the body at fault. */
  param: string
  message: string
}

export function faultIn (answer: Answer | undefined): Fault | undefined {
  const { param, message } = (typeof answer === 'object' && answer.error) || {}
  return param ? { param, message: message ?? '' } : undefined
}

/** The values in OpenAI's wording, such as `Supported values are: 'a', 'b', and 'c'.` or `Expected a value <= 10`. */
export function allowedIn (message: string): string[] {
  const [, list] = /(?:Supported values are:|expected one of) (.*?)(?:, but got|\.?$)/s.exec(message) ?? []
  if (list !== undefined) return [...list.matchAll(/'([^']+)'/g)].map(([, value]) => value!)
  const [, bound] = /Expected a value ([<>]= \d+)/.exec(message) ?? []
  return bound === undefined ? [] : [bound]
}
