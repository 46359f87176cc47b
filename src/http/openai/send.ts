/** Sends responses of the imitated API, waits before them, and ends those that no client waits for. */
import type { FastifyReply } from 'fastify'
import type { Part } from '../../dialects/dialect.js'

export interface Response {
  status: number
  /** By lower-case name. */
  headers: Record<string, string>
  /** The body, in pieces. */
  parts: readonly Part[]
}

/**
 * Sends the parts to the socket as they are: joining them first costs half as much again as sending them, and text
 * goes out with the head in one write.
 */
export function sendResponse (reply: FastifyReply, { status, headers, parts }: Response): FastifyReply {
  reply.hijack()
  const { raw } = reply
  const length = parts.reduce((sum, part) => sum + Buffer.byteLength(part), 0)
  raw.writeHead(status, { ...headers, 'content-length': length })
  if (parts.length > 1) raw.cork()
  for (const part of parts.slice(0, -1)) raw.write(part)
  raw.end(parts.at(-1))
  return reply
}

/**
 * Sends nothing, since the client has gone. The connection may have broken so recently that Node has not noticed, and
 * would take a response for delivered.
 */
export function abandon (reply: FastifyReply): FastifyReply {
  reply.hijack()
  reply.raw.destroy()
  return reply
}

/** Delays a response until the time is over, the client has gone or the mock closes. */
export async function delayReply ({ raw }: FastifyReply, ms: number, closing: AbortSignal): Promise<void> {
  if (ms <= 0) return
  const gone = new AbortController()
  raw.once('close', () => gone.abort())
  await pause(ms, closing, gone.signal)
}

/** Waits until the time is over or one of the signals is aborted. */
export function pause (ms: number, ...ends: AbortSignal[]): Promise<void> {
  if (ms <= 0 || ends.some(({ aborted }) => aborted)) return Promise.resolve()
  return new Promise(resolve => {
    const finish = () => {
      clearTimeout(timer)
      for (const end of ends) end.removeEventListener('abort', finish)
      resolve()
    }
    const timer = setTimeout(finish, ms)
    for (const end of ends) end.addEventListener('abort', finish)
  })
}
