/** Refusals that depend on the account (key, organization, safety, billing, limits), and errors of the service. */
import { defineRefusal } from './define-refusal.js'
import { retryAfter } from './custom-error.js'

const authenticate = { 'www-authenticate': 'Bearer realm="OpenAI API"' }
const visibleStart = 8
const visibleEnd = 4

/** The key as OpenAI repeats it: the first eight and the last four characters, with a star for each character between. */
function maskKey (key: string): string {
  const hidden = key.length - visibleStart - visibleEnd
  if (hidden <= 0) return key
  return key.slice(0, visibleStart) + '*'.repeat(hidden) + key.slice(-visibleEnd)
}

export const invalidApiKey = defineRefusal({
  mark: 'recorded',
  source: '2025-09-17, this endpoint (openai/openai-dotnet GenerateImageCanParseServiceError); masking: dd-trace-py cassettes',
  example: ['fake_key']
}, (key: string) => ({
  status: 401,
  message: `Incorrect API key provided: ${maskKey(key)}. You can find your API key at https://platform.openai.com/account/api-keys.`,
  type: 'invalid_request_error',
  code: 'invalid_api_key',
  headers: authenticate
}))

export const missingApiKey = defineRefusal({
  mark: 'reported',
  source: 'Other endpoints (yaroslavyaroslav/OpenAI-sublime-text#144)',
  example: []
}, () => ({
  status: 401,
  message: "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY), or as the password field (with blank username) if you're accessing the API from your browser and are prompted for a username and password. You can obtain an API key from https://platform.openai.com/account/api-keys.",
  type: 'invalid_request_error',
  headers: authenticate
}))

export const serverError = defineRefusal({
  mark: 'reported',
  source: 'Another endpoint (ruby-openai cassette vector_store_file_batches_list)',
  example: ['req_0123456789abcdef0123456789abcdef']
}, (requestId: string) => ({
  status: 500,
  message: `The server had an error processing your request. Sorry about that! You can retry your request, or contact us through our help center at help.openai.com if you keep seeing this error. (Please include the request ID ${requestId} in your email.)`,
  type: 'server_error'
}))

export const organizationUnverified = defineRefusal({
  mark: 'recorded',
  source: '2025, gpt-image-1 (openai-php/client#565)',
  example: ['gpt-image-1']
}, (model: string) => ({
  status: 403,
  message: `Your organization must be verified to use the model \`${model}\`. Please go to: https://platform.openai.com/settings/organization/general and click on Verify Organization. If you just verified, it can take up to 15 minutes for access to propagate.`,
  type: 'invalid_request_error'
}))

export const contentPolicyViolation = defineRefusal({
  mark: 'recorded',
  source: 'Words: since 2023-11, dall-e-3 (TheoKanning/openai-java#446); type: 2026-02',
  example: []
}, () => ({
  status: 400,
  message: 'Your request was rejected as a result of our safety system. Image descriptions generated from your prompt may contain text that is not allowed by our safety system. If you believe this was done in error, your request may succeed if retried, or by adjusting your prompt.',
  type: 'image_generation_user_error',
  code: 'content_policy_violation'
}))

export const contentPolicyViolationOfDallE2 = defineRefusal({
  mark: 'recorded',
  source: 'Words: since 2023, dall-e-2 (community.openai.com/t/356407), then with another type; the type is that of dall-e-3, 2026-02',
  example: []
}, () => ({
  status: 400,
  message: 'Your request was rejected as a result of our safety system. Your prompt may contain text that is not allowed by our safety system.',
  type: 'image_generation_user_error',
  code: 'content_policy_violation'
}))

export const billingHardLimitReached = defineRefusal({
  mark: 'recorded',
  source: 'Words and status: 2024-08 (all-in-aigc/aiwallpaper#2); the type since May 2025 is reported',
  example: []
}, () => ({
  status: 400,
  message: 'Billing hard limit has been reached',
  type: 'image_generation_user_error',
  code: 'billing_hard_limit_reached'
}))

export const insufficientQuota = defineRefusal({
  mark: 'reported',
  source: 'Other endpoints; this one responds with billing_hard_limit_reached instead',
  example: []
}, () => ({
  status: 429,
  message: 'You exceeded your current quota, please check your plan and billing details. For more information on this error, read the docs: https://platform.openai.com/docs/guides/error-codes/api-errors.',
  type: 'insufficient_quota',
  code: 'insufficient_quota'
}))

export const rateLimitExceeded = defineRefusal({
  mark: 'recorded',
  source: 'Before May 2025, dall-e-3 (openai-node#604); it came without retry-after and x-ratelimit headers',
  example: ['org-MockMockMockMockMockMock', 5, 6, undefined]
}, (organization: string, limit: number, current: number, retryAfterMs?: number) => ({
  status: 429,
  message: `Rate limit exceeded for images per minute in organization ${organization}. Limit: ${limit}/1min. Current: ${current}/1min. Please visit https://platform.openai.com/docs/guides/rate-limits to learn how to increase your rate limit.`,
  type: 'requests',
  code: 'rate_limit_exceeded',
  ...(retryAfterMs !== undefined && { headers: retryAfter(retryAfterMs) })
}))

export const serverIsOverloaded = defineRefusal({
  mark: 'reported',
  source: '2026, other endpoints: status, type and code; the words are those of the older error guide',
  example: []
}, () => ({
  status: 503,
  message: 'The engine is currently overloaded, please try again later',
  type: 'service_unavailable_error',
  code: 'server_is_overloaded'
}))

export const nullMessage = defineRefusal({
  mark: 'recorded',
  source: '2025-06-08, a fault of the real endpoint (openai/openai-node#1536)',
  example: []
}, () => ({
  status: 400, message: null, type: 'image_generation_user_error'
}))
