/** One call of the operation on its way through the gate: what it brought, and what came to be known of it. */
import type { FastifyRequest } from 'fastify'
import { apiKeyOf } from '../behaviours/auth.js'
import type { ImageRequest } from '../contract/image-request.js'
import type { GeneratedImages } from '../contract/responses.js'
import type { DecidedBy } from '../journal/entry.js'
import type { Picture } from '../pictures/picture.js'
import type { Fault } from '../scenarios/faults.js'
import type { Rule } from '../scenarios/scenario.js'
import type { Decision } from '../scenarios/scenario-book.js'

export interface Directives {
  /** The prompt as sent. */
  prompt: string
  header?: Rule | undefined
  promptDirective?: Rule | undefined
}

export interface Call {
  readonly requestId: string
  readonly authorization: string | undefined
  readonly contentType: string | undefined
  /** The text of the directive header. */
  readonly directive: string | undefined
  /** The API key; absent where none was sent. */
  readonly key: string | undefined
  readonly bytes: Buffer
  /** The body's JSON value, once it is parsed, without a directive in its prompt. */
  body?: unknown
  /** What header and prompt ask of the mock, once they are read. */
  asked?: Directives
  /** Once it is validated. */
  request?: ImageRequest
  /** What a rule or a directive decided. */
  decision?: Decision | undefined
  /** Who decided how it is answered; absent: nobody stood in its way. */
  decidedBy?: DecidedBy
  /** The pictures that were made for it. */
  pictures?: Picture[]
  /** The images, or the text that was sent instead. */
  answer?: GeneratedImages | string
}

declare module 'fastify' {
  interface FastifyRequest {
    /** The call of the operation; absent at every other URL, and where the body could not be read. */
    call: Call | undefined
  }
}

const noBytes = Buffer.alloc(0)

export function createCall (request: FastifyRequest, directiveHeader: string): Call {
  const { id, headers, body } = request
  return {
    requestId: id,
    authorization: headers.authorization,
    contentType: headers['content-type'],
    directive: headerText(request, directiveHeader),
    key: apiKeyOf(headers.authorization),
    bytes: Buffer.isBuffer(body) ? body : noBytes
  }
}

/** All lines of a header as one text; Node reads its bytes as Latin-1, clients write UTF-8. */
function headerText ({ raw, headers }: FastifyRequest, name: string): string | undefined {
  if (headers[name] === undefined) return undefined
  const lines = raw.headersDistinct?.[name] ?? [String(headers[name])]
  return Buffer.from(lines.join(' '), 'latin1').toString()
}

/** The API key of any request; absent where none was sent. */
export function keyOf ({ call, headers }: FastifyRequest): string | undefined {
  return call ? call.key : apiKeyOf(headers.authorization)
}

/** What a rule wants to go wrong with the answer. */
export function faultOf ({ call }: FastifyRequest): Fault | undefined {
  return call?.decision?.respond.fault
}
