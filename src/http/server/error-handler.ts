/** Error responses of the imitated API: refusals, Fastify's own errors in OpenAI's wording, and internal errors as 500. */
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import type { Dialect } from '../../dialects/dialect.js'
import { ApiError } from '../../errors/api-error.js'
import {
  bodyTooLarge, endedOperation, invalidUrl, malformedHttp, methodNotAllowed, serverError, unservable
} from '../../errors/catalogue.js'
import { AbandonedError } from '../../pictures/render.js'
import { sendControlError } from '../control/control-errors.js'
import { sendWithFault, type SendOptions } from '../openai/inject-faults.js'
import { abandon } from '../openai/send.js'
import { logInternalError, type Logger } from './log-line.js'
import { isBodyTooLarge, keepConnection } from './request-body.js'
import { pathOf, routedPathOf } from './request-target.js'
import { andThen, type Awaitable } from '../../stores/awaitable.js'

export interface ErrorResponsesOptions extends SendOptions {
  dialect: Dialect
  bodyLimitBytes: number
  /** The paths of the operations. */
  operationPaths: ReadonlySet<string>
  /** Whether the operation with this path has ended. */
  hasEnded: (path: string) => boolean
  /** Where internal errors are logged. Default: standard error. */
  log: Logger | undefined
}

export interface ErrorResponses {
  /** Fastify's error handler. */
  handleError: (error: FastifyError | ApiError, request: FastifyRequest, reply: FastifyReply) => Awaitable<FastifyReply>
  /** Fastify's handler for unknown routes: a URL that is not served, or an operation with another method. */
  handleNotFound: (request: FastifyRequest, reply: FastifyReply) => Awaitable<FastifyReply>
  /** Sends a refusal, with the fault of the rule that applies. */
  refuse: (request: FastifyRequest, reply: FastifyReply, error: ApiError) => Awaitable<FastifyReply>
}

export function createErrorResponses (
  { dialect, bodyLimitBytes, operationPaths, hasEnded, log, ...options }: ErrorResponsesOptions
): ErrorResponses {
  function refusalOfUrl (request: FastifyRequest): ApiError {
    const path = routedPathOf(request)
    if (hasEnded(path)) return endedOperation()
    return (operationPaths.has(path) ? methodNotAllowed : invalidUrl)(request.method, pathOf(request))
  }

  function apiErrorOf (error: FastifyError | ApiError, request: FastifyRequest): ApiError {
    if (error instanceof ApiError) return error
    switch (error.code) {
      case 'FST_ERR_CTP_BODY_TOO_LARGE':
        return bodyTooLarge(bodyLimitBytes, Number(request.headers['content-length'] ?? bodyLimitBytes + 1))
      // Only for URLs that are not served: operations check the content type themselves.
      case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      case 'FST_ERR_ROUTE_MISSING_CONTENT_TYPE':
        return refusalOfUrl(request)
      case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      case 'ECONNRESET':
        return malformedHttp()
    }
    // A client error that a library reports while it serves the documents.
    if (error.statusCode && error.statusCode >= 400 && error.statusCode < 500) return unservable(error.statusCode)
    logInternalError(log, request, error)
    return serverError(request.id)
  }

  function refuse (request: FastifyRequest, reply: FastifyReply, error: ApiError): Awaitable<FastifyReply> {
    const { exchange } = request
    exchange.outcome = { kind: 'refused', error }
    return andThen(dialect.headers(exchange, error.status), headers => {
      // The error's own headers come last: an error that a test defines may have another content type.
      const response = {
        status: error.status,
        headers: { ...headers, ...dialect.errorHeaders(exchange, error) },
        parts: [dialect.errorBody(exchange, error)]
      }
      return sendWithFault(request, reply, response, exchange.decision?.respond.fault, options)
    })
  }

  return {
    refuse,
    handleError (error, request, reply) {
      if (error instanceof AbandonedError) return abandon(reply)
      if (isBodyTooLarge(error)) keepConnection(reply)
      return refuse(request, reply, apiErrorOf(error, request))
    },
    handleNotFound (request, reply) {
      const path = pathOf(request)
      if (!path.startsWith('/_mock/')) return refuse(request, reply, refusalOfUrl(request))
      return sendControlError(reply, 404, `Expected a route of the control API, got ${request.method} ${path}. See /_mock/openapi.json.`)
    }
  }
}
