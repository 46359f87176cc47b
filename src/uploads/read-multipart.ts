/** Reader of `multipart/form-data` bodies, within limits. */
import type { Readable } from 'node:stream'
import { Dicer } from '@fastify/busboy'
import { preview } from '../text/messages.js'
import { decodeText, filenameOf, parseHeader } from './header-parameters.js'

/** A file as it was uploaded. */
export interface FilePart {
  /**
   * The name as sent, without its folders and control characters. `filename*` takes precedence over `filename`. Undefined
   * for a part without a file name that has a media type other than text.
   */
  filename: string | undefined
  /** The media type as sent, in lower case, without parameters. Empty if the header is empty, undefined if there is none. */
  mediaType: string | undefined
  bytes: Buffer
}

export interface FormEntry {
  /** The name as sent, such as `image[]`. It can be any text, even `__proto__`. */
  name: string
  /** Text, or a file: a part with a file name, or with a media type other than text. */
  value: string | FilePart
}

export interface MultipartLimits {
  /** Of the whole body, including the headers of its parts. */
  maxBytes: number
  maxParts: number
  /** Of each text. */
  maxTextBytes: number
  /** Of the headers of each part. Default: 16 KiB, like Node's limit for the headers of a request. */
  maxHeaderBytes?: number
}

export type MultipartFault = 'malformed' | 'body too large' | 'too many parts' | 'text too large' | 'headers too large'

/** Thrown for a body that is not a form or exceeds a limit. The message is for the log; responses have OpenAI's wording. */
export class MultipartError extends Error {
  override readonly name = 'MultipartError'

  constructor (readonly reason: MultipartFault, message: string) {
    super(message)
  }
}

/** The parsed headers of a part. */
interface PartHead {
  name: string
  /** Undefined for a text. */
  file: Omit<FilePart, 'bytes'> | undefined
  /** The charset of a text. */
  charset: string | undefined
}

/** A part that is being read. */
interface PendingPart {
  head?: PartHead
  chunks: Buffer[]
  byteCount: number
  ended: Promise<void>
}

/** More than the 70 characters that RFC 2046 allows, and fewer than the 253 at which the parser throws. */
const maxBoundaryLength = 200

/**
 * Reads a body. Returns its entries in the order in which they were sent. A form within a part is not parsed.
 *
 * Rejects with a MultipartError as soon as the fault is known. The rest of the body is then unread and the stream is still
 * usable: call `body.resume()`, so that a client that sends its whole body before it reads receives the response. Rejects
 * with the stream's error if the stream fails or is aborted.
 *
 *     await readMultipart(request.raw, request.headers['content-type'], { maxBytes: 50e6, maxParts: 100, maxTextBytes: 1e6 })
 *     // [{ name: 'prompt', value: 'a cat' }, { name: 'image', value: { filename: 'a.png', mediaType: 'image/png', bytes } }]
 */
export async function readMultipart (body: Readable, contentType: string, limits: MultipartLimits): Promise<FormEntry[]> {
  const form = createFormParser(boundaryOf(contentType), limits)
  let byteCount = 0
  for await (const chunk of body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    byteCount += chunk.length
    if (byteCount > limits.maxBytes) throw limitError('body too large', `a body of at most ${limits.maxBytes} bytes`)
    await form.write(chunk)
  }
  return form.end()
}

function boundaryOf (contentType: string): string {
  const { value, parameters } = parseHeader(contentType)
  const boundary = parameters.get('boundary')
  if (value === 'multipart/form-data' && boundary && boundary.length <= maxBoundaryLength) return boundary
  throw malformed(`multipart/form-data with a boundary of 1 to ${maxBoundaryLength} characters`, 'Content-Type', preview(contentType))
}

function createFormParser (boundary: string, { maxParts, maxTextBytes, maxHeaderBytes = 16 * 1024 }: MultipartLimits) {
  const unlimited = {
    // The parser would drop headers that exceed its limits, and with them a name or a type. They are limited below instead.
    maxHeaderPairs: Infinity,
    maxHeaderSize: Infinity,
    // Parts are read to the end, so the parser need not wait. If it waits and finds the last boundary, it waits forever.
    partHwm: Number.MAX_SAFE_INTEGER
  }
  const dicer = new Dicer({ boundary, ...unlimited })
  const parts: PendingPart[] = []
  let fault: MultipartError | undefined
  // Listeners store the first fault, and `write` and `end` throw it, since an error thrown by a listener would pass through the parser.
  const fail = (error: MultipartError) => { fault ??= error }

  let isClosed = false
  dicer.on('finish', () => { isClosed = true })
  dicer.on('error', () => fail(malformed('its last boundary', 'the end of the form', 'none')))
  /** The length of the chunks that contain nothing but the headers of the current part. Undefined after its headers. */
  let headerBytes: number | undefined

  dicer.on('part', stream => {
    // The parser has reported the error of a part that ends early.
    stream.on('error', () => {})
    if (!fault && parts.length === maxParts) fail(limitError('too many parts', `at most ${maxParts} parts`))
    if (fault) return
    headerBytes = 0
    const part: PendingPart = { chunks: [], byteCount: 0, ended: new Promise(resolve => stream.once('end', resolve)) }
    parts.push(part)
    stream.on('header', headers => {
      headerBytes = undefined
      try {
        part.head = readHead(headers as PartHeaders, maxHeaderBytes)
      } catch (error) {
        fail(error as MultipartError)
      }
    })
    stream.on('data', chunk => {
      part.chunks.push(chunk as Buffer)
      part.byteCount += chunk.length
      if (part.head && !part.head.file && part.byteCount > maxTextBytes) {
        fail(limitError('text too large', `at most ${maxTextBytes} bytes for the text ${preview(part.head.name)}`))
      }
    })
    // Joined immediately, so that the chunks of the request, which also contain other parts, are released.
    stream.once('end', () => { part.chunks = [Buffer.concat(part.chunks)] })
  })

  return {
    /** Parses a chunk. Throws the first fault of the form so far. */
    async write (chunk: Buffer): Promise<void> {
      const partCount = parts.length
      await new Promise<void>(resolve => dicer.write(chunk, () => resolve()))
      if (headerBytes !== undefined && parts.length === partCount) headerBytes += chunk.length
      if (headerBytes !== undefined && headerBytes > maxHeaderBytes) fail(headersTooLarge(maxHeaderBytes))
      if (fault) throw fault
    },

    /** Returns the entries of a complete form. */
    async end (): Promise<FormEntry[]> {
      if (!isClosed) {
        const closed = new Promise<void>(resolve => dicer.once('finish', resolve))
        dicer.end()
        await closed
      }
      if (fault) throw fault
      await Promise.all(parts.map(({ ended }) => ended))
      return parts.map(createEntry)
    }
  }
}

type PartHeaders = Record<string, string[]>

/** Interprets the headers of a part, whose values have one character for each byte. */
function readHead (headers: PartHeaders, maxHeaderBytes: number): PartHead {
  const byteCount = Object.entries(headers).flatMap(([name, values]) => values.map(value => `${name}: ${value}\r\n`.length))
    .reduce((sum, length) => sum + length, 0)
  if (byteCount > maxHeaderBytes) throw headersTooLarge(maxHeaderBytes)
  const disposition = parseHeader(decodeText(Buffer.from(headers['content-disposition']?.[0] ?? '', 'latin1')))
  const name = disposition.parameters.get('name')
  if (disposition.value !== 'form-data' || name === undefined) {
    throw malformed('form-data with a name', 'Content-Disposition of each part', preview(headers['content-disposition']?.[0]))
  }
  const type = headers['content-type']?.[0]
  const { value: mediaType, parameters } = parseHeader(type ?? '')
  const filename = filenameOf(disposition)
  const isText = filename === undefined && (mediaType === '' || mediaType.startsWith('text/'))
  return {
    name,
    file: isText ? undefined : { filename, mediaType: type === undefined ? undefined : mediaType },
    charset: parameters.get('charset')
  }
}

function createEntry ({ head, chunks }: PendingPart): FormEntry {
  if (!head) throw malformed('an empty line', 'the end of the headers of each part', 'none')
  const bytes = chunks[0]!
  return { name: head.name, value: head.file ? { ...head.file, bytes } : decodeText(bytes, head.charset) }
}

function malformed (expected: string, where: string, got: string): MultipartError {
  return new MultipartError('malformed', `Expected ${expected} for ${where}, got ${got}.`)
}

function limitError (reason: MultipartFault, limit: string): MultipartError {
  return new MultipartError(reason, `Expected ${limit}, got more.`)
}

function headersTooLarge (maxHeaderBytes: number): MultipartError {
  return limitError('headers too large', `at most ${maxHeaderBytes} bytes of headers for each part`)
}
