/** The one hook that records: a journal entry and a log line for each request, once its answer is out or broken off. */
import { Socket } from 'node:net'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ApiError } from '../errors/api-error.js'
import { retryAfterMs } from '../errors/retry-after.js'
import type { DecidedBy, Outcome } from '../journal/entry.js'
import type { Journal } from '../journal/journal.js'
import { keyOf } from './call.js'
import { createLeniencyWarnings } from './leniency.js'
import { logRequest } from './log-line.js'
import { pathOf } from './path.js'
import { urlHint } from './url-hint.js'

declare module 'fastify' {
  interface FastifyRequest {
    /** Why the request was refused; absent where it was not. */
    refusal: ApiError | undefined
    /** Who decided how it is answered, where that is not the gate. */
    decidedBy: DecidedBy | undefined
    /** The beginning of a body that nobody else reads: that of an unknown URL. */
    startOfBody: Buffer | undefined
    /** When it came, by `performance.now()`. */
    startedMs: number
  }
}

/** Makes the onRequest hook. The mock's own pages and paths are logged nowhere: they are not what is imitated. */
export function createRecord (journal: Pick<Journal, 'record'>, now: () => number) {
  const warnOf = createLeniencyWarnings()

  return function recordRequest (request: FastifyRequest, reply: FastifyReply, done: () => void): void {
    request.startedMs = performance.now()
    if (!isOwn(request)) recordAtItsEnd(request, reply)
    done()
  }

  function recordAtItsEnd (request: FastifyRequest, reply: FastifyReply): void {
    const receivedMs = now()
    // Of every end there is this one event: answered, refused, reset, given up.
    reply.raw.once('close', () => {
      const outcome = outcomeOf(request, reply)
      const status = reply.raw.headersSent ? reply.raw.statusCode : undefined
      const durationMs = Math.round((performance.now() - request.startedMs) * 10) / 10
      const decidedBy = decidedByOf(request)
      const { call, refusal, server: { mockLog } } = request
      journal.record({
        id: request.id,
        receivedMs,
        method: request.method,
        url: request.url,
        headers: request.headers,
        key: keyOf(request),
        body: call?.bytes ?? request.startOfBody,
        wholeBodyBytes: call ? call.bytes.length : declaredBytes(request),
        request: call?.request,
        status,
        outcome,
        // What a fault kept back was not answered.
        answer: status === undefined ? undefined : call?.answer ?? refusal?.envelope,
        pictures: call?.pictures,
        retryAfterMs: status === undefined || !refusal ? undefined : retryAfterMs(refusal.headers),
        durationMs,
        decidedBy
      })
      logRequest(request, outcome ?? status!, durationMs, decidedBy)
      if (call && mockLog) for (const warning of warnOf(call)) mockLog.warn(warning)
    })
  }
}

/** The length of a body that was not read to its end. Absent: it comes in chunks, or there is none. */
function declaredBytes ({ headers: { 'content-length': length } }: FastifyRequest): number | undefined {
  return length === undefined ? undefined : Number(length)
}

const ownPaths = /^\/(?:_mock|docs|openapi\.(?:json|yaml))(?:[/?]|$)/

/** At the root stands the inbox, unless it is off. */
function isOwn ({ url, routeOptions }: FastifyRequest): boolean {
  return ownPaths.test(url) || routeOptions.url === '/'
}

/** How it ended, where it ended without a whole answer. */
function outcomeOf (request: FastifyRequest, reply: FastifyReply): Outcome | undefined {
  return isWhole(request, reply) ? undefined : request.brokenBy ?? 'aborted'
}

/**
 * Whether all of it went out. Of an answer that is cut off Node says in the end that it was written, but by then its
 * socket is destroyed. Who injects a request has no socket: to them it is whole when it has ended.
 */
function isWhole ({ raw: { socket } }: FastifyRequest, { raw }: FastifyReply): boolean {
  return socket instanceof Socket ? raw.writableFinished && !socket.destroyed : raw.writableEnded
}

function decidedByOf (request: FastifyRequest): DecidedBy {
  const { call, refusal, decidedBy } = request
  const known = call?.decidedBy ?? decidedBy
  if (known) return known
  if (!refusal) return nobody
  const hint = refusal.status === 404 ? urlHint(pathOf(request)) : undefined
  return { kind: 'transport', reason: hint ?? refusal.message }
}

const nobody: DecidedBy = { kind: 'none', reason: 'No rule matched' }
