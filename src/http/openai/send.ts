/** Sends and delays responses of the imitated API, and abandons those whose client has disconnected. */
import { Readable } from 'node:stream'
// Not the global functions: a test may have replaced them.
import { clearTimeout, setTimeout } from 'node:timers'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Part } from '../../dialects/dialect.js'

export interface Response {
  status: number
  /** By lower-case name. */
  headers: Record<string, string>
  /** The body, in pieces. */
  parts: readonly Part[]
}

declare module 'fastify' {
  interface FastifyInstance {
    /** Whether a program has added `onSend` hooks. */
    onSendHooks: { exist: boolean }
  }
}

/** Notes whether `onSend` hooks are added, to the app or to a plugin. Call it before the first hook is added. */
export function watchOnSendHooks (app: FastifyInstance): void {
  const onSendHooks = { exist: false }
  app.decorate('onSendHooks', onSendHooks)
  const addHook = app.addHook as (name: string, hook: unknown) => FastifyInstance
  app.addHook = function (this: FastifyInstance, name: string, hook: unknown) {
    if (name === 'onSend') onSendHooks.exist = true
    return addHook.call(this, name, hook)
  } as FastifyInstance['addHook']
}

/**
 * Sends the response. `onSend` hooks receive a body of one part as it is, and one of several parts as a stream. Without such
 * hooks, several parts are written directly, which saves a twentieth of a base64 response, and more if the machine is busy.
 */
export function sendResponse (reply: FastifyReply, { status, headers, parts }: Response): FastifyReply {
  // Without a serializer Fastify would add a charset to `application/json`.
  reply.code(status).headers(headers).serializer(String)
  if (parts.length === 1) return reply.send(parts[0])
  reply.header('content-length', parts.reduce((sum, part) => sum + Buffer.byteLength(part), 0))
  return reply.server.onSendHooks.exist ? reply.send(Readable.from(parts, { objectMode: false })) : writeParts(reply, parts)
}

/** Writes all parts at once: they are in memory anyway. They are never joined, since they may be large. */
function writeParts (reply: FastifyReply, parts: readonly Part[]): FastifyReply {
  const { raw } = reply.hijack()
  raw.writeHead(reply.statusCode, reply.getHeaders() as Record<string, string>)
  raw.cork()
  for (const part of parts) raw.write(part)
  raw.end()
  return reply
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
