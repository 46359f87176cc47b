/** Recorder: creates the exchange of each request, and records it once its response has ended. */
import { randomBytes } from 'node:crypto'
import { Socket } from 'node:net'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { GetCustomParameters } from '../../contract/custom-models/custom-parameters.js'
import { isObject } from '../../contract/body/json-values.js'
import type { OperationName } from '../../contract/operations/operations.js'
import type { Dialect } from '../../dialects/dialect.js'
import { retryAfterMs } from '../../errors/custom-error.js'
import type { DecidedBy } from '../../journal/entries/entry.js'
import type { Journal } from '../../journal/journal.js'
import type { RecordedExchange } from '../../journal/store/recorded-exchange.js'
import { intendedOutcome, type BrokenBy, type Content, type Exchange, type IntendedOutcome, type Outcome } from '../../operations/exchange.js'
import type { Metrics } from '../../metrics/metrics.js'
import { createLeniencyWarnings, type LeniencyOptions } from './leniency-warnings.js'
import { logRequest, type Logger } from './log-line.js'
import { pathOf, targetAsSent, urlHint } from './request-target.js'

declare module 'fastify' {
  interface FastifyRequest {
    /** What is known about the request and its response. */
    exchange: Exchange
  }
  interface FastifyContextConfig {
    /** The name of the operation that the route serves. */
    operation?: OperationName
  }
}

export interface RecorderOptions extends LeniencyOptions {
  journal: Pick<Journal, 'start' | 'record' | 'announceOpen'>
  metrics: Pick<Metrics, 'count' | 'streamIsOpen'>
  dialect: Pick<Dialect, 'keyOf'>
  /** The parameters of custom models. */
  customParameters: GetCustomParameters
  /** Returns the time in milliseconds since 1970. */
  now: () => number
  /** Default: requests are not logged. */
  log: Logger | undefined
}

export interface Recorder {
  /** The onRequest hook. Requests to the control API, the inbox and the documents are not recorded. */
  onRequest: (request: FastifyRequest, reply: FastifyReply, done: () => void) => void
  /** Announces a stream that has sent an event and has not ended. */
  announceOpen: (request: FastifyRequest, reply: FastifyReply) => void
}

export function createRecorder ({ journal, metrics, dialect, customParameters, now, log, ...leniency }: RecorderOptions): Recorder {
  const warningsOf = createLeniencyWarnings(leniency)
  return {
    onRequest,
    announceOpen (request, reply) {
      // The client may have disconnected while the event was created.
      if (reply.raw.closed) return
      metrics.streamIsOpen(request.id)
      const outcome = request.exchange.outcome ?? { kind: 'answered' }
      journal.announceOpen({ ...toRecorded(request, outcome, reply.statusCode), isBilled: undefined, usage: undefined, isOpen: true })
    }
  }

  function onRequest (request: FastifyRequest, reply: FastifyReply, done: () => void): void {
    const { id, method, headers, routeOptions } = request
    const url = targetAsSent(request)
    request.exchange = {
      id,
      method,
      url,
      headers,
      key: dialect.keyOf(headers),
      receivedMs: now(),
      startedMs: performance.now(),
      operation: routeOptions.config?.operation,
      // Set later. V8 would enlarge the object several times.
      body: undefined,
      isBodyWhole: undefined,
      directiveHeader: undefined,
      format: undefined,
      json: undefined,
      directives: undefined,
      request: undefined,
      decision: undefined,
      decidedBy: undefined,
      pictures: undefined,
      isBilled: undefined,
      usage: undefined,
      outcome: undefined
    }
    // Every response ends with this event, whether it is complete, refused, broken or abandoned.
    if (!isOwn(url, routeOptions)) {
      journal.start(id, request.exchange.key)
      reply.raw.once('close', () => record(request, reply))
    }
    done()
  }

  function record (request: FastifyRequest, reply: FastifyReply): void {
    const { exchange } = request
    exchange.outcome = finalOutcome(request, reply)
    const recorded = toRecorded(request, exchange.outcome, reply.raw.headersSent ? reply.raw.statusCode : undefined)
    if (exchange.request === undefined) recorded.customParameters = customParameters()
    journal.record(recorded)
    metrics.count(recorded, { sentModel: modelIn(exchange.json), bytes: Number(reply.getHeader('content-length') ?? 0) })
    if (!log) return
    const { outcome, status, durationMs, decidedBy, operation } = recorded
    logRequest(log, request, outcome ?? status!, durationMs, decidedBy, leniency.validation === 'warn' ? recorded.violations : undefined)
    if (operation !== undefined) for (const warning of warningsOf(exchange)) log.warn(warning)
  }
}

/** What the journal records of a request. Without a status, nothing of the response was sent. */
function toRecorded (request: FastifyRequest, outcome: Outcome, status: number | undefined): RecordedExchange {
  const { exchange } = request
  const { id, operation, receivedMs, method, url, headers, key, body, isBodyWhole, pictures, events, partialSquares } = exchange
  const intended = intendedOutcome(outcome)
  const sent = status === undefined ? undefined : intended
  // The mock itself may have failed after the request was billed.
  const isBilled = exchange.isBilled === true && intended.kind === 'answered'
  return {
    id,
    operation,
    receivedMs,
    method,
    url,
    headers,
    key,
    body,
    wholeBodyBytes: isBodyWhole ? body?.length ?? 0 : declaredBytes(request),
    request: exchange.request,
    violations: exchange.violations,
    status,
    outcome: endOf(outcome),
    answer: sent && contentOf(sent),
    isBilled: isBilled || undefined,
    usage: isBilled ? exchange.usage : undefined,
    pictures,
    inputs: exchange.inputs,
    uploads: exchange.uploads,
    events,
    partialSquares,
    clientWaitMs: clientWaitMs(exchange),
    retryAfterMs: sent?.kind === 'refused' ? retryAfterMs(sent.error.headers) : undefined,
    durationMs: Math.round((performance.now() - exchange.startedMs) * 10) / 10,
    decidedBy: exchange.decidedBy ?? decidedByDefault(request, intended)
  }
}

/** Shorter waits say nothing about the client. */
const minClientWaitMs = 100

function clientWaitMs ({ clientWait }: Exchange): number | undefined {
  if (!clientWait) return undefined
  const { totalMs, sinceMs = performance.now() } = clientWait
  const ms = Math.round(totalMs + performance.now() - sinceMs)
  return ms < minClientWaitMs ? undefined : ms
}

/** The outcome, corrected if the client did not receive the whole response. */
function finalOutcome (request: FastifyRequest, reply: FastifyReply): Outcome {
  const { outcome = { kind: 'answered' } } = request.exchange
  if (outcome.kind === 'broken' || isWhole(request, reply)) return outcome
  return { kind: 'aborted', intended: intendedOutcome(outcome) }
}

/** How a response ended without being complete; undefined if it is complete. */
function endOf (outcome: Outcome): BrokenBy | 'aborted' | undefined {
  if (outcome.kind === 'broken') return outcome.by
  return outcome.kind === 'aborted' ? 'aborted' : undefined
}

function contentOf (outcome: IntendedOutcome): Content | undefined {
  if (outcome.sent !== undefined) return outcome.sent
  if (outcome.kind === 'answered') return outcome.content
  return outcome.error.isEmpty ? undefined : outcome.error.envelope
}

/** Returns what decided the response if no check, rule or behaviour did. */
function decidedByDefault (request: FastifyRequest, outcome: IntendedOutcome): DecidedBy {
  if (outcome.kind !== 'refused') return nothingDecided
  const { status, message } = outcome.error
  const hint = status === 404 && request.routeOptions.url === undefined ? urlHint(pathOf(request)) : undefined
  // The length is checked before the checks of the operation.
  return { kind: 'transport', ...(status === 413 && { name: 'body' }), reason: hint ?? message }
}

const nothingDecided: DecidedBy = { kind: 'none', reason: 'No rule matched' }

function modelIn (json: unknown): unknown {
  return isObject(json) ? json['model'] : undefined
}

/** The declared length of a body that was not read to its end; undefined if the body is chunked or missing. */
function declaredBytes ({ headers: { 'content-length': length } }: FastifyRequest): number | undefined {
  return length === undefined ? undefined : Number(length)
}

const ownPaths = /^\/(?:_mock|docs|openapi\.(?:json|yaml))(?:[/?]|$)/

/** Whether the request is for the control API, the documents or the inbox. The inbox is at the root unless it is off. */
function isOwn (url: string, route: FastifyRequest['routeOptions']): boolean {
  return ownPaths.test(url) || route.url === '/'
}

/**
 * Whether the whole response was sent. Node reports a response that was cut off as written, but by then its socket is
 * destroyed. An injected request has no socket: its response is whole if it has ended.
 */
function isWhole ({ raw: { socket } }: FastifyRequest, { raw }: FastifyReply): boolean {
  return socket instanceof Socket ? raw.writableFinished && !socket.destroyed : raw.writableEnded
}

const idLength = 'req_'.length + 32
// Random bytes are drawn for 256 ids at once: drawing 16 bytes for each request takes longer than validating the request.
const blockBytes = 16 * 256

/** Creates a generator of request ids in OpenAI's form: `req_` and 32 hexadecimal digits. */
export function createRequestIds (): () => string {
  let ids = Buffer.alloc(0)
  let used = 0

  return () => {
    if (used === ids.length) {
      ids = Buffer.from(randomBytes(blockBytes).toString('hex').replace(/.{32}/g, 'req_$&'), 'latin1')
      used = 0
    }
    used += idLength
    // V8 reads this string faster than a concatenated one.
    return ids.toString('latin1', used - idLength, used)
  }
}
