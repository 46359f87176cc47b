/** Faults of responses that are created and billed, but not sent: the connection fails, or a proxy has given up. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Exchange } from '../../operations/exchange.js'
import type { Operation } from '../../operations/operation.js'
import { isUnsentFault, unbilledFaults, type UnsentFault } from '../../rules/faults.js'
import { endConnection } from './inject-faults.js'
import { abandon } from './send.js'

/** The page of nginx, byte for byte, with `server_tokens off`. Its other headers are those of any server. */
const gatewayTimeoutPage = ['<html>', '<head><title>504 Gateway Time-out</title></head>', '<body>',
  '<center><h1>504 Gateway Time-out</h1></center>', '<hr><center>nginx</center>', '</body>', '</html>', ''].join('\r\n')

/** Returns the fault that replaces the response; undefined if there is none, or if events of a stream are sent before it. */
export function unsentFaultOf ({ decision }: Exchange): UnsentFault | undefined {
  const { fault, after } = decision?.respond ?? {}
  return after === undefined && isUnsentFault(fault) ? fault : undefined
}

/** Adds what OpenAI bills to the exchange, unless the connection fails before the work. */
export function billIfBegun ({ bill }: Pick<Operation, 'bill'>, exchange: Exchange): ReturnType<Operation['bill']> {
  const { fault, after } = exchange.decision?.respond ?? {}
  return after === undefined && fault !== undefined && unbilledFaults.includes(fault) ? undefined : bill(exchange)
}

/** Creates the response, but sends the page of a proxy or resets the connection instead. */
export async function sendUnsent (
  request: FastifyRequest, reply: FastifyReply, fault: UnsentFault, { makeUnsent }: Pick<Operation, 'makeUnsent'>
): Promise<FastifyReply> {
  const { exchange } = request
  await makeUnsent(exchange)
  if (reply.raw.destroyed) return abandon(reply)
  if (fault === 'lost') {
    endConnection(request, reply, fault)
    return reply.hijack()
  }
  exchange.outcome = { kind: 'answered', content: gatewayTimeoutPage }
  // None of OpenAI's headers: the proxy has no response of theirs.
  return reply.code(504).headers({ server: 'nginx', 'content-type': 'text/html' }).serializer(String).send(gatewayTimeoutPage)
}
