/** Errors that nobody may miss: faults of the mock itself, and rules that cannot be read any more. */
import type { FastifyRequest } from 'fastify'
import type { Logger } from './log-line.js'

/** Logs an error, with its stack if there is one; to standard error if the mock has no logger. */
export function logError (log: Logger | undefined, message: string, { requestId, err }: { requestId?: string, err?: Error } = {}): void {
  if (log) log.error({ requestId, err }, message)
  else console.error(...[message, err].filter(Boolean))
}

/** Logs a fault of the mock itself. The client learns only that there was one. */
export function logFault ({ id, server }: FastifyRequest, err: Error): void {
  logError(server.mockLog, 'The mock itself failed. Please report this with the stack below.', { requestId: id, err })
}
