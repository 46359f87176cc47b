/** What goes wrong on the way to the client when a rule says so: everything here breaks the answer on purpose. */
import { Socket } from 'node:net'
import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { GeneratedImage, GeneratedImages } from '../contract/responses.js'
import type { Outcome } from '../journal/entry.js'
import { maxTextLength } from '../journal/held-answer.js'
import { brokenBase64 } from '../pictures/base64-image.js'
import type { Fault } from '../scenarios/faults.js'
import { abandon } from './abandon.js'
import type { Timings } from './timings.js'
import { pause } from './waiting.js'
import { sendWhole, type Answer } from './whole-answer.js'

declare module 'fastify' {
  interface FastifyRequest {
    /** What a fault has made of its answer; absent as long as none has. */
    brokenBy: Outcome | undefined
  }
}

const dripPieces = 20

export interface SendOptions {
  /** Aborted when the mock closes: ends what would otherwise go on forever. */
  closing: AbortSignal
  timings: Pick<Timings, 'dripIntervalMs'>
}

/** The answer as a fault of its content leaves it: still valid JSON. */
export async function spoilImages (answer: GeneratedImages, fault: Fault | undefined): Promise<GeneratedImages> {
  if (fault === 'empty_data') return { ...answer, data: [] }
  if (fault !== 'bad_base64') return answer
  const spoil = async ({ b64_json: base64, ...image }: GeneratedImage) => ({ ...image, ...(base64 && { b64_json: await brokenBase64(base64) }) })
  return { ...answer, data: await Promise.all(answer.data.map(spoil)) }
}

/** Sends the answer, or what the fault makes of it; nothing to a client that has gone. */
export function sendAnswer (request: FastifyRequest, reply: FastifyReply, answer: Answer, fault: Fault | undefined, options: SendOptions): FastifyReply {
  if (reply.raw.destroyed) return abandon(reply)
  if (!breaksBody(fault)) return sendWhole(reply, answer)
  reply.code(answer.status).headers(answer.headers)
  const body = answer.parts.map(part => typeof part === 'string' ? Buffer.from(part) : part)
  const length = lengthOf(body)
  switch (fault) {
    case 'malformed': return sendWhole(reply, { ...answer, parts: told(request, slice(body, 0, length - Math.ceil(length / 10))) })
    case 'drip': return reply.header('content-length', length).send(dripping(body, options))
    case 'truncate': return truncate(request, reply, body)
    case 'reset': breakOff(request, reply, 'reset'); break
    case 'empty': breakOff(request, reply, 'empty'); break
    case 'hang': hang(request, reply, options.closing)
  }
  return reply.hijack()
}

/** Part of a body, told to the journal, so that it shows what was sent and not what was meant. */
function told ({ call }: FastifyRequest, part: Buffer[]): Buffer[] {
  if (call) call.answer = Buffer.concat(slice(part, 0, maxTextLength)).toString()
  return part
}

function lengthOf (pieces: readonly Buffer[]): number {
  return pieces.reduce((sum, { length }) => sum + length, 0)
}

/** The bytes from `start` up to, not including, `end`. Nothing is copied: a body in pieces is too large to be joined. */
function slice (pieces: readonly Buffer[], start: number, end: number): Buffer[] {
  let at = 0
  return pieces.flatMap(piece => {
    const part = piece.subarray(Math.max(0, start - at), Math.max(0, end - at))
    at += piece.length
    return part.length > 0 ? [part] : []
  })
}

type BodyFault = Exclude<Fault, 'bad_base64' | 'empty_data'>

/** Those of the content have been seen to before, by `spoilImages`. */
function breaksBody (fault: Fault | undefined): fault is BodyFault {
  return fault !== undefined && fault !== 'bad_base64' && fault !== 'empty_data'
}

/** Promises the whole body, sends half of it and breaks off. */
export function truncate (request: FastifyRequest, reply: FastifyReply, body: readonly Buffer[], how: 'truncate' | 'reset' = 'truncate'): FastifyReply {
  const { raw } = reply.hijack()
  const length = lengthOf(body)
  raw.writeHead(reply.statusCode, { ...reply.getHeaders() as Record<string, string>, 'content-length': length })
  const half = told(request, slice(body, 0, length >> 1))
  for (const piece of half.slice(0, -1)) raw.write(piece)
  raw.write(half.at(-1), () => breakOff(request, reply, how))
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

/** The body in small pieces, some two seconds for all of it unless the timings say otherwise. */
export function dripping (body: readonly Buffer[], { closing, timings }: SendOptions): Readable {
  const length = lengthOf(body)
  const size = Math.ceil(length / dripPieces)
  return Readable.from((async function * () {
    for (let start = 0; start < length; start += size) {
      if (start > 0) await pause(timings.dripIntervalMs, closing)
      yield * slice(body, start, start + size)
    }
  })(), { objectMode: false, highWaterMark: 1 })
}
