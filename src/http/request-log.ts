/** One log line for each answered request: what was asked, what was answered, and why. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ApiError } from '../errors/api-error.js'

declare module 'fastify' {
  interface FastifyRequest {
    /** Why the request was refused; absent where it was not. */
    refusal: ApiError | undefined
  }
}

/** An onResponse hook. */
export async function logAnswer (request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const status = reply.statusCode
  const durationMs = Math.round(reply.elapsedTime * 10) / 10
  const { error } = request.refusal?.envelope ?? {}
  const path = shortened(request.url.split('?', 1)[0]!)
  const reason = error ? ` ${shortened(error.message ?? 'null')}` : ''
  const level = status >= 500 ? 'error' : status >= 400 ? 'warn' : 'info'
  request.log[level](
    { method: request.method, path, status, durationMs, ...(error && { error: { ...error, message: shortened(error.message ?? 'null') } }) },
    `${request.method} ${path} ${status} in ${durationMs} ms${reason}`
  )
}

function shortened (text: string): string {
  return text.length <= 160 ? text : `${text.slice(0, 120)}…${text.slice(-30)}`
}
