/** Answers to what Fastify never sees: a request that is not whole (not HTTP, too slow, headers too large), and CONNECT. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyBaseLogger } from 'fastify'
import type { ApiError } from '../../errors/api-error.js'
import { headersTooLarge, malformedHttp, notAProxy, requestTimeout } from '../../errors/catalogue.js'
import { addressOf } from './public-origin.js'
import type { Timings } from './timings.js'

// An import of it would load Node's fetch besides, a tenth of the whole start.
const { STATUS_CODES } = process.getBuiltinModule('node:http')

export interface ConnectOptions extends Pick<Timings, 'lingerMs'> {
  /** Where to warn of it; undefined: nowhere. */
  log: Pick<FastifyBaseLogger, 'warn'> | undefined
}

/** Answers the clients that have the mock as their HTTP proxy, and warns, since most of them show no body of such an answer. */
export function refuseConnect (server: Server, { log, lingerMs }: ConnectOptions): void {
  // Without a listener, Node closes the connection without a word.
  server.on('connect', (_request: IncomingMessage, socket: Socket) => {
    const refusal = notAProxy(addressOf(socket))
    log?.warn({ method: 'CONNECT', end: refusal.status }, `CONNECT ${refusal.status} | ${refusal.message}`)
    // Nothing else listens to this socket any more, and an error without a listener would end the process.
    socket.on('error', () => socket.destroy()).resume()
    // The reason phrase is all that most clients show.
    socket.end(rawAnswer(refusal, refusal.message))
    const end = setTimeout(() => socket.destroy(), lingerMs)
    socket.once('close', () => clearTimeout(end))
  })
}

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

function rawAnswer ({ status, body }: ApiError, reasonPhrase = STATUS_CODES[status]): string {
  return [
    `HTTP/1.1 ${status} ${reasonPhrase}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
    '',
    body
  ].join('\r\n')
}
