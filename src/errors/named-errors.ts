/** The errors that a test can ask for by name. */
import type { ApiError } from './api-error.js'
import {
  billingHardLimitReached, contentPolicyViolation, insufficientQuota, invalidApiKey, missingApiKey, nullMessage,
  organizationUnverified, rateLimitExceeded, serverError, serverIsOverloaded, type Entry
} from './catalogue.js'

/** What the words of some errors repeat of the request. */
export interface ErrorContext {
  requestId: string
  model: string
  /** The API key; absent where none was sent. */
  key?: string
  organization: string
}

interface NamedError {
  /** The catalogue's entry, for its status, wording and evidence. */
  entry: Pick<Entry, 'evidence' | 'example'>
  make: (context: ErrorContext) => ApiError
}

const named = <Args extends unknown[]>(entry: Entry<Args>, argumentsOf: (context: ErrorContext) => Args): NamedError =>
  ({ entry, make: context => entry(...argumentsOf(context)) })

/** By the name that rules, headers and prompts use. */
export const namedErrors = {
  invalid_api_key: named(invalidApiKey, ({ key }) => [key ?? 'fake_key']),
  missing_api_key: named(missingApiKey, () => []),
  organization_unverified: named(organizationUnverified, ({ model }) => [model]),
  content_policy_violation: named(contentPolicyViolation, () => []),
  billing_hard_limit_reached: named(billingHardLimitReached, () => []),
  rate_limit_exceeded: named(rateLimitExceeded, ({ organization }) => [organization, 5, 6]),
  insufficient_quota: named(insufficientQuota, () => []),
  server_error: named(serverError, ({ requestId }) => [requestId]),
  server_is_overloaded: named(serverIsOverloaded, () => []),
  null_message: named(nullMessage, () => [])
} satisfies Record<string, NamedError>

export type ErrorName = keyof typeof namedErrors
