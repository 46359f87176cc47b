/** Refusals that come before any parameter is checked: URL, method, headers and the format of the body. */
import { defineRefusal } from './define-refusal.js'

const type = 'invalid_request_error'

export const invalidUrl = defineRefusal({
  mark: 'recorded',
  source: '2023, POST /v1/images/generations/images/generations (yym68686/ChatGPT-Telegram-Bot#108); empty body since 2026',
  example: ['POST', '/v1/images/generation']
}, (method: string, path: string) => ({
  status: 404, message: `Invalid URL (${method} ${path})`, type
}))

export const methodNotAllowed = defineRefusal({
  mark: 'recorded',
  source: 'Body of a GET before May 2025; the status and the allow header are assumed',
  example: ['GET', '/v1/images/generations']
}, (method: string, path: string) => ({
  status: 405,
  message: `Not allowed to ${method} on ${path}. (HINT: Perhaps you meant to use a different HTTP method?)`,
  type,
  headers: { allow: 'POST, OPTIONS' }
}))

export const endedOperation = defineRefusal({
  mark: 'reported',
  source: '2026-08-29, variations after their end, measured with any method',
  example: []
}, () => ({
  status: 404, message: 'The operation is no longer served.', type, isEmpty: true
}))

export const unsupportedContentType = defineRefusal({
  mark: 'reported',
  source: '2024-02-13, assistants endpoint (openai/openai-openapi#194); 2025-11-11, without the parameters of the type and with status 400 (openai/openai-openapi#502)',
  example: ['text/plain', 'application/json']
}, (contentType: string, accepted: string) => {
  const mediaType = contentType.split(';', 1)[0]!.trim()
  return {
    status: 400,
    message: `Unsupported content type: '${mediaType}'. This API method only accepts '${accepted}' requests, but you specified the header 'Content-Type: ${mediaType}'. Please try again with a supported content type.`,
    type,
    code: 'unsupported_content_type'
  }
})

export const missingContentType = defineRefusal({
  mark: 'assumed',
  source: 'Words and status of another endpoint in 2026-09',
  example: ['application/json']
}, (accepted: string) => ({
  status: 400,
  message: `expected request with Content-Type: ${accepted}`,
  type,
  code: 'unsupported_content_type'
}))

export const bodyTooLarge = defineRefusal({
  mark: 'reported',
  source: '2023-03-21, audio endpoint (chidiwilliams/buzz#381)',
  example: [1_048_576, 2_000_000]
}, (limitBytes: number, readBytes: number) => ({
  status: 413,
  message: `Maximum content size limit (${limitBytes}) exceeded (${readBytes} bytes read)`,
  type: 'server_error'
}))

export const malformedJson = defineRefusal({
  mark: 'reported',
  source: '2026, other endpoints, lone surrogates and a byte order mark included; the code on this endpoint is not known',
  example: []
}, () => ({
  status: 400,
  message: 'Invalid body: failed to parse JSON value. Please check the value to ensure it is valid JSON. (Common errors include trailing commas, missing closing brackets, missing quotation marks, etc.)',
  type,
  code: 'invalid_json'
}))

export const invalidUnicode = defineRefusal({
  mark: 'reported',
  source: '2026-09, other endpoints; the code on this endpoint is not known',
  example: []
}, () => ({
  status: 400,
  message: 'Invalid body: encountered a unicode decode error when parsing this JSON value. Please check the value to ensure it is valid unicode.',
  type,
  code: 'invalid_json'
}))

export const bodyNotObject = defineRefusal({
  mark: 'reported',
  source: '2026-09, other endpoints; the code is assumed to be that of a member of the wrong type',
  example: ['an array']
}, (got: string) => ({
  status: 400,
  message: `Invalid type: expected an object, but got ${got} instead.`,
  type,
  code: 'invalid_type'
}))

export const malformedHttp = defineRefusal({
  mark: 'assumed',
  source: 'The real endpoint never sees such a request: the proxy in front of it responds in HTML',
  example: []
}, () => ({
  status: 400, message: 'The request could not be parsed as HTTP.', type
}))

export const notAProxy = defineRefusal({
  mark: 'assumed',
  source: 'Ours: clients send CONNECT to a proxy, not to an API',
  example: ['127.0.0.1:8080']
}, (address: string) => ({
  status: 501,
  message: `openai-images-mock is not an HTTP proxy. Set the base URL of the client to http://${address}/v1, and remove the mock from its proxy settings.`,
  type
}))

export const unservable = defineRefusal({
  mark: 'assumed',
  source: 'Ours: no such request reaches the real endpoint',
  example: [416]
}, (status: number) => ({
  status, message: 'The request cannot be served in this form.', type
}))

export const requestTimeout = defineRefusal({
  mark: 'assumed',
  source: 'The real endpoint never sees such a request: the proxy in front of it responds in HTML',
  example: []
}, () => ({
  status: 408, message: 'The request was not received in time.', type
}))

export const headersTooLarge = defineRefusal({
  mark: 'assumed',
  source: 'The real endpoint never sees such a request: the proxy in front of it responds in HTML',
  example: []
}, () => ({
  status: 431, message: 'The request\'s headers are too large.', type
}))

export const invalidRule = defineRefusal({
  mark: 'assumed',
  source: 'Ours: the real endpoint has no rules. A 400, which no client retries',
  example: ['Expected at most 4 (images of 8MB, together at most 32MB) for n of a request that matches rule_1, got 10.']
}, (message: string) => ({
  status: 400, message, type, code: 'invalid_mock_rule'
}))

export const invalidDirective = defineRefusal({
  mark: 'assumed',
  source: 'Ours: the real endpoint has no directives. A 400, which no client retries',
  example: ['Unknown word "eror" in the directive "eror=server_error". Did you mean error? Expected some of error.']
}, (message: string) => ({
  status: 400, message, type, code: 'invalid_mock_directive'
}))
