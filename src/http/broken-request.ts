/** Answers to what is no whole request: not HTTP, too slow, headers too large. */
import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { ApiError } from '../errors/api-error.js'
import { headersTooLarge, malformedHttp, requestTimeout } from '../errors/catalogue.js'
import type { Timings } from './timings.js'

// An import of it would load Node's fetch besides, a tenth of the whole start.
const { STATUS_CODES } = process.getBuiltinModule('node:http')

/**
 * Fastify's clientErrorHandler: there is a socket, and the answer that is under way on it, by a member that Node's own
 * handler looks at as well and that is not documented.
 */
export function createBrokenRequestHandler ({ lingerMs }: Pick<Timings, 'lingerMs'>) {
  return (error: NodeJS.ErrnoException, socket: Socket): void => {
    const { _httpMessage: answer } = socket as { _httpMessage?: ServerResponse | null }
    const refusal = refusalOf(error.code)
    const end = () => {
      // The client may still be sending: a connection that is destroyed at once loses the answer. Nobody looks after it
      // any more, and its other side may never close it.
      if (socket.writable) socket.end(rawAnswer(refusal)).setTimeout(lingerMs, () => socket.destroy())
    }
    if (error.code === 'ECONNRESET' || !socket.writable) socket.destroy()
    else if (!answer) end()
    // What is broken comes after a request that is whole, and is answered first.
    else if (answer.req.complete) answer.once('close', end)
    // Its body is still being read: the reader's error becomes the answer.
    else if (!answer.headersSent && answer.req.listenerCount('error') > 0) answer.req.emit('error', refusal)
    else socket.destroy()
  }
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
