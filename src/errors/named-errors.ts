/** The errors that a rule can request by name. */
import type { ApiError } from './api-error.js'
import {
  billingHardLimitReached, contentPolicyViolation, contentPolicyViolationOfDallE2, creditBalanceExhausted, imageGenerationFailed,
  imageLimitReached, insufficientQuota, internalError, invalidApiKey, missingApiKey, modelAccessDenied, modelOverloaded,
  moderationBlocked, nullMessage, organizationSpendLimitExceeded, organizationUnverified, organizationUsageLimitExceeded,
  projectSpendLimitExceeded, rateLimitExceeded, serverError, serverIsOverloaded, slowDown, type RefusalFactory
} from './catalogue.js'

/** The parts of a request that the messages of some errors repeat, or on which their words depend. */
export interface ErrorContext {
  requestId: string
  model: string
  /** The family of the model: `dall-e` or `gpt-image`. */
  family: string
  /** The number of images. */
  images: number
  /** The API key; undefined if the request carries none. */
  key?: string | undefined
  organization: string
  project: string
}

export interface NamedError {
  /** The catalogue entry, for its status, wording and evidence. */
  entry: Pick<RefusalFactory, 'evidence' | 'example'>
  /** The catalogue entry for the GPT image models, if they have other words. */
  gptImageEntry?: Pick<RefusalFactory, 'evidence' | 'example'>
  /** What the message does not say, as a sentence. */
  note?: string
  make: (context: ErrorContext) => ApiError
}

const isGptImage = ({ family }: ErrorContext) => family === 'gpt-image'

/** Errors by the names that rules and directives use. */
export const namedErrors = {
  invalid_api_key: { entry: invalidApiKey, make: ({ key }) => invalidApiKey(key ?? 'fake_key') },
  missing_api_key: { entry: missingApiKey, make: () => missingApiKey() },
  organization_unverified: { entry: organizationUnverified, make: ({ model }) => organizationUnverified(model) },
  model_not_found: { entry: modelAccessDenied, make: ({ project, model }) => modelAccessDenied(project, model) },
  content_policy_violation: { entry: contentPolicyViolation, make: ({ model }) => (model === 'dall-e-2' ? contentPolicyViolationOfDallE2 : contentPolicyViolation)() },
  moderation_blocked: { entry: moderationBlocked, note: 'Blocks the prompt: its moderation stage is input.', make: ({ requestId }) => moderationBlocked(requestId, 'input') },
  moderation_blocked_output: {
    entry: moderationBlocked,
    note: 'Blocks the generated image: its moderation stage is output.',
    make: ({ requestId }) => moderationBlocked(requestId, 'output')
  },
  billing_hard_limit_reached: { entry: billingHardLimitReached, make: () => billingHardLimitReached() },
  rate_limit_exceeded: { entry: rateLimitExceeded, gptImageEntry: imageLimitReached, make: context => rateLimit(context) },
  slow_down: { entry: slowDown, make: () => slowDown() },
  insufficient_quota: { entry: insufficientQuota, make: () => insufficientQuota() },
  credit_balance_exhausted: { entry: creditBalanceExhausted, make: () => creditBalanceExhausted() },
  organization_spend_limit_exceeded: { entry: organizationSpendLimitExceeded, make: () => organizationSpendLimitExceeded() },
  organization_usage_limit_exceeded: { entry: organizationUsageLimitExceeded, make: () => organizationUsageLimitExceeded() },
  project_spend_limit_exceeded: { entry: projectSpendLimitExceeded, make: ({ project }) => projectSpendLimitExceeded(project) },
  server_error: {
    entry: serverError,
    gptImageEntry: internalError,
    make: context => (isGptImage(context) ? internalError : serverError)(context.requestId)
  },
  server_is_overloaded: {
    entry: serverIsOverloaded,
    gptImageEntry: modelOverloaded,
    make: context => (isGptImage(context) ? modelOverloaded : serverIsOverloaded)()
  },
  image_generation_failed: {
    entry: imageGenerationFailed,
    note: 'OpenAI sends it within a stream: combine it with after.',
    make: () => imageGenerationFailed()
  },
  null_message: { entry: nullMessage, make: () => nullMessage() }
} satisfies Record<string, NamedError>

export type ErrorName = keyof typeof namedErrors

/** The refusal at a limit of five images per minute. */
function rateLimit (context: ErrorContext): ApiError {
  const { model, organization, images } = context
  if (!isGptImage(context)) return rateLimitExceeded(organization, 5, 6)
  return imageLimitReached(model, organization, { limit: 5, used: 5, requested: images, waitMs: images * 12_000 })
}
