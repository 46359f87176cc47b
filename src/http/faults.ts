/** What goes wrong on the way to the client when a rule says so: everything here breaks the answer on purpose. */
import type { Socket } from 'node:net'
import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { GeneratedImages } from '../contract/images-response.js'
import type { Fault } from '../scenarios/faults.js'
import { pause } from './waiting.js'

const dripPieces = 20
const dripEveryMs = 100

/** The answer as a fault of its content leaves it: still valid JSON. */
export function spoilImages (answer: GeneratedImages, fault: Fault | undefined): GeneratedImages {
  if (fault === 'empty_data') return { ...answer, data: [] }
  if (fault !== 'bad_base64') return answer
  // Neither a whole number of bytes nor of four letters.
  const cut = (base64: Buffer) => base64.subarray(0, (base64.length >> 3 << 2) + 1)
  return { ...answer, data: answer.data.map(({ b64_json: base64, ...image }) => ({ ...image, ...(base64 && { b64_json: cut(base64) }) })) }
}

/** Sends the body, or what the fault makes of it. `closing` ends what would otherwise go on for ever. */
export function sendBody (request: FastifyRequest, reply: FastifyReply, body: Buffer, fault: Fault | undefined, closing: AbortSignal): FastifyReply {
  switch (fault) {
    case 'reset':
      reply.hijack()
      request.raw.socket.resetAndDestroy()
      return reply
    case 'empty':
      reply.hijack()
      request.raw.socket.end()
      return reply
    case 'hang':
      reply.hijack()
      hang(request.raw.socket, closing)
      return reply
    case 'truncate':
      return truncate(request, reply, body)
    case 'malformed':
      return reply.send(body.subarray(0, -Math.ceil(body.length / 10)))
    case 'drip':
      return reply.header('content-length', body.length).send(dripping(body, closing))
    default:
      return reply.send(body)
  }
}

/** Promises the whole body, sends half of it and closes the connection. */
export function truncate (request: FastifyRequest, reply: FastifyReply, body: Buffer, end: 'close' | 'reset' = 'close'): FastifyReply {
  reply.hijack()
  const { socket } = request.raw
  reply.raw.writeHead(reply.statusCode, { ...reply.getHeaders() as Record<string, string>, 'content-length': body.length })
  reply.raw.write(body.subarray(0, body.length >> 1), () => end === 'close' ? socket.destroySoon() : socket.resetAndDestroy())
  return reply
}

function hang (socket: Socket, closing: AbortSignal): void {
  const leave = () => socket.destroy()
  if (closing.aborted) leave()
  closing.addEventListener('abort', leave)
  socket.once('close', () => closing.removeEventListener('abort', leave))
}

/** The body in small pieces, some two seconds for all of it. */
export function dripping (body: Buffer, closing: AbortSignal): Readable {
  const size = Math.ceil(body.length / dripPieces)
  return Readable.from((async function * () {
    for (let start = 0; start < body.length; start += size) {
      if (start > 0) await pause(dripEveryMs, closing)
      yield body.subarray(start, start + size)
    }
  })(), { objectMode: false, highWaterMark: 1 })
}
