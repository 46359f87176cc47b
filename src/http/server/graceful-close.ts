/** An end that waits for the requests in flight, and for nobody else. */
import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'

/** Connections that are still busy after this are cut. */
const graceMs = 5_000
const sweepMs = 20

/** Calls `onClosing`, then closes each connection as soon as its last answer is out: a client that keeps it alive must not keep the mock. */
export function closeGracefully (app: FastifyInstance, onClosing: () => void): void {
  const sockets = new Set<Socket>()
  app.server.on('connection', socket => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  waitForUnsent(app.server, sockets)
  app.addHook('preClose', async () => {
    // Whoever has connected already is still in time, though the system may not have told us yet.
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
 * To Node a connection is idle once the end of its answer is written, though most of it may still wait in the socket;
 * and it closes idle ones by itself when the server closes.
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
  // To Node, a connection on which nothing ever came is not idle: browsers open such in advance.
  for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy()
}
