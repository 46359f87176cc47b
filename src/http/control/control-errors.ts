/** Error responses of the control API: `{ "error": { "message" } }`. */
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { preview } from '../../text/messages.js'
import { JournalError, TooManyWaitersError } from '../../journal/journal-error.js'
import { AbandonedError } from '../../pictures/render.js'
import { SettingError } from '../../behaviours/setting-error.js'
import { RuleError } from '../../rules/rule-error.js'
import { abandon } from '../openai/send.js'
import { logInternalError, type Logger } from '../server/log-line.js'
import { isBodyTooLarge, keepConnection } from '../server/request-body.js'

/** An error of the control API with its status. */
export class ControlError extends Error {
  override readonly name = 'ControlError'
  readonly status: number

  constructor (status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** Creates Fastify's error handler for the control API and the inbox. It logs internal errors, by default to standard error. */
export function createControlErrorHandler (log: Logger | undefined) {
  return (error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    if (error instanceof AbandonedError) return abandon(reply)
    if (isBodyTooLarge(error)) keepConnection(reply)
    const status = statusOf(error)
    if (status >= 500) logInternalError(log, request, error)
    const { where, unknown }: { where?: string, unknown?: string | undefined } = error instanceof RuleError ? error : {}
    return sendControlError(reply, status, messageOf(error, status, request), { where, unknown })
  }
}

/** `members` are further members of the error; those that are undefined are left out. */
export function sendControlError (reply: FastifyReply, status: number, message: string, members: object = {}): FastifyReply {
  return reply.code(status).send({ error: { message, ...members } })
}

function statusOf (error: FastifyError | ControlError): number {
  if (error instanceof ControlError) return error.status
  if (error instanceof TooManyWaitersError) return 429
  if (error instanceof RuleError || error instanceof JournalError || error instanceof SettingError) return 400
  return error.statusCode ?? 500
}

function messageOf (error: FastifyError, status: number, { headers, routeOptions }: FastifyRequest): string {
  if (status >= 500) return 'The mock itself failed. See its log.'
  if (isBodyTooLarge(error)) return `Expected at most ${routeOptions.bodyLimit} bytes for the body, got more. Send a smaller body or raise bodyLimit.`
  if (error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') {
    return `Expected a valid content type for the body, got ${preview(headers['content-type'])}. Send it as application/json.`
  }
  return error.message
}
