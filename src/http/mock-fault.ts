/** A fault of the mock itself: the client gets a word that there was one, the log its stack. */
import type { FastifyRequest } from 'fastify'
import { AbandonedError } from '../pictures/render.js'

export function logFault ({ id, server }: FastifyRequest, error: Error): void {
  // Of a picture that nobody waits for nobody reads the answer either.
  if (error instanceof AbandonedError) return
  server.mockLog?.error({ requestId: id, err: error }, 'The mock itself failed. Please report this with the stack below.')
}
