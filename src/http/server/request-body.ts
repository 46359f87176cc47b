/** Request bodies that no route reads, and bodies larger than the limit. */
import type { IncomingMessage } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { maxBodyBytes } from '../../journal/store/stored-exchange.js'

/** Content type parser that accepts every body and reads only as much of it as the journal stores. */
export async function readBodyPrefix (request: FastifyRequest, payload: IncomingMessage): Promise<void> {
  const parts: Buffer[] = []
  let bytes = 0
  for await (const part of payload.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    parts.push(part)
    bytes += part.length
    // With more bytes than it stores, the journal marks the body as truncated.
    if (bytes > maxBodyBytes) break
  }
  // The rest is read and dropped: a client that sends its whole body before it reads would otherwise wait forever.
  payload.resume()
  request.exchange.body = Buffer.concat(parts)
}

/** Whether the error is Fastify's error for a body larger than the limit. */
export function isBodyTooLarge (error: Error): boolean {
  return 'code' in error && error.code === 'FST_ERR_CTP_BODY_TOO_LARGE'
}

/**
 * Keeps the connection open after a body that is too large, so that Node reads and drops the rest. If the connection
 * were closed at once, it would be reset and the client would not receive the response.
 */
export function keepConnection (reply: FastifyReply): void {
  reply.removeHeader('connection')
}
