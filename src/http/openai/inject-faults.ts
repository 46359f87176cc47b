/** Fault injection: responses that a rule corrupts, truncates, slows down or never sends. */
import { Socket } from 'node:net'
import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { GeneratedImage, GeneratedImages } from '../../contract/responses.js'
import type { Part } from '../../dialects/dialect.js'
import { maxTextLength } from '../../journal/store/stored-exchange.js'
import { intendedOutcome, type BrokenBy } from '../../operations/exchange.js'
import { brokenBase64 } from '../../pictures/output/base64-image.js'
import { isUnsentFault, type Fault, type UnsentFault } from '../../rules/faults.js'
import type { Timings } from '../server/server-options.js'
import { abandon, pause, sendResponse, type Response } from './send.js'

/** Into so many pieces `fault: drip` cuts a body, or each event of a stream. */
export const dripPieces = 20

export interface SendOptions {
  /** Aborted when the mock closes. Ends delays and hanging responses. */
  closing: AbortSignal
  timings: Pick<Timings, 'dripIntervalMs'>
}

/** Applies the faults that change the content: the response stays valid JSON. */
export async function corruptImages (images: GeneratedImages, fault: Fault): Promise<GeneratedImages> {
  if (fault === 'empty_data') return { ...images, data: [] }
  if (fault !== 'bad_base64') return images
  const corrupt = async ({ b64_json: base64, ...image }: GeneratedImage) =>
    ({ ...image, ...(base64 && { b64_json: await brokenBase64(base64) }) })
  return { ...images, data: await Promise.all(images.data.map(corrupt)) }
}

/** Sends the response with the fault applied. Sends nothing if the client has disconnected. */
export function sendWithFault (
  request: FastifyRequest, reply: FastifyReply, response: Response, fault: Fault | undefined, options: SendOptions
): FastifyReply {
  if (reply.raw.destroyed) return abandon(reply)
  if (!breaksBody(fault)) return sendResponse(reply, response)
  reply.code(response.status).headers(response.headers)
  const body = bytesOf(response.parts)
  const length = lengthOf(body)
  switch (fault) {
    case 'malformed': return sendResponse(reply, { ...response, parts: recordSent(request, withoutEnd(body)) })
    case 'drip': return reply.header('content-length', length).send(dripping(body, options))
    case 'truncate': return truncate(request, reply, body)
    case 'reset': endConnection(request, reply, 'reset'); break
    case 'empty': endConnection(request, reply, 'empty'); break
    case 'hang': hang(request, reply, options.closing)
  }
  return reply.hijack()
}

/** Adds the part of the body that is sent to the outcome, so that the journal shows it instead of the whole body. */
function recordSent ({ exchange }: FastifyRequest, part: Buffer[]): Buffer[] {
  // Image files have no outcome here: the journal does not show their content.
  if (exchange.outcome) intendedOutcome(exchange.outcome).sent = Buffer.concat(slice(part, 0, maxTextLength)).toString()
  return part
}

/** The parts as bytes, which are not copied. */
export function bytesOf (parts: readonly Part[]): Buffer[] {
  return parts.map(part => typeof part === 'string' ? Buffer.from(part) : part)
}

export function lengthOf (pieces: readonly Buffer[]): number {
  return pieces.reduce((sum, { length }) => sum + length, 0)
}

/** The bytes from `start` up to, not including, `end`. They are not copied: the pieces may be too large to join. */
export function slice (pieces: readonly Buffer[], start: number, end: number): Buffer[] {
  let at = 0
  return pieces.flatMap(piece => {
    const part = piece.subarray(Math.max(0, start - at), Math.max(0, end - at))
    at += piece.length
    return part.length > 0 ? [part] : []
  })
}

/** The first half of the bytes, which ends within base64. */
export function firstHalf (pieces: readonly Buffer[]): Buffer[] {
  return slice(pieces, 0, lengthOf(pieces) >> 1)
}

/** The bytes without their last tenth, so that they are no valid JSON. */
export function withoutEnd (pieces: readonly Buffer[]): Buffer[] {
  const length = lengthOf(pieces)
  return slice(pieces, 0, length - Math.ceil(length / 10))
}

type BodyFault = Exclude<Fault, 'bad_base64' | 'empty_data' | UnsentFault>

/** False for the faults of the content, which `corruptImages` applies, and for those of answers that are not sent. */
function breaksBody (fault: Fault | undefined): fault is BodyFault {
  return fault !== undefined && fault !== 'bad_base64' && fault !== 'empty_data' && !isUnsentFault(fault)
}

/** Declares the length of the whole body, sends half of it and ends the connection. */
export function truncate (request: FastifyRequest, reply: FastifyReply, body: readonly Buffer[], how: 'truncate' | 'reset' = 'truncate'): FastifyReply {
  const { raw } = reply.hijack()
  const length = lengthOf(body)
  raw.writeHead(reply.statusCode, { ...reply.getHeaders() as Record<string, string>, 'content-length': length })
  const half = recordSent(request, firstHalf(body))
  for (const piece of half.slice(0, -1)) raw.write(piece)
  raw.write(half.at(-1), () => endConnection(request, reply, how))
  return reply
}

export function hang (request: FastifyRequest, reply: FastifyReply, closing: AbortSignal): void {
  markBroken(request, 'hang')
  const leave = () => endConnection(request, reply, 'hang')
  closing.addEventListener('abort', leave)
  reply.raw.once('close', () => closing.removeEventListener('abort', leave))
  if (closing.aborted) leave()
}

function markBroken ({ exchange }: FastifyRequest, by: BrokenBy): void {
  exchange.outcome = { kind: 'broken', by, intended: intendedOutcome(exchange.outcome) }
}

/** Ends the connection, with an RST for `reset` and `lost` and otherwise with a FIN, even if the response is incomplete. */
export function endConnection (request: FastifyRequest, reply: FastifyReply, how: BrokenBy): void {
  markBroken(request, how)
  const { socket } = request.raw
  // An injected request has no socket: its promise rejects.
  if (!(socket instanceof Socket)) reply.raw.destroy(new Error(`The connection was ${how === 'reset' || how === 'lost' ? 'reset' : 'closed'} on purpose`))
  else if (how === 'reset' || how === 'lost') socket.resetAndDestroy()
  else socket.destroySoon()
}

/** A stream of the body in 20 pieces with a pause between them. */
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
