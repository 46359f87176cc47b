/** The journal as server-sent events. */
import type { FastifyReply } from 'fastify'
import type { Journal } from '../journal/journal.js'

const heartbeatMs = 15_000
/** Whoever reads no faster than this is let go: a browser comes again by itself. */
const maxBufferedBytes = 4 * 2 ** 20

export function streamEvents (journal: Pick<Journal, 'subscribe'>, owner: string | undefined, reply: FastifyReply, closing: AbortSignal): FastifyReply {
  reply.hijack()
  const { raw } = reply
  raw.writeHead(200, { ...reply.getHeaders() as Record<string, string>, 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
  const write = (text: string) => {
    if (raw.writableLength > maxBufferedBytes) raw.destroy()
    else raw.write(text)
  }
  const unsubscribe = journal.subscribe(entry => write(`id: ${entry.id}\nevent: request\ndata: ${JSON.stringify(entry)}\n\n`), { owner })
  const heartbeat = setInterval(() => write(':\n\n'), heartbeatMs)
  const end = () => raw.end()
  closing.addEventListener('abort', end)
  raw.once('close', () => {
    unsubscribe()
    clearInterval(heartbeat)
    closing.removeEventListener('abort', end)
  })
  // The headers alone would wait for the first event.
  write(':\n\n')
  return reply
}
