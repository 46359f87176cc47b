/** Sends and delays responses of the imitated API, and abandons those whose client has disconnected. */
import { Readable, type Writable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { Part } from '../../dialects/dialect.js'

export interface Response {
  status: number
  /** By lower-case name. */
  headers: Record<string, string>
  /** The body, in pieces. */
  parts: readonly Part[]
}

/** Sends the response through Fastify, so that `onSend` hooks run. A body of several parts is sent as a stream. */
export function sendResponse (reply: FastifyReply, { status, headers, parts }: Response): FastifyReply {
  // Without a serializer Fastify would add a charset to `application/json`.
  reply.code(status).headers(headers).serializer(String)
  if (parts.length === 1) return reply.send(parts[0])
  const length = parts.reduce((sum, part) => sum + Buffer.byteLength(part), 0)
  return reply.header('content-length', length).send(new PartsStream(parts))
}

/** Streams the parts without copying them: they may be too large to join. */
class PartsStream extends Readable {
  constructor (readonly parts: readonly Part[]) {
    super()
  }

  override _read (): void {
    for (const part of this.parts) this.push(part)
    this.push(null)
  }

  /** Writes all parts at once. They are in memory anyway, so it would save nothing to wait until the destination has sent some. */
  override pipe<Destination extends NodeJS.WritableStream & Partial<Pick<Writable, 'cork'>>> (destination: Destination): Destination {
    destination.cork?.()
    for (const part of this.parts) destination.write(part)
    destination.end()
    // Ends this stream, too. Otherwise Fastify would create an error with a stack for each response, since it closed too early.
    this.push(null)
    this.resume()
    return destination
  }
}

/**
 * Ends the exchange without a response, because the client has disconnected. The connection is destroyed: Node may not
 * have noticed the disconnect yet and would report a response as delivered.
 */
export function abandon (reply: FastifyReply): FastifyReply {
  reply.hijack()
  reply.raw.destroy()
  return reply
}

/** Delays a response. Resolves early if the client disconnects or the mock closes. */
export async function delayReply ({ raw }: FastifyReply, ms: number, closing: AbortSignal): Promise<void> {
  if (ms <= 0) return
  const gone = new AbortController()
  raw.once('close', () => gone.abort())
  await pause(ms, closing, gone.signal)
}

/** Waits for a time, in milliseconds, or until one of the signals is aborted. */
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
