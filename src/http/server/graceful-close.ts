/** Graceful shutdown: waits for the requests in flight, not for idle keep-alive connections. */
import type { Server } from 'node:http'
import type { Socket } from 'node:net'
// Not the global functions: a test may have replaced them.
import { clearInterval, clearTimeout, setInterval, setTimeout } from 'node:timers'
import { setImmediate } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'

/** Connections that are still busy after this time are destroyed. */
const graceMs = 5_000
const sweepMs = 20

/**
 * Adds the hook that closes the connections when the app closes. It calls `onClosing`, then closes each connection as
 * soon as its last response has been sent, even if the client keeps it alive.
 */
export function closeGracefully (app: FastifyInstance, onClosing: () => void): void {
  const sockets = new Set<Socket>()
  app.server.on('connection', socket => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  waitForUnsent(app.server, sockets)
  app.addHook('preClose', async () => {
    // Connections that the system has accepted but Node has not reported yet are still served.
    for (let turn = 0; turn < 3; turn++) await setImmediate()
    onClosing()
    const sweep = setInterval(() => closeUnused(app.server, sockets), sweepMs)
    const end = setTimeout(() => app.server.closeAllConnections(), graceMs)
    app.server.once('close', () => {
      clearInterval(sweep)
      clearTimeout(end)
    })
  })
}

/**
 * Node treats a connection as idle once the end of a response is written, though most of it may still be buffered in
 * the socket, and closes idle connections when the server closes.
 */
function waitForUnsent (server: Server, sockets: Iterable<Socket>): void {
  const closeIdleConnections = server.closeIdleConnections.bind(server)
  server.closeIdleConnections = () => {
    for (const { writableLength } of sockets) if (writableLength > 0) return
    closeIdleConnections()
  }
}

function closeUnused (server: Server, sockets: Iterable<Socket>): void {
  server.closeIdleConnections()
  // Node does not treat a connection without any request as idle. Browsers open such connections in advance.
  for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy()
}
