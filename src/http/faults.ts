/** What goes wrong on the way to the client when a rule says so: everything here breaks the answer on purpose. */
import { Socket } from 'node:net'
import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { GeneratedImages } from '../contract/responses.js'
import type { Outcome } from '../journal/entry.js'
import { maxTextLength } from '../journal/held-answer.js'
import type { Fault } from '../scenarios/faults.js'
import { abandon } from './abandon.js'
import { pause } from './waiting.js'
import { sendWhole, type Answer } from './whole-answer.js'

declare module 'fastify' {
  interface FastifyRequest {
    /** What a fault has made of its answer; absent as long as none has. */
    brokenBy: Outcome | undefined
  }
}

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

/** Sends the answer, or what the fault makes of it; nothing to whoever has gone. `closing` ends what would otherwise go on for ever. */
export function sendAnswer (request: FastifyRequest, reply: FastifyReply, answer: Answer, fault: Fault | undefined, closing: AbortSignal): FastifyReply {
  if (reply.raw.destroyed) return abandon(reply)
  if (!breaksBody(fault)) return sendWhole(reply, answer)
  reply.code(answer.status).headers(answer.headers)
  const body = Buffer.concat(answer.parts.map(part => Buffer.from(part)))
  switch (fault) {
    case 'malformed': return reply.send(told(request, body.subarray(0, -Math.ceil(body.length / 10))))
    case 'drip': return reply.header('content-length', body.length).send(dripping(body, closing))
    case 'truncate': return truncate(request, reply, body)
    case 'reset': breakOff(request, reply, 'reset'); break
    case 'empty': breakOff(request, reply, 'empty'); break
    case 'hang': hang(request, reply, closing)
  }
  return reply.hijack()
}

/** Part of a body, told to the journal, so that it shows what was sent and not what was meant. */
function told ({ call }: FastifyRequest, part: Buffer): Buffer {
  if (call) call.answer = part.toString('utf8', 0, maxTextLength)
  return part
}

type BodyFault = Exclude<Fault, 'bad_base64' | 'empty_data'>

/** Those of the content have been seen to before, by `spoilImages`. */
function breaksBody (fault: Fault | undefined): fault is BodyFault {
  return fault !== undefined && fault !== 'bad_base64' && fault !== 'empty_data'
}

/** Promises the whole body, sends half of it and breaks off. */
export function truncate (request: FastifyRequest, reply: FastifyReply, body: Buffer, how: 'truncate' | 'reset' = 'truncate'): FastifyReply {
  reply.hijack()
  reply.raw.writeHead(reply.statusCode, { ...reply.getHeaders() as Record<string, string>, 'content-length': body.length })
  reply.raw.write(told(request, body.subarray(0, body.length >> 1)), () => breakOff(request, reply, how))
  return reply
}

function hang (request: FastifyRequest, reply: FastifyReply, closing: AbortSignal): void {
  request.brokenBy = 'hang'
  const leave = () => breakOff(request, reply, 'hang')
  closing.addEventListener('abort', leave)
  reply.raw.once('close', () => closing.removeEventListener('abort', leave))
  if (closing.aborted) leave()
}

/** Ends the connection, by a RST if it is to be reset and otherwise by a FIN, whatever is still missing of the answer. */
function breakOff (request: FastifyRequest, reply: FastifyReply, how: NonNullable<FastifyRequest['brokenBy']>): void {
  request.brokenBy = how
  const { socket } = request.raw
  // Who injects a request has no socket: to them the answer fails.
  if (!(socket instanceof Socket)) reply.raw.destroy(new Error(`The connection was ${how === 'reset' ? 'reset' : 'closed'} on purpose`))
  else if (how === 'reset') socket.resetAndDestroy()
  else socket.destroySoon()
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
