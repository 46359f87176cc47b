/** The body of a request that nobody reads: its beginning, for the journal. */
import type { IncomingMessage } from 'node:http'
import type { FastifyRequest } from 'fastify'

/** As much as the journal shows; one byte more tells that there is more. */
const mostBytes = 64 * 1024

/** A content type parser that refuses nothing, and waits for no more than that. */
export async function keepStartOfBody (request: FastifyRequest, payload: IncomingMessage): Promise<void> {
  const parts: Buffer[] = []
  let bytes = 0
  for await (const part of payload.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    parts.push(part)
    bytes += part.length
    if (bytes > mostBytes) break
  }
  request.startOfBody = Buffer.concat(parts)
}
