/** Sends a stream of events, each when the client has read the one before it, with the fault of the rule that applies. */
import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { toGeneratedImages, type Base64Image } from '../../contract/responses.js'
import type { StreamEvent } from '../../contract/stream-events.js'
import type { Dialect, Part } from '../../dialects/dialect.js'
import type { ApiError } from '../../errors/api-error.js'
import { imageGenerationFailed } from '../../errors/catalogue.js'
import { AbandonedError } from '../../pictures/render.js'
import type { BrokenBy, ClientWait } from '../../operations/exchange.js'
import { brokenBase64 } from '../../pictures/output/base64-image.js'
import { bytesOf, dripPieces, endConnection, firstHalf, hang, lengthOf, slice, withoutEnd, type SendOptions } from './inject-faults.js'
import { abandon, delayReply, pause } from './send.js'

export interface SendStreamOptions extends SendOptions {
  dialect: Pick<Dialect, 'headers' | 'eventFrame' | 'errorFrame' | 'unknownFrame'>
  /** Logs an error that ends the stream. */
  onError: (error: unknown) => void
  /** The error of a rule that occurs within the stream. */
  error: ApiError | undefined
  /** The time between two events, in milliseconds. */
  pauseMs: number
  /** Called whenever an event is sent. */
  announceOpen: (request: FastifyRequest, reply: FastifyReply) => void
}

/** The time that a client has to read the events before a fault, in milliseconds. When a connection fails, `fetch` discards what it has not read. */
const readMs = 200

const noImage: Base64Image = { pieces: [], bytes: 0, sha256: '' }

/**
 * Sends the events. Whatever fails before the first event is complete is an ordinary error response, so this rejects then.
 * Later errors become an `error` event.
 */
export async function sendStream (
  request: FastifyRequest, reply: FastifyReply, events: AsyncGenerator<StreamEvent>, options: SendStreamOptions
): Promise<FastifyReply> {
  const { exchange } = request
  const { fault, after } = exchange.decision?.respond ?? {}
  exchange.outcome = { kind: 'answered' }
  if (reply.raw.destroyed) return abandon(reply)
  if (after === undefined && fault === 'hang') return broken(reply, () => hang(request, reply, options.closing))
  if (after === undefined && (fault === 'reset' || fault === 'empty')) return broken(reply, () => endConnection(request, reply, fault))
  // Ends the generator, which holds the images of an edit, even if nothing reads the body.
  reply.raw.once('close', () => { events.return(undefined).catch(options.onError) })
  const first = await events.next()
  const headers = await options.dialect.headers(exchange, 200)
  // nginx would hold back the end of each event until its buffer is full, and does not pass on this header.
  const streamHeaders = { 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' }
  reply.code(200).headers({ ...headers, ...streamHeaders }).serializer(String)
  const body = writeEvents(request, reply, first, events, options)
  return reply.send(Readable.from(body, { objectMode: false, highWaterMark: 1 }))
}

function broken (reply: FastifyReply, breakOff: () => void): FastifyReply {
  breakOff()
  return reply.hijack()
}

/** The pieces of all events, of which the first is ready. A fault or an error happens at the event with the index `after`; by default at the last one. */
async function * writeEvents (
  request: FastifyRequest, reply: FastifyReply, first: IteratorResult<StreamEvent>, others: AsyncGenerator<StreamEvent>,
  options: SendStreamOptions
): AsyncGenerator<Part> {
  const { exchange } = request
  const { dialect, error: ruleError } = options
  const gone = goneSignal(reply)
  const { fault, after } = exchange.decision?.respond ?? {}
  const sent = exchange.events = [] as NonNullable<typeof exchange.events>
  const wait: ClientWait = exchange.clientWait = { totalMs: 0 }
  const record = (frame: readonly Part[], type: string, event?: StreamEvent) => {
    const ms = Math.round(performance.now() - exchange.startedMs)
    sent.push({ type, ms, bytes: lengthOf(bytesOf(frame)), ...(event && imageOf(event)) })
    options.announceOpen(request, reply)
  }
  const fail = (error: ApiError) => {
    const frame = dialect.errorFrame(error)
    exchange.outcome = { kind: 'answered', content: error.envelope }
    exchange.isBilled = false
    record(frame, 'error')
    return frame
  }
  let index = 0
  try {
    for (;;) {
      if (index > 0) await pause(options.pauseMs, options.closing, gone)
      if (gone.aborted) return
      // Drawn when it is due: a stream that waits holds no picture.
      const { value: event, done } = index === 0 ? first : await others.next()
      if (done) return
      const isLast = event.partial_image_index === undefined
      const isHere = after === undefined ? isLast : index === after
      if (isHere && ruleError) return yield * fail(ruleError)
      if (isHere && fault === 'empty_data') return
      if (fault === 'keepalive') yield ': keepalive\n\n'
      if (fault === 'unknown_event' && index === (after ?? 0)) {
        const [type, frame] = dialect.unknownFrame(event)
        record([frame], type)
        yield frame
      }
      const frame = dialect.eventFrame(isHere && fault === 'bad_base64' ? { ...event, b64_json: await brokenBase64(event.b64_json) } : event)
      if (isHere && (fault === 'truncate' || fault === 'reset' || fault === 'hang' || fault === 'empty' || fault === 'lost')) {
        yield * fault === 'truncate' ? firstHalf(bytesOf(frame)) : []
        return await breakOff(request, reply, fault, options)
      }
      if (isLast) exchange.outcome = { kind: 'answered', content: contentOf(request, event) }
      record(frame, event.type, event)
      if (fault === 'drip') yield * dripped(frame, options)
      else yield * timed(isHere && fault === 'malformed' ? malformed(frame) : frame, wait)
      if (fault === 'duplicate_partial' && !isLast && index === (after ?? 0)) {
        record(frame, event.type, event)
        yield * timed(frame, wait)
      }
      if (isLast) return
      index++
      // A generator holds its last value, and many streams may wait for their next picture.
      frame.length = 0
      event.b64_json = noImage
    }
  } catch (error) {
    // The client has disconnected.
    if (error instanceof AbandonedError) throw error
    options.onError(error)
    yield * fail(imageGenerationFailed())
  }
}

/** Measures how long the client takes to read the parts. */
async function * timed (parts: readonly Part[], wait: ClientWait): AsyncGenerator<Part> {
  wait.sinceMs = performance.now()
  yield * parts
  wait.totalMs += performance.now() - wait.sinceMs
  wait.sinceMs = undefined
}

function imageOf ({ partial_image_index: partialIndex, b64_json: { bytes, sha256 } }: StreamEvent) {
  return { ...(partialIndex !== undefined && { partialIndex }), image: { bytes, sha256 } }
}

/** Aborted when the client has disconnected. */
function goneSignal ({ raw }: FastifyReply): AbortSignal {
  const gone = new AbortController()
  raw.once('close', () => gone.abort())
  return gone.signal
}

/** The response that the events amount to, as the journal shows it. */
function contentOf ({ exchange: { id, request } }: FastifyRequest, { created_at: created, b64_json: base64, usage }: StreamEvent) {
  return toGeneratedImages(request!, { created, data: [{ b64_json: base64 }], ...(usage && { usage }) }, id)
}

/** Ends the connection, or waits until the client or the mock does. What was written before is sent first. */
async function breakOff (
  request: FastifyRequest, reply: FastifyReply, fault: BrokenBy, { closing }: SendStreamOptions
): Promise<void> {
  await sentBefore(reply, closing)
  if (fault === 'hang') hang(request, reply, closing)
  else {
    await delayReply(reply, readMs, closing)
    endConnection(request, reply, fault)
  }
  await new Promise(resolve => reply.raw.destroyed ? resolve(undefined) : reply.raw.once('close', resolve))
}

/** Resolves when everything that was written has been passed on to the system, or the client has disconnected. */
async function sentBefore ({ raw }: FastifyReply, closing: AbortSignal): Promise<void> {
  // There is no event for it: `drain` is emitted only if much was written.
  while (raw.writableLength > 0 && !raw.destroyed && !closing.aborted) await pause(5, closing)
}

/** An event whose data is not valid JSON. The next event is whole. */
function malformed (frame: readonly Part[]): Buffer[] {
  return [...withoutEnd(bytesOf(frame)), Buffer.from('\n\n')]
}

/** The pieces of an event that is sent slowly. Some cuts are where a client can go wrong. */
async function * dripped (frame: readonly Part[], { closing, timings }: SendStreamOptions): AsyncGenerator<Buffer> {
  const bytes = bytesOf(frame)
  const length = lengthOf(bytes)
  const evenCuts = Array.from({ length: dripPieces }, (_, index) => Math.ceil(length * (index + 1) / dripPieces))
  const cuts = [...delicateCuts(bytes), ...evenCuts]
  let start = 0
  for (const end of [...new Set(cuts)].sort((a, b) => a - b)) {
    if (start > 0) await pause(timings.dripIntervalMs, closing)
    yield * slice(bytes, start, end)
    start = end
  }
}

/** Within the name of the type, within the first character of several bytes, and between the two line feeds at the end. */
function delicateCuts (bytes: readonly Buffer[]): number[] {
  const inType = 'event: image'.length
  const tail = bytes.at(-1)!
  const end = lengthOf(bytes)
  const inCharacter = tail.findIndex(byte => byte >= 0x80)
  return [inType, ...(inCharacter < 0 ? [] : [end - tail.length + inCharacter + 1]), end - 1]
}
