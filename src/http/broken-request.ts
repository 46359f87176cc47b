/** Answers to requests that never become one: not HTTP, too slow, headers too large. */
import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { ApiError } from '../errors/api-error.js'
import { headersTooLarge, malformedHttp, requestTimeout } from '../errors/catalogue.js'

// An import of it would load Node's fetch besides, a tenth of the whole start.
const { STATUS_CODES } = process.getBuiltinModule('node:http')

/** Fastify's clientErrorHandler: there is no request and no reply, only a socket. */
export function answerBrokenRequest (error: NodeJS.ErrnoException, socket: Socket): void {
  // To a connection that is gone, or in the middle of an answer, nothing can be said any more. Node's own
  // handler looks at the same undocumented member.
  const { _httpMessage: answer } = socket as { _httpMessage?: ServerResponse | null }
  if (error.code === 'ECONNRESET' || !socket.writable || answer?.headersSent) {
    socket.destroy()
    return
  }
  socket.end(rawAnswer(refusalOf(error.code)))
}

function refusalOf (code: string | undefined): ApiError {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return requestTimeout()
  if (code === 'HPE_HEADER_OVERFLOW') return headersTooLarge()
  return malformedHttp()
}

function rawAnswer ({ status, body }: ApiError): string {
  return [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
    '',
    body
  ].join('\r\n')
}
