/** What OpenAI says to a caller whom it does not know, and when it fails itself. */
import { entry } from './entry.js'

const authenticate = { 'www-authenticate': 'Bearer realm="OpenAI API"' }
const visibleStart = 8
const visibleEnd = 4

/** The key as OpenAI repeats it: the first eight and the last four characters, a star for each between. */
function masked (key: string): string {
  const hidden = key.length - visibleStart - visibleEnd
  if (hidden <= 0) return key
  return key.slice(0, visibleStart) + '*'.repeat(hidden) + key.slice(-visibleEnd)
}

export const invalidApiKey = entry({
  mark: 'recorded',
  source: '2025-09-17, this endpoint (openai/openai-dotnet GenerateImageCanParseServiceError); masking: dd-trace-py cassettes',
  example: ['fake_key']
}, (key: string) => ({
  status: 401,
  message: `Incorrect API key provided: ${masked(key)}. You can find your API key at https://platform.openai.com/account/api-keys.`,
  type: 'invalid_request_error',
  code: 'invalid_api_key',
  headers: authenticate
}))

export const missingApiKey = entry({
  mark: 'reported',
  source: 'Other endpoints (yaroslavyaroslav/OpenAI-sublime-text#144)',
  example: []
}, () => ({
  status: 401,
  message: "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY), or as the password field (with blank username) if you're accessing the API from your browser and are prompted for a username and password. You can obtain an API key from https://platform.openai.com/account/api-keys.",
  type: 'invalid_request_error',
  headers: authenticate
}))

export const serverError = entry({
  mark: 'reported',
  source: 'Another endpoint (ruby-openai cassette vector_store_file_batches_list)',
  example: ['req_0123456789abcdef0123456789abcdef']
}, (requestId: string) => ({
  status: 500,
  message: `The server had an error processing your request. Sorry about that! You can retry your request, or contact us through our help center at help.openai.com if you keep seeing this error. (Please include the request ID ${requestId} in your email.)`,
  type: 'server_error'
}))
