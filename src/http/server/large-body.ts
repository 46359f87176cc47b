/** A body that is larger than the limit, as Fastify tells of it. */
import type { FastifyReply } from 'fastify'

export function isTooLarge (error: Error): boolean {
  return 'code' in error && error.code === 'FST_ERR_CTP_BODY_TOO_LARGE'
}

/** Node reads what still comes and drops it. Closed before, the connection would be reset, and the answer lost with it. */
export function dropBody (reply: FastifyReply): void {
  reply.removeHeader('connection')
}
