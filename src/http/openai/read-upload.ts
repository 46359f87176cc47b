/** Reader of bodies that may contain images: forms and JSON, limited in bytes, and only a few large ones at a time. */
import { hash, webcrypto } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import pLimit from 'p-limit'
import type { FormPart } from '../../contract/body/form-body.js'
import { isForm, isJson } from '../../dialects/openai/read-body.js'
import type { ApiError } from '../../errors/api-error.js'
import { bodyTooLarge, malformedForm } from '../../errors/catalogue.js'
import { MultipartError, readMultipart } from '../../uploads/read-multipart.js'
import { readBodyPrefix } from '../server/request-body.js'
import type { Timings } from '../server/server-options.js'
import { restartTimeLimit, suspendTimeLimit } from '../server/time-limit.js'

/** A body counts as large once more bytes of it have been read. */
const smallBytes = 2 ** 20
/** The maximum number of large bodies in memory. Others wait, unread, until one of these is released. */
const maxLargeBodies = 2

const multipartLimits = { maxParts: 100, maxTextBytes: 4 * 2 ** 20 }

export interface UploadReaderOptions {
  /** The maximum length of a body. */
  limitBytes: number
  timings: Pick<Timings, 'requestTimeoutMs'>
}

export interface UploadReader {
  /** The hook that frees the memory of a body when its connection closes, if it was not freed before. */
  preParsing: (request: FastifyRequest, reply: FastifyReply, payload: unknown, done: () => void) => void
  /** The content type parser. It adds the body, or its refusal, to the exchange. */
  read: (request: FastifyRequest, payload: IncomingMessage) => Promise<void>
  /** Frees the memory of a body. Call it once the images are decoded. */
  release: (request: FastifyRequest) => void
}

/** Thrown for a body that must not be read to its end. */
class RefusedBodyError extends Error {
  constructor (readonly refusal: ApiError) {
    super(refusal.message)
  }
}

export function createUploadReader ({ limitBytes, timings }: UploadReaderOptions): UploadReader {
  const limit = pLimit(maxLargeBodies)
  const releases = new WeakMap<FastifyRequest, () => void>()
  /** Requests whose responses have ended, including those of clients that disconnected. */
  const ended = new WeakSet<FastifyRequest>()

  const release = (request: FastifyRequest) => {
    releases.get(request)?.()
    releases.delete(request)
  }

  /** Waits until one more large body fits into memory. After that, the time limit of the request starts again. */
  async function reserve (request: FastifyRequest): Promise<void> {
    const mustWait = limit.activeCount + limit.pendingCount >= maxLargeBodies
    if (mustWait) suspendTimeLimit(request.raw)
    await new Promise<void>(resolve => {
      limit(() => {
        const { promise, resolve: free } = promiseWithResolver()
        // The client may have disconnected while its request waited.
        if (ended.has(request)) free()
        else releases.set(request, free)
        resolve()
        return promise
      }).catch(() => {})
    })
    if (mustWait) restartTimeLimit(request.raw, timings.requestTimeoutMs)
  }

  async function * limited (request: FastifyRequest, payload: IncomingMessage): AsyncGenerator<Buffer> {
    let bytes = 0
    for await (const part of payload.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      bytes += part.length
      if (bytes > limitBytes) throw new RefusedBodyError(bodyTooLarge(limitBytes, Number(request.headers['content-length'] ?? bytes)))
      if (bytes > smallBytes && !releases.has(request)) await reserve(request)
      yield part
    }
  }

  async function readForm (request: FastifyRequest, payload: IncomingMessage): Promise<void> {
    const body = Readable.from(limited(request, payload), { objectMode: false })
    try {
      const parts = await readMultipart(body, request.headers['content-type']!, { maxBytes: limitBytes, ...multipartLimits })
      const form: FormPart[] = []
      for (const { name, value } of parts) form.push({ name, value: typeof value === 'string' ? value : { ...value, sha256: await sha256Of(value.bytes) } })
      request.exchange.form = form
    } finally {
      // Ends the iteration of the payload, so that the rest of it can be dropped.
      if (!body.destroyed) await new Promise(resolve => body.once('close', resolve).destroy())
    }
  }

  async function readWhole (request: FastifyRequest, payload: IncomingMessage): Promise<void> {
    const parts: Buffer[] = []
    for await (const part of limited(request, payload)) parts.push(part)
    request.exchange.body = Buffer.concat(parts)
  }

  return {
    preParsing (request, reply, _payload, done) {
      reply.raw.once('close', () => {
        ended.add(request)
        release(request)
      })
      done()
    },

    async read (request, payload) {
      const { 'content-type': contentType, 'content-length': length } = request.headers
      try {
        if (Number(length) > limitBytes) throw new RefusedBodyError(bodyTooLarge(limitBytes, Number(length)))
        if (isForm(contentType)) await readForm(request, payload)
        else if (isJson(contentType)) await readWhole(request, payload)
        else await readBodyPrefix(request, payload)
      } catch (error) {
        // If a request is incomplete or is not valid HTTP, Fastify sends the error and closes the connection.
        if (!(error instanceof RefusedBodyError) && !(error instanceof MultipartError)) throw error
        request.exchange.bodyRefusal = error instanceof MultipartError ? malformedForm() : error.refusal
        // The rest is read and dropped: a client that sends its whole body before it reads would otherwise wait forever.
        payload.resume()
      }
    },

    release
  }
}

/** A large file is hashed outside the event loop: 25 MB take 60 ms. */
async function sha256Of (bytes: Buffer): Promise<string> {
  if (bytes.length <= smallBytes) return hash('sha256', bytes)
  return Buffer.from(await webcrypto.subtle.digest('SHA-256', bytes)).toString('hex')
}

function promiseWithResolver (): { promise: Promise<void>, resolve: () => void } {
  let resolve = () => {}
  const promise = new Promise<void>(_resolve => { resolve = _resolve })
  return { promise, resolve }
}
