/** Reads bodies that may contain images: forms and JSON, limited in bytes, and only a few large ones at a time. */
import { hash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import pLimit from 'p-limit'
import { isForm, isJson } from '../../dialects/openai/read-body.js'
import { ApiError } from '../../errors/api-error.js'
import { bodyTooLarge, malformedForm } from '../../errors/catalogue.js'
import { MultipartError, readMultipart } from '../../uploads/read-multipart.js'
import { readBodyPrefix } from '../server/request-body.js'

/** How many bytes of a body are read before it counts as large. */
const smallBytes = 2 ** 20
/** How many large bodies are in memory at once. The others wait, unread, until a response was decided. */
const maxLargeBodies = 2

const multipartLimits = { maxParts: 100, maxTextBytes: 4 * 2 ** 20 }

export interface UploadReaderOptions {
  /** The maximum length of a body. */
  limitBytes: number
}

export interface UploadReader {
  /** The hook that frees the memory of a body once its connection has closed, whatever happened before. */
  preParsing: (request: FastifyRequest, reply: FastifyReply, payload: unknown, done: () => void) => void
  /** The content type parser. It adds the body, or its refusal, to the exchange. */
  read: (request: FastifyRequest, payload: IncomingMessage) => Promise<void>
  /** Frees the memory of a body. Called once its images are decoded. */
  release: (request: FastifyRequest) => void
}

export function createUploadReader ({ limitBytes }: UploadReaderOptions): UploadReader {
  const limit = pLimit(maxLargeBodies)
  const releases = new WeakMap<FastifyRequest, () => void>()

  const release = (request: FastifyRequest) => {
    releases.get(request)?.()
    releases.delete(request)
  }

  /** Waits until one more large body fits into memory. */
  const reserve = (request: FastifyRequest) => new Promise<void>(resolve => {
    limit(() => {
      const { promise, resolve: free } = promiseWithResolver()
      // The client may have gone while it waited.
      if (request.raw.destroyed && !request.raw.complete) free()
      else releases.set(request, free)
      resolve()
      return promise
    }).catch(() => {})
  })

  async function * limited (request: FastifyRequest, payload: IncomingMessage): AsyncGenerator<Buffer> {
    let bytes = 0
    for await (const part of payload.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      bytes += part.length
      if (bytes > limitBytes) throw bodyTooLarge(limitBytes, Number(request.headers['content-length'] ?? bytes))
      if (bytes > smallBytes && !releases.has(request)) await reserve(request)
      yield part
    }
  }

  async function readForm (request: FastifyRequest, payload: IncomingMessage): Promise<void> {
    const body = Readable.from(limited(request, payload), { objectMode: false })
    try {
      const parts = await readMultipart(body, request.headers['content-type']!, { maxBytes: limitBytes, ...multipartLimits })
      request.exchange.form = parts.map(({ name, value }) =>
        ({ name, value: typeof value === 'string' ? value : { ...value, sha256: hash('sha256', value.bytes) } }))
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
      reply.raw.once('close', () => release(request))
      done()
    },

    async read (request, payload) {
      const { 'content-type': contentType, 'content-length': length } = request.headers
      try {
        if (Number(length) > limitBytes) throw bodyTooLarge(limitBytes, Number(length))
        if (isForm(contentType)) await readForm(request, payload)
        else if (isJson(contentType)) await readWhole(request, payload)
        else await readBodyPrefix(request, payload)
      } catch (error) {
        request.exchange.bodyRefusal = refusalOf(error)
        // The rest is read and dropped: a client that sends its whole body before it reads would otherwise wait forever.
        payload.resume()
      }
    },

    release
  }
}

function promiseWithResolver (): { promise: Promise<void>, resolve: () => void } {
  let resolve = () => {}
  const promise = new Promise<void>(_resolve => { resolve = _resolve })
  return { promise, resolve }
}

function refusalOf (error: unknown): ApiError {
  if (error instanceof ApiError) return error
  if (error instanceof MultipartError) return malformedForm()
  throw error
}
