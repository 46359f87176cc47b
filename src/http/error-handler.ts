/** From whatever was thrown to the envelope: a refusal as it is, Fastify's own refusals in OpenAI's words, a fault as 500. */
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { ApiError } from '../errors/api-error.js'
import {
  bodyTooLarge, invalidUrl, malformedHttp, methodNotAllowed, serverError, unservable, unsupportedContentType
} from '../errors/catalogue.js'
import { faultOf } from './call.js'
import { sendControlError } from './control-errors.js'
import { sendBody } from './faults.js'
import { logFault } from './mock-fault.js'
import { openaiHeaders } from './openai-headers.js'
import { pathOf } from './path.js'

const endpoint = /^(?:\/v1)?\/images\/generations$/

export function createErrorHandler ({ bodyLimitBytes, closing }: { bodyLimitBytes: number, closing: AbortSignal }) {
  return function handleError (error: FastifyError | ApiError, request: FastifyRequest, reply: FastifyReply) {
    return sendApiError(apiErrorOf(error, request, bodyLimitBytes), request, reply, closing)
  }
}

/** Answers a URL that is not served, or the endpoint's under another method. */
export function handleNotFound (request: FastifyRequest, reply: FastifyReply) {
  const path = pathOf(request)
  if (path.startsWith('/_mock/')) return sendControlError(reply, 404, `Failed to ${request.method} ${path}: found nothing there. Please see /_mock/openapi.json.`)
  return sendApiError(refusalOfUrl(request), request, reply)
}

function refusalOfUrl (request: FastifyRequest): ApiError {
  const path = pathOf(request)
  return (endpoint.test(path) ? methodNotAllowed : invalidUrl)(request.method, path)
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
    case 'FST_ERR_ROUTE_MISSING_CONTENT_TYPE':
      return refusalOfUrl(request)
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
    case 'ECONNRESET':
      return malformedHttp()
  }
  // The client's fault, told by a library that serves the documents.
  if (error.statusCode && error.statusCode >= 400 && error.statusCode < 500) return unservable(error.statusCode)
  logFault(request, error)
  return serverError(request.id)
}

/** Sends the refusal, through the fault that a rule may want besides. */
function sendApiError (error: ApiError, request: FastifyRequest, reply: FastifyReply, closing?: AbortSignal): FastifyReply {
  request.refusal = error
  reply.code(error.status).headers(openaiHeaders(request, error.status))
  // Last, since an error that a test words itself may have another content type.
  reply.headers(error.headers)
  // As bytes: to a text Fastify would add a charset, which the real endpoint does not send.
  const body = Buffer.from(error.body)
  return closing ? sendBody(request, reply, [body], faultOf(request), closing) : reply.send(body)
}
