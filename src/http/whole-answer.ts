/** An answer as it is meant, and how it is sent when no fault breaks it. */
import type { FastifyReply } from 'fastify'
import type { Part } from './images-body.js'

export interface Answer {
  status: number
  /** By lower-case name. */
  headers: Record<string, string>
  /** The body. */
  parts: Part[]
}

/**
 * The parts go to the socket as they are: joining them first costs half as much again as sending them, and text
 * that Node has as such goes out with the head in one write.
 */
export function sendWhole (reply: FastifyReply, { status, headers, parts }: Answer): FastifyReply {
  reply.hijack()
  const { raw } = reply
  const length = parts.reduce((sum, part) => sum + Buffer.byteLength(part), 0)
  raw.writeHead(status, { ...headers, 'content-length': length })
  if (parts.length > 1) raw.cork()
  for (const part of parts.slice(0, -1)) raw.write(part)
  raw.end(parts.at(-1))
  return reply
}
