/** Mistakes of the client that a call shows: the parameter at fault, and retries that came too early. */
import type { Card } from '../../../journal/entries/card.js'
import { earlyRetryAfter, type EarlyRetry } from '../../../journal/early-retry.js'
import type { Answer } from '../../../journal/entries/entry.js'

/** Returns the two times if the retry came before the time that the previous response asked for; otherwise undefined. */
export function earlyRetryOf (previous: Card | undefined, retry: Card): EarlyRetry | undefined {
  return previous && earlyRetryAfter({ ...previous, receivedMs: Date.parse(previous.time) }, Date.parse(retry.time))
}

export interface ParameterFault {
  /** The member of the body that the error response names. */
  param: string
  message: string
}

/** Returns the member of the body that an error response names, such as `image` for `image[1]`; undefined if it names none. */
export function parameterFaultOf (answer: Answer | undefined, body?: unknown): ParameterFault | undefined {
  const { param, message } = (typeof answer === 'object' && answer.error) || {}
  if (!param) return undefined
  const [member = param] = /^[^.[]+/.exec(param) ?? []
  const isMember = (name: string) => typeof body === 'object' && body !== null && Object.hasOwn(body, name)
  return { param: !isMember(param) && isMember(member) ? member : param, message: message ?? '' }
}

export interface Moderation {
  /** What was blocked: the prompt (`input`) or the generated image (`output`). */
  stage: string
  categories: readonly string[]
}

/** Returns why the safety system blocked a request; undefined if it did not. */
export function moderationOf (answer: Answer | undefined): Moderation | undefined {
  const { moderation_details: details } = (typeof answer === 'object' && answer.error) || {}
  return details && { stage: details.moderation_stage, categories: details.categories }
}

/** Returns the values that OpenAI's messages allow, such as `Supported values are: 'a', 'b', and 'c'.` or `Expected a value <= 10`. */
export function allowedValuesIn (message: string): string[] {
  const [, list] = /(?:Supported values are:|expected one of) (.*?)(?:, but got|\.?$)/s.exec(message) ?? []
  if (list !== undefined) return [...list.matchAll(/'([^']+)'/g)].map(([, value]) => value!)
  const [, bound] = /Expected a value ([<>]= \d+)/.exec(message) ?? []
  return bound === undefined ? [] : [bound]
}
