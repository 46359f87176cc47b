/** The end of an answer that nobody waits for: the client has gone. */
import type { FastifyReply } from 'fastify'

/** Sends nothing. The connection may be so newly broken that Node has not said so, and would take an answer for delivered. */
export function abandon (reply: FastifyReply): FastifyReply {
  reply.hijack()
  reply.raw.destroy()
  return reply
}
