/** The body of a request that nobody reads: its beginning, for the journal. */
import type { IncomingMessage } from 'node:http'
import type { FastifyRequest } from 'fastify'
import { maxBodyBytes } from '../../journal/stored-exchange.js'

/** A content type parser that refuses nothing, and waits for no more than the journal keeps. */
export async function readBodyPrefix (request: FastifyRequest, payload: IncomingMessage): Promise<void> {
  const parts: Buffer[] = []
  let bytes = 0
  for await (const part of payload.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    parts.push(part)
    bytes += part.length
    // One byte more than the journal keeps tells it that there is more.
    if (bytes > maxBodyBytes) break
  }
  // The rest is read and dropped: a client that writes all of its body before it reads would wait for ever.
  payload.resume()
  request.exchange.body = Buffer.concat(parts)
}
