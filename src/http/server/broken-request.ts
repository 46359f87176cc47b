/** Responses to requests that Fastify does not see: invalid HTTP, timeouts, headers that are too large, and CONNECT. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
// Not the global functions: a test may have replaced them.
import { clearTimeout, setTimeout } from 'node:timers'
import type { ApiError } from '../../errors/api-error.js'
import { headersTooLarge, malformedHttp, notAProxy, requestTimeout } from '../../errors/catalogue.js'
import type { Logger } from './log-line.js'
import { addressOf } from './public-origin.js'
import type { Timings } from './server-options.js'
import { isTimeLimitSuspended } from './time-limit.js'

// An import would also load Node's fetch, which takes a tenth of the start time.
const { STATUS_CODES } = process.getBuiltinModule('node:http')

export interface ConnectOptions extends Pick<Timings, 'lingerMs'> {
  /** Default: no warning is logged. */
  log: Pick<Logger, 'warn'> | undefined
}

/** Refuses CONNECT requests, from clients that use the mock as an HTTP proxy. It also logs a warning: most clients do not show the response. */
export function refuseConnect (server: Server, { log, lingerMs }: ConnectOptions): void {
  // Without a listener, Node closes the connection without a response.
  server.on('connect', (_request: IncomingMessage, socket: Socket) => {
    const refusal = notAProxy(addressOf(socket))
    log?.warn({ method: 'CONNECT', end: refusal.status }, `CONNECT ${refusal.status} | ${refusal.message}`)
    // This socket has no other listeners, and an error without a listener would end the process.
    socket.on('error', () => socket.destroy()).resume()
    // Most clients show only the reason phrase.
    socket.end(rawResponse(refusal, refusal.message))
    const end = setTimeout(() => socket.destroy(), lingerMs)
    socket.once('close', () => clearTimeout(end))
  })
}

/**
 * Creates Fastify's clientErrorHandler. It reads the response in progress from `_httpMessage`, an undocumented member of
 * the socket that Node's own handler reads as well.
 */
export function createBrokenRequestHandler ({ lingerMs }: Pick<Timings, 'lingerMs'>) {
  return (error: NodeJS.ErrnoException, socket: Socket): void => {
    const { _httpMessage: response } = socket as { _httpMessage?: ServerResponse | null }
    const refusal = refusalOf(error.code)
    const end = () => {
      // The client may still be sending: if the connection were destroyed at once, the response would be lost. Node does
      // not track this socket any more, so it needs a timeout.
      if (socket.writable) socket.end(rawResponse(refusal)).setTimeout(lingerMs, () => socket.destroy())
    }
    if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT' && response && isTimeLimitSuspended(response.req)) return
    if (error.code === 'ECONNRESET' || !socket.writable) socket.destroy()
    else if (!response) end()
    // The invalid bytes follow a complete request, which gets its response first.
    else if (response.req.complete) response.once('close', end)
    // The body is still being read: the error of the reader becomes the response.
    else if (!response.headersSent && response.req.listenerCount('error') > 0) response.req.emit('error', refusal)
    else socket.destroy()
  }
}

function refusalOf (code: string | undefined): ApiError {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return requestTimeout()
  if (code === 'HPE_HEADER_OVERFLOW') return headersTooLarge()
  return malformedHttp()
}

function rawResponse ({ status, body }: ApiError, reasonPhrase = STATUS_CODES[status]): string {
  return [
    `HTTP/1.1 ${status} ${reasonPhrase}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
    '',
    body
  ].join('\r\n')
}
