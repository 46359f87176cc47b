/** The errors that a rule can request by name. */
import type { ApiError } from './api-error.js'
import {
  billingHardLimitReached, contentPolicyViolation, contentPolicyViolationOfDallE2, insufficientQuota, invalidApiKey, missingApiKey,
  nullMessage, organizationUnverified, rateLimitExceeded, serverError, serverIsOverloaded, type RefusalFactory
} from './catalogue.js'

/** The parts of a request that the messages of some errors repeat. */
export interface ErrorContext {
  requestId: string
  model: string
  /** The API key; undefined if the request carries none. */
  key?: string
  organization: string
}

interface NamedError {
  /** The catalogue entry, for its status, wording and evidence. */
  entry: Pick<RefusalFactory, 'evidence' | 'example'>
  make: (context: ErrorContext) => ApiError
}

/** Errors by the names that rules and directives use. */
export const namedErrors = {
  invalid_api_key: { entry: invalidApiKey, make: ({ key }) => invalidApiKey(key ?? 'fake_key') },
  missing_api_key: { entry: missingApiKey, make: () => missingApiKey() },
  organization_unverified: { entry: organizationUnverified, make: ({ model }) => organizationUnverified(model) },
  content_policy_violation: { entry: contentPolicyViolation, make: ({ model }) => (model === 'dall-e-2' ? contentPolicyViolationOfDallE2 : contentPolicyViolation)() },
  billing_hard_limit_reached: { entry: billingHardLimitReached, make: () => billingHardLimitReached() },
  rate_limit_exceeded: { entry: rateLimitExceeded, make: ({ organization }) => rateLimitExceeded(organization, 5, 6) },
  insufficient_quota: { entry: insufficientQuota, make: () => insufficientQuota() },
  server_error: { entry: serverError, make: ({ requestId }) => serverError(requestId) },
  server_is_overloaded: { entry: serverIsOverloaded, make: () => serverIsOverloaded() },
  null_message: { entry: nullMessage, make: () => nullMessage() }
} satisfies Record<string, NamedError>

export type ErrorName = keyof typeof namedErrors
