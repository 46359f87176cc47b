/** An end that waits for the requests in flight, and for nobody else. */
import type { FastifyInstance } from 'fastify'

/** Who has not got or sent everything by then is cut off. */
const graceMs = 3_000
const sweepMs = 20

/** Closes each connection as soon as its last answer is out: a client that keeps it alive must not keep the mock. */
export function closeGracefully (app: FastifyInstance): void {
  app.addHook('preClose', async () => {
    const sweep = setInterval(() => app.server.closeIdleConnections(), sweepMs)
    const end = setTimeout(() => app.server.closeAllConnections(), graceMs)
    app.server.once('close', () => {
      clearInterval(sweep)
      clearTimeout(end)
    })
  })
}
