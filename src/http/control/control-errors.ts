/** The control API's own errors: `{ "error": { "message" } }`, by one formula. */
import type { FastifyError, FastifyReply, FastifyRequest, FastifySchemaCompiler } from 'fastify'
import { Type, type TSchema } from 'typebox'
import { schemaProblemMessage } from '../../text/schema-problem.js'
import { preview } from '../../text/messages.js'
import { JournalError, TooManyWaitersError } from '../../journal/journal-error.js'
import { AbandonedError } from '../../pictures/render.js'
import { RuleError } from '../../rules/rule-error.js'
import { abandon } from '../openai/send.js'
import { isJson } from '../../dialects/openai/read-json.js'
import { dropBody, isTooLarge } from '../server/large-body.js'
import { logFault } from '../server/mock-fault.js'

export const controlError = Type.Object({
  error: Type.Object({ message: Type.String({ description: 'Failed to do what: found what. Please do what.' }) })
})

export class ControlError extends Error {
  override readonly name = 'ControlError'
  readonly status: number

  constructor (status: number, message: string) {
    super(message)
    this.status = status
  }
}

export function handleControlError (error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (error instanceof AbandonedError) return abandon(reply)
  if (isTooLarge(error)) dropBody(reply)
  const status = statusOf(error)
  if (status >= 500) logFault(request, error)
  return sendControlError(reply, status, messageOf(error, status, request))
}

function messageOf (error: FastifyError, status: number, { headers, routeOptions }: FastifyRequest): string {
  if (status >= 500) return 'Failed to answer: found a fault of the mock. Please see its log.'
  if (isTooLarge(error)) return `Failed to read the body: found more than ${routeOptions.bodyLimit} bytes. Please send less, or set bodyLimit.`
  if (error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return `Failed to read the body: found ${preview(headers['content-type'])} as its content type. Please declare it as application/json.`
  return error.message
}

export function sendControlError (reply: FastifyReply, status: number, message: string): FastifyReply {
  return reply.code(status).send({ error: { message } })
}

function statusOf (error: FastifyError | ControlError): number {
  if (error instanceof ControlError) return error.status
  if (error instanceof TooManyWaitersError) return 429
  if (error instanceof RuleError || error instanceof JournalError) return 400
  return error.statusCode ?? 500
}

/** A Fastify validator without coercion. A body is checked by the room that it is for. */
export const compileControlSchema: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => value => {
  const refusal = httpPart === 'body' ? undefined : schemaProblemMessage(schema, value, httpPart === 'querystring' ? 'the query string' : `the ${httpPart}`)
  return refusal === undefined || { error: new ControlError(400, refusal) }
}

/** JSON; nothing where there is nothing. Only web pages must declare it as such: a page of any origin can send what an HTML form can. */
export async function parseControlBody ({ headers }: FastifyRequest, bytes: Buffer): Promise<unknown> {
  if (bytes.length === 0) return undefined
  const type = headers['content-type']
  if (headers.origin !== undefined && !isJson(type)) {
    throw new ControlError(415, `Expected application/json as the content type of a web page's call, got ${preview(type)}. Please declare the body as application/json.`)
  }
  try {
    return JSON.parse(bytes.toString())
  } catch (error) {
    throw new ControlError(400, `Failed to read the body: found no JSON (${(error as Error).message}). Please send a JSON object.`)
  }
}
