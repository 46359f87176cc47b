/** A fault of the mock itself: the client gets a word that there was one, the log its stack. */
import type { FastifyRequest } from 'fastify'

export function logFault ({ id, server }: FastifyRequest, error: Error): void {
  server.mockLog?.error({ requestId: id, err: error }, 'The mock itself failed. Please report this with the stack below.')
}
