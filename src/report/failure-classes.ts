/** Classes of refusals and failures: those that a client handles alike. A suite covers a class with one of them. */
import type { ApiError } from '../errors/api-error.js'
import { namedErrors, type ErrorName, type NamedError } from '../errors/named-errors.js'
import type { StoredExchange } from '../journal/store/recorded-exchange.js'
import { errorOf, isContractRefusal } from './work-done.js'

/** Refusals by class. Requests that break the contract are a class of their own. */
export const refusalClasses = {
  'content policy': ['content_policy_violation', 'moderation_blocked', 'moderation_blocked_output'],
  'wrong key': ['invalid_api_key', 'missing_api_key'],
  'no access': ['organization_unverified', 'model_not_found'],
  'rate limit': ['rate_limit_exceeded', 'slow_down'],
  'no credit': [
    'insufficient_quota', 'billing_hard_limit_reached', 'credit_balance_exhausted', 'organization_spend_limit_exceeded',
    'organization_usage_limit_exceeded', 'project_spend_limit_exceeded'
  ]
} as const satisfies Record<string, readonly ErrorName[]>

/** Failures of the service by class, besides the faults. */
export const failureClasses = {
  'server error': ['server_error', 'image_generation_failed', 'null_message'],
  overload: ['server_is_overloaded']
} as const satisfies Record<string, readonly ErrorName[]>

export const contractRefusal = 'invalid request'

/** Classes by status, code and type of the error. An error within a stream has no status. */
const classes = new Map(Object.entries({ ...refusalClasses, ...failureClasses }).flatMap(([name, errors]) =>
  errors.flatMap(examplesOf).flatMap(({ status, envelope: { error: { code, type } } }) =>
    [[`${status} ${code} ${type}`, name], [`stream ${code} ${type}`, name]] as const)))

function examplesOf (error: ErrorName): ApiError[] {
  const { entry, gptImageEntry = entry }: Pick<NamedError, 'entry' | 'gptImageEntry'> = namedErrors[error]
  return [entry.example, gptImageEntry.example]
}

/** Returns the class of the error in a response; undefined if it has none. */
export function classOf (exchange: StoredExchange): string | undefined {
  const error = errorOf(exchange)
  if (!error) return undefined
  if (isContractRefusal(exchange)) return contractRefusal
  const { status = 200 } = exchange
  return classes.get(`${status < 400 ? 'stream' : status} ${error.code} ${error.type}`)
}
