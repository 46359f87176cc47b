/** From whatever was thrown to the envelope: a refusal as it is, Fastify's own refusals in OpenAI's words, a fault as 500. */
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { ApiError } from '../errors/api-error.js'
import {
  bodyTooLarge, invalidUrl, malformedHttp, methodNotAllowed, serverError, unsupportedContentType
} from '../errors/catalogue.js'
import { setOpenaiHeaders } from './openai-headers.js'

const endpoint = /^(?:\/v1)?\/images\/generations$/

export function createErrorHandler ({ bodyLimitBytes }: { bodyLimitBytes: number }) {
  return function handleError (error: FastifyError | ApiError, request: FastifyRequest, reply: FastifyReply) {
    return sendApiError(apiErrorOf(error, request, bodyLimitBytes), request, reply)
  }
}

/** Answers a URL that is not served, or the endpoint's under another method. */
export function handleNotFound (request: FastifyRequest, reply: FastifyReply) {
  const path = pathOf(request)
  const refuse = endpoint.test(path) ? methodNotAllowed : invalidUrl
  return sendApiError(refuse(request.method, path), request, reply)
}

function apiErrorOf (error: FastifyError | ApiError, request: FastifyRequest, bodyLimitBytes: number): ApiError {
  if (error instanceof ApiError) return error
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return bodyTooLarge(bodyLimitBytes, Number(request.headers['content-length'] ?? bodyLimitBytes + 1))
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return unsupportedContentType(request.headers['content-type'] ?? '')
    case 'FST_ERR_BAD_URL':
      return invalidUrl(request.method, pathOf(request))
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
    case 'ECONNRESET':
      return malformedHttp()
  }
  request.log.error({ err: error }, 'The mock itself failed. Please report this with the stack below.')
  return serverError(request.id)
}

function sendApiError (error: ApiError, request: FastifyRequest, reply: FastifyReply) {
  request.refusal = error
  reply.code(error.status).headers(error.headers)
  setOpenaiHeaders(request, reply)
  return reply.send(error.body)
}

function pathOf (request: FastifyRequest): string {
  return request.url.split('?', 1)[0]!
}
