/** Refusals that only the GPT image models have, in the wording of 2026: unsupported values and combinations, safety, limits, overload. */
import { defineRefusal } from './define-refusal.js'
import { retryAfter } from './custom-error.js'

/** The type of refusals that depend on the model. */
const type = 'image_generation_user_error'

/** Formats a list as this family's refusals of sizes do: `1024x1024, 1536x1024, and auto`. */
function plainList (values: readonly string[]): string {
  return `${values.slice(0, -1).join(', ')}, and ${values.at(-1)}`
}

export const unsupportedSize = defineRefusal({
  mark: 'reported',
  source: '2026-07, gpt-image-1, -mini and -1.5 through a gateway, 217 bytes (jkrumm/image-gen); in 2025-11 it was an invalid value (pollinations#5037)',
  example: ['512x512', ['1024x1024', '1024x1536', '1536x1024', 'auto']]
}, (size: string, supported: readonly string[]) => ({
  status: 400, message: `Invalid size '${size}'. Supported sizes are ${plainList(supported)}.`, type, param: 'size', code: 'invalid_value'
}))

export const unsupportedQuality = defineRefusal({
  mark: 'reported',
  source: 'Words: 2026-09-21, live probe (lobehub#19342); type, param and code are assumed',
  example: ['gpt-image-2', 'xhigh']
}, (model: string, quality: string) => ({
  status: 400, message: `The model '${model}' does not support quality '${quality}'`, type, param: 'quality', code: 'invalid_value'
}))

export const unsupportedTransparency = defineRefusal({
  mark: 'recorded',
  source: '2026-07-16 (jkrumm/image-gen), 2026-10-04 and 2026-10-08, gpt-image-2',
  example: []
}, () => ({
  status: 400, message: 'Transparent background is not supported for this model.', type, param: 'background', code: 'invalid_value'
}))

export const transparentJpeg = defineRefusal({
  mark: 'recorded',
  source: '2026-08-23; a reseller responds with param background and code invalid_value',
  example: []
}, () => ({
  status: 400,
  message: 'Transparent background is not supported for JPEG output format',
  type,
  code: 'invalid_transparent_background_output_format'
}))

export const unsupportedCompression = defineRefusal({
  mark: 'reported',
  source: '2026, png: message and code (100 is accepted, 99 refused); assumed: param null, and everything but the pattern for gif',
  example: ['png']
}, (format: string) => ({
  status: 400,
  message: `Compression less than 100 is not supported for ${format.toUpperCase()} output format`,
  type,
  code: `invalid_${format}_output_compression`
}))

export const streamOfSeveral = defineRefusal({
  mark: 'reported',
  source: '2026-07-16, measured (jkrumm/image-gen); type, param and code from three projects that copy them',
  example: []
}, () => ({
  status: 400, message: 'Streaming is only supported with n=1.', type, param: 'input', code: 'unsupported_parameter'
}))

export const notForGif = defineRefusal({
  mark: 'assumed',
  source: 'Fact: openai@7.59.0, 2026-11-17; words follow the pattern of compression with png',
  example: ['partial_images', 'Partial images are']
}, (name: string, subject: string) => ({
  status: 400, message: `${subject} not supported for GIF output format`, type, param: name, code: 'invalid_value'
}))

export const onlyForGif = defineRefusal({
  mark: 'assumed',
  source: 'Fact: openai@7.59.0, 2026-11-17; words follow the pattern of compression with png',
  example: ['frame_count', 'Frame count']
}, (name: string, subject: string) => ({
  status: 400, message: `${subject} is only supported for GIF output format`, type, param: name, code: 'invalid_value'
}))

export const notImitated = defineRefusal({
  mark: 'assumed',
  source: 'Ours: for what the mock does not imitate. A 400, which no client retries',
  example: ['svg', 'openai-images-mock does not make SVG files. Leave out svg.']
}, (name: string, message: string) => ({
  status: 400, message, type: 'invalid_request_error', param: name, code: 'not_imitated_by_mock'
}))

export const imageGenerationFailed = defineRefusal({
  mark: 'recorded',
  source: 'In a stream that had begun, 2025-10; the status is that of an answer without a stream: assumed',
  example: []
}, () => ({
  status: 500, message: 'Image generation failed', type: 'image_generation_server_error', code: 'image_generation_failed'
}))

export const moderationBlocked = defineRefusal({
  mark: 'recorded',
  source: '2026-07-17 and 2026-09-17; older responses end with safety_violations=[…] instead of moderation_details',
  example: ['req_0123456789abcdef0123456789abcdef', 'input']
}, (requestId: string, stage: 'input' | 'output') => ({
  status: 400,
  message: `Your request was rejected by the safety system. If you believe this is an error, contact us at help.openai.com and include the request ID ${requestId}.`,
  type,
  code: 'moderation_blocked',
  details: { moderation_details: { moderation_stage: stage, categories: ['other'] } }
}))

export const modelAccessDenied = defineRefusal({
  mark: 'recorded',
  source: '2026-07-08, gpt-image-2 (NousResearch/hermes-agent#60748); 2026-09-16, gpt-image-1',
  example: ['proj_MockMockMockMockMockMock', 'gpt-image-2']
}, (project: string, model: string) => ({
  status: 403,
  message: `Project \`${project}\` does not have access to model \`${model}\``,
  type: 'invalid_request_error',
  code: 'model_not_found'
}))

/** Formats a wait as OpenAI's rate limit messages do: `240ms`, `2.4s` or `12s`. */
function waitText (ms: number): string {
  return ms < 1000 ? `${Math.ceil(ms)}ms` : `${Math.ceil(ms / 100) / 10}s`
}

export const imageLimitReached = defineRefusal({
  mark: 'recorded',
  source: '2026, gpt-image-2, with waits of 12s, 2.4s and 240ms; without a wait, for a request that can never succeed: assumed',
  example: ['gpt-image-2', 'org-MockMockMockMockMockMock', { limit: 5, used: 5, requested: 1, waitMs: 12_000 }]
}, (model: string, organization: string, { limit, used, requested, waitMs, headers = false }: ImageLimit) => ({
  status: 429,
  message: `Rate limit reached for ${model} (for limit gpt-image) in organization ${organization} on input-images per min: Limit ${limit}, Used ${used}, Requested ${requested}. ` +
    `${waitMs === Infinity ? '' : `Please try again in ${waitText(waitMs)}. `}Visit https://platform.openai.com/account/rate-limits to learn more.`,
  type: 'input-images',
  code: 'rate_limit_exceeded',
  ...(headers && { headers: retryAfter(waitMs) })
}))

export interface ImageLimit {
  /** Images per minute. */
  limit: number
  used: number
  /** The number of images of the request. */
  requested: number
  /** The time until the request can succeed, in milliseconds; `Infinity` if never. */
  waitMs: number
  /** Whether the response has `retry-after` headers. Default false, as recorded. */
  headers?: boolean
}

export const slowDown = defineRefusal({
  mark: 'reported',
  source: 'Example of the published specification, 2026-09; Retry-After is optional',
  example: []
}, () => ({
  status: 429,
  message: 'Your request rate increased too quickly. Please reduce the request rate and gradually increase it again.',
  type: 'rate_limit_error',
  code: 'slow_down'
}))

export const modelOverloaded = defineRefusal({
  mark: 'reported',
  source: 'Example of the published specification, 2026-09',
  example: []
}, () => ({
  status: 503,
  message: 'The model is temporarily overloaded. Please retry your request after a brief delay.',
  type: 'service_unavailable_error',
  code: 'server_is_overloaded'
}))

export const internalError = defineRefusal({
  mark: 'reported',
  source: '2026-06, image generation through the Responses API',
  example: ['req_0123456789abcdef0123456789abcdef']
}, (requestId: string) => ({
  status: 500,
  message: `An error occurred while processing your request. You can retry your request, or contact us through our help center at help.openai.com if the error persists. Please include the request ID ${requestId} in your message.`,
  type: 'server_error',
  code: 'server_error'
}))

/** The page where an organization or a project sets its limits. */
const settingsUrl = 'https://platform.openai.com/settings'

export const projectSpendLimitExceeded = defineRefusal({
  mark: 'recorded',
  source: '2026-09-16, gpt-image-1',
  example: ['proj_MockMockMockMockMockMock']
}, (project: string) => quotaError('project_spend_limit_exceeded',
  `Your project has reached its configured enforced spend limit. Update your limit at ${settingsUrl}/${project}/limits.`))

export const organizationSpendLimitExceeded = defineRefusal({
  mark: 'reported',
  source: 'Code and first sentence: 2026-08, other endpoints; the second follows the pattern of the project',
  example: []
}, () => quotaError('organization_spend_limit_exceeded',
  `Your organization has reached its configured enforced spend limit. Update your limit at ${settingsUrl}/organization/limits.`))

export const creditBalanceExhausted = defineRefusal({
  mark: 'reported',
  source: '2026-09, other endpoints',
  example: []
}, () => quotaError('credit_balance_exhausted',
  `You have no credits remaining. Add credits to continue using the API at ${settingsUrl}/organization/billing/.`))

export const organizationUsageLimitExceeded = defineRefusal({
  mark: 'assumed',
  source: 'Code: reported 2026; words follow the pattern of the spend limit',
  example: []
}, () => quotaError('organization_usage_limit_exceeded',
  `Your organization has reached its usage limit. Request an increase at ${settingsUrl}/organization/limits.`))

function quotaError (code: string, message: string) {
  return { status: 429, message, type: 'insufficient_quota', code }
}

export const unknownModelId = defineRefusal({
  mark: 'reported',
  source: 'GET /v1/models/{id}, as quoted by projects that imitate it',
  example: ['dall-e-4']
}, (model: string) => ({
  status: 404, message: `The model '${model}' does not exist`, type: 'invalid_request_error', param: 'model', code: 'model_not_found'
}))
