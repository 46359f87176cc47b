/** Sends responses of the imitated API, waits before them, and ends those that no client waits for. */
import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { Part } from '../../dialects/dialect.js'

export interface Response {
  status: number
  /** By lower-case name. */
  headers: Record<string, string>
  /** The body, in pieces. */
  parts: readonly Part[]
}

/** Sends the response through Fastify, so that `onSend` hooks run. They get a body of several parts as a stream. */
export function sendResponse (reply: FastifyReply, { status, headers, parts }: Response): FastifyReply {
  // Without a serializer Fastify would add a charset to `application/json`.
  reply.code(status).headers(headers).serializer(String)
  if (parts.length === 1) return reply.send(parts[0])
  const length = parts.reduce((sum, part) => sum + Buffer.byteLength(part), 0)
  return reply.header('content-length', length).send(streamOf(parts))
}

/** Nothing is copied: the parts are too large to be joined. */
function streamOf (parts: readonly Part[]): Readable {
  return new Readable({
    read () {
      for (const part of parts) this.push(part)
      this.push(null)
    }
  })
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
