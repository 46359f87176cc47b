/** From whatever was thrown to the envelope: a refusal as it is, Fastify's own refusals in OpenAI's words, a fault as 500. */
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { ApiError } from '../errors/api-error.js'
import {
  bodyTooLarge, invalidUrl, malformedHttp, methodNotAllowed, serverError, unservable
} from '../errors/catalogue.js'
import { AbandonedError } from '../pictures/render.js'
import { abandon } from './abandon.js'
import { faultOf } from './call.js'
import { sendControlError } from './control-errors.js'
import { sendAnswer, type SendOptions } from './faults.js'
import { dropBody, isTooLarge } from './large-body.js'
import { logFault } from './mock-fault.js'
import { openaiHeaders } from './openai-headers.js'
import { pathOf } from './path.js'
import { sendWhole, type Answer } from './whole-answer.js'

const endpoint = /^(?:\/v1)?\/images\/generations$/

export function createErrorHandler ({ bodyLimitBytes, ...options }: SendOptions & { bodyLimitBytes: number }) {
  return function handleError (error: FastifyError | ApiError, request: FastifyRequest, reply: FastifyReply) {
    if (error instanceof AbandonedError) return abandon(reply)
    if (isTooLarge(error)) dropBody(reply)
    const answer = answerOf(apiErrorOf(error, request, bodyLimitBytes), request, reply)
    return sendAnswer(request, reply, answer, faultOf(request), options)
  }
}

/** Answers a URL that is not served, or the endpoint's under another method. */
export function handleNotFound (request: FastifyRequest, reply: FastifyReply) {
  const path = pathOf(request)
  if (path.startsWith('/_mock/')) return sendControlError(reply, 404, `Failed to ${request.method} ${path}: found nothing there. Please see /_mock/openapi.json.`)
  return sendWhole(reply, answerOf(refusalOfUrl(request), request, reply))
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
    // Told of URLs that nobody serves: the operation looks at the content type by itself.
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
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

function answerOf (error: ApiError, request: FastifyRequest, reply: FastifyReply): Answer {
  request.refusal = error
  // Fastify may have said that the connection closes. The error's own last, since one that a test words itself may have another content type.
  const headers = { ...reply.getHeaders() as Record<string, string>, ...openaiHeaders(request, error.status), ...error.headers }
  return { status: error.status, headers, parts: [error.body] }
}
