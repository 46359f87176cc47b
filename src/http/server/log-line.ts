/** The line that the log has of a request: what was asked, how it ended and why. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { preview } from '../../text/messages.js'
import type { ImageRequest } from '../../contract/image-request.js'
import { parameterEntries, pictureParameters } from '../../contract/parameters.js'
import type { ApiError } from '../../errors/api-error.js'
import type { DecidedBy } from '../../journal/entry.js'
import { maskSecret } from '../../text/mask-secret.js'
import { intendedOutcome, type BrokenBy } from '../../operations/exchange.js'
import { pathOf } from './request-target.js'

/** Where log lines go: pino and Fastify's own loggers are some. */
export type Logger = Record<'info' | 'warn' | 'error', {
  (fields: object, message: string): void
  (message: string): void
}>

declare module 'fastify' {
  interface FastifyInstance {
    /** Where the mock writes its lines; absent: nowhere. */
    mockLog: Logger | undefined
  }
}

const loggedParameters = parameterEntries.flatMap(([name, { log }]) => log ? [name] : [])

/** What a log line has beside its sentence. The pretty form is made of these. */
export interface RequestLine {
  requestId: string
  method: string
  path: string
  /** The status of a whole response, or how it ended without one. */
  end: number | string
  durationMs: number
  decidedBy: DecidedBy['kind']
  /** The model and what it was asked for: `dall-e-3 1024x1792 hd vivid url`. */
  request?: string
  /** The beginning of the prompt, escaped as in JSON: it stays in its line. */
  prompt?: string
  /** `sent` is the value of `param` as JSON. */
  error?: { message: string, type: string | null, param: string | null, code: string | null, sent?: string }
  /** The rule or setting that decided, or the probable mistake. */
  note?: string
}

/** `end` is the status of a whole answer, or how it ended without one. */
export function logRequest (request: FastifyRequest, end: number | BrokenBy | 'aborted', durationMs: number, decidedBy: DecidedBy): void {
  const { id: requestId, method, exchange, server: { mockLog } } = request
  if (!mockLog) return
  const intended = intendedOutcome(exchange.outcome)
  const refusal = intended.kind === 'refused' ? intended.error : undefined
  const path = shortened(briefPath(pathOf(request)))
  const level = typeof end === 'number' && end >= 500 ? 'error' : refusal || typeof end === 'string' ? 'warn' : 'info'
  const error = refusal && errorOf(refusal, request)
  const asked = summaryOf(request)
  const note = noteOf(decidedBy, refusal)
  const line: RequestLine = { requestId, method, path, end, durationMs, decidedBy: decidedBy.kind, ...asked, ...(error && { error }), ...(note && { note }) }
  mockLog[level](line, sentenceOf(line))
}

/** Logs a control call that has changed something, with the end of the key that it was for. A verification only reads. */
export async function logControlCall (request: FastifyRequest, { statusCode: end, elapsedTime }: FastifyReply): Promise<void> {
  const { id: requestId, method, server: { mockLog } } = request
  const path = shortened(pathOf(request))
  if (!mockLog || end >= 400 || ['GET', 'HEAD', 'OPTIONS'].includes(method) || path === '/_mock/verify') return
  const { key } = request.exchange
  const line: RequestLine = {
    requestId, method, path, end, durationMs: Math.round(elapsedTime * 10) / 10, decidedBy: 'none', ...(key !== undefined && { note: `key ${maskSecret(key)}` })
  }
  mockLog.info(line, sentenceOf(line))
}

/** `POST /v1/images/generations 400 in 2 ms | dall-e-3 "A sea otter" | size="512x512" | Invalid value: …`. */
function sentenceOf ({ method, path, end, durationMs, request, prompt, error, note }: RequestLine): string {
  const asked = [request, prompt !== undefined && `"${prompt}"`].filter(Boolean).join(' ')
  const fault = error?.sent === undefined ? '' : `${error.param}=${error.sent}`
  return [`${method} ${path} ${end} in ${durationMs} ms`, asked, fault, error?.message, note !== error?.message && note].filter(Boolean).join(' | ')
}

function errorOf ({ message, envelope: { error: { type, param, code } } }: ApiError, { exchange }: FastifyRequest): RequestLine['error'] {
  const sent = param === null ? undefined : sentValue(exchange.json, param)
  return { message: shortened(message), type, param: param && shortened(param), code, ...(sent !== undefined && { sent: shortened(preview(sent)) }) }
}

function sentValue (body: unknown, member: string): unknown {
  return typeof body === 'object' && body !== null && Object.hasOwn(body, member) ? (body as Record<string, unknown>)[member] : undefined
}

/** Nothing if the error says it already. */
function noteOf ({ kind, name, reason }: DecidedBy, refusal: ApiError | undefined): string | undefined {
  if (kind === 'none') return undefined
  if (kind === 'behaviour') return name
  // The mock's own words: the code alone would not say what is wrong.
  if (name === 'directives') return shortened(reason)
  return reason === refusal?.message ? undefined : shortened(reason)
}

/**
 * Of an image's URL the file name tells enough. Three dots, since one character beyond Latin-1 makes the whole line
 * twice as long in memory, which cost a tenth of a download.
 */
function briefPath (path: string): string {
  return path.startsWith('/private/') ? `/private/...${path.slice(path.lastIndexOf('/'))}` : path
}

/** What was asked for: in full once it is validated, before that the model and the prompt as they were sent. */
function summaryOf ({ exchange: { request: resolved, json } }: FastifyRequest): Pick<RequestLine, 'request' | 'prompt'> {
  const { model, prompt } = resolved?.parameters ?? { model: sentValue(json, 'model'), prompt: sentValue(json, 'prompt') }
  const request = resolved ? parametersOf(resolved) : model
  return {
    ...(typeof request === 'string' && { request: shortened(request) }),
    ...(typeof prompt === 'string' && { prompt: shortened(JSON.stringify(prompt.slice(0, 60)).slice(1, -1)) })
  }
}

function parametersOf ({ parameters }: ImageRequest): string {
  const { model, n } = parameters
  const valuesOf = (names: readonly string[]) => names.map(name => parameters[name])
  return [model, ...valuesOf(pictureParameters), n > 1 && `n=${n}`, ...valuesOf(loggedParameters)].filter(Boolean).join(' ')
}

const printable = /^[ -~…]*$/

/** Short, and in one line: what a client sends must not look like a line of ours. */
function shortened (text: string): string {
  if (text.length <= 160 && printable.test(text)) return text
  return inOneLine(text.length <= 160 ? text : `${text.slice(0, 120)}…${text.slice(-30)}`)
}

/** Without the characters that break a line or a terminal. */
export function inOneLine (text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, character => `\\u${character.codePointAt(0)!.toString(16).padStart(4, '0')}`)
}
