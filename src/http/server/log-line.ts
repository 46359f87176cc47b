/** Log lines: one for each request, one for each change through the control API, and errors of the mock itself. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { maskSecret, preview } from '../../text/messages.js'
import { isTabled } from '../../contract/custom-models/custom-parameters.js'
import type { ImageRequest } from '../../contract/image-request.js'
import { parameterEntries, pictureParameters, type ParameterValue } from '../../contract/parameters.js'
import type { ApiError } from '../../errors/api-error.js'
import type { DecidedBy, Violation } from '../../journal/entries/entry.js'
import { intendedOutcome, type BrokenBy } from '../../operations/exchange.js'
import { pathOf } from './request-target.js'

/** A logger, such as pino or Fastify's. */
export type Logger = Record<'info' | 'warn' | 'error', {
  (fields: object, message: string): void
  (message: string): void
}>

const loggedParameters = parameterEntries.flatMap(([name, { log }]) => log ? [name] : [])

/** The fields of a log line besides its message. The pretty format is built from them. */
export interface RequestLine {
  requestId: string
  method: string
  path: string
  /** The status of a complete response, or how the response ended. */
  end: number | string
  durationMs: number
  decidedBy: DecidedBy['kind']
  /** The model and the parameters, with what the model chose for `auto`, and the images: `gpt-image-2 1024x1024 low images=1 mask`. */
  request?: string | undefined
  /** The beginning of the prompt, escaped as in JSON, so that it has no line breaks. */
  prompt?: string | undefined
  /** `sent` is the value of `param` as JSON. */
  error?: { message: string, type: string | null, param: string | null, code: string | null, sent?: string } | undefined
  /** The rule or setting that decided, or the probable mistake. */
  note?: string | undefined
}

/**
 * Logs a request of the imitated API. `end` is the status of a complete response, or how the response ended. With violations, the
 * line is a warning.
 */
export function logRequest (
  log: Logger, request: FastifyRequest, end: number | BrokenBy | 'aborted', durationMs: number, decidedBy: DecidedBy, violations: readonly Violation[] = []
): void {
  const { id: requestId, method, exchange } = request
  const intended = intendedOutcome(exchange.outcome)
  const refusal = intended.kind === 'refused' ? intended.error : undefined
  const path = shortened(briefPath(pathOf(request)))
  const level = typeof end === 'number' && end >= 500 ? 'error' : refusal || typeof end === 'string' || violations.length > 0 ? 'warn' : 'info'
  const error = refusal && errorOf(refusal, request)
  const { request: parameters, prompt } = summaryOf(request)
  const note = [noteOf(decidedBy, refusal), violationNote(violations)].filter(Boolean).join('; ') || undefined
  const { kind } = decidedBy
  const line: RequestLine = { requestId, method, path, end, durationMs, decidedBy: kind, request: parameters, prompt, error, note }
  log[level](line, sentenceOf(line))
}

/** Calls with a body that change nothing. */
const questions: readonly string[] = ['/_mock/verify', '/_mock/requests/find', '/_mock/requests/wait', '/_mock/assert-sound']

/** Logs a control call that changed something, with the end of its API key. */
export function logControlCall (log: Logger, request: FastifyRequest, { statusCode: end, elapsedTime }: FastifyReply): void {
  const { id: requestId, method } = request
  const path = shortened(pathOf(request))
  if (end >= 400 || ['GET', 'HEAD', 'OPTIONS'].includes(method) || questions.includes(path)) return
  const { key } = request.exchange
  const line: RequestLine = {
    requestId, method, path, end, durationMs: Math.round(elapsedTime * 10) / 10, decidedBy: 'none', ...(key !== undefined && { note: `key ${maskSecret(key)}` })
  }
  log.info(line, sentenceOf(line))
}

/** Logs an error, with its stack if there is one. Without a logger, it writes to standard error. */
export function logError (log: Logger | undefined, message: string, { requestId, err }: { requestId?: string, err?: Error } = {}): void {
  if (log) log.error({ requestId, err }, message)
  else console.error(...[message, err].filter(Boolean))
}

/** Logs an internal error of the mock. The response does not show it. */
export function logInternalError (log: Logger | undefined, { id }: FastifyRequest, err: Error): void {
  logError(log, 'The mock itself failed. Please report this with the stack below.', { requestId: id, err })
}

/** `POST /v1/images/generations 400 in 2 ms | dall-e-3 "A sea otter" | size="512x512" | Invalid value: …`. */
function sentenceOf ({ method, path, end, durationMs, request, prompt, error, note }: RequestLine): string {
  let sentence = `${method} ${path} ${end} in ${durationMs} ms`
  if (request || prompt !== undefined) sentence += ' |'
  if (request) sentence += ` ${request}`
  if (prompt !== undefined) sentence += ` "${prompt}"`
  if (error?.sent !== undefined) sentence += ` | ${error.param}=${error.sent}`
  if (error?.message) sentence += ` | ${error.message}`
  if (note && note !== error?.message) sentence += ` | ${note}`
  return sentence
}

function errorOf ({ message, envelope: { error: { type, param, code } } }: ApiError, { exchange }: FastifyRequest): RequestLine['error'] {
  const sent = param === null ? undefined : sentValue(exchange.json, param)
  return {
    message: shortened(message), type, param: param && shortened(param), code, ...(sent !== undefined && { sent: shortened(preview(sent)) })
  }
}

function sentValue (body: unknown, member: string): unknown {
  return typeof body === 'object' && body !== null && Object.hasOwn(body, member) ? (body as Record<string, unknown>)[member] : undefined
}

/** What OpenAI would refuse first; undefined if it is nothing. */
function violationNote ([first, ...others]: readonly Violation[]): string | undefined {
  return first && `OpenAI would refuse this: ${shortened(first.message)}${others.length > 0 ? ` (and ${others.length} more)` : ''}`
}

/** Undefined if the error message already says it. */
function noteOf ({ kind, name, reason }: DecidedBy, refusal: ApiError | undefined): string | undefined {
  if (kind === 'none') return undefined
  if (kind === 'behaviour') return name
  // The reason says what is wrong with the directive.
  if (name === 'directives') return shortened(reason)
  return reason === refusal?.message ? undefined : shortened(reason)
}

/**
 * Shortens the path of an image to its file name. Three dots instead of an ellipsis: one character beyond Latin-1
 * doubles the memory of the whole line, which made a download a tenth slower.
 */
function briefPath (path: string): string {
  return path.startsWith('/private/') ? `/private/...${path.slice(path.lastIndexOf('/'))}` : path
}

/** The request: all logged parameters if it is valid, otherwise the model and the prompt as they were sent. */
function summaryOf ({ exchange: { request: resolved, json } }: FastifyRequest): Pick<RequestLine, 'request' | 'prompt'> {
  const { model, prompt } = resolved?.parameters ?? { model: sentValue(json, 'model'), prompt: sentValue(json, 'prompt') }
  const request = resolved ? parametersOf(resolved) : model
  return {
    request: typeof request === 'string' ? shortened(request) : undefined,
    // A variation has no prompt.
    prompt: typeof prompt === 'string' && prompt !== '' ? escaped(prompt.slice(0, 60)) : undefined
  }
}

function parametersOf ({ effective: parameters, parameters: { model }, model: { custom }, inputs }: ImageRequest): string {
  let text = model
  for (const name of pictureParameters) text += custom ? textOf(inOneWord(parameters[name])) : textOf(parameters[name])
  if (custom) for (const [name, { picture }] of custom.parameters) if (picture) text += customText(name, parameters[name])
  if (parameters.n > 1) text += ` n=${parameters.n}`
  for (const name of loggedParameters) text += textOf(custom ? inOneWord(parameters[name]) : parameters[name])
  if (inputs.length > 0) text += ` images=${inputs.filter(({ role }) => role === 'image').length}`
  return inputs.some(({ role }) => role === 'mask') ? `${text} mask` : text
}

function textOf (value: ParameterValue | undefined): string {
  return value === undefined || value === '' ? '' : ` ${value}`
}

/** A parameter of a custom model, with its name, since its value alone may say nothing. */
function customText (name: string, value: ParameterValue | undefined): string {
  return isTabled(name) || value === undefined || value === '' ? '' : ` ${name}=${inOneWord(value)}`
}

/** A value that a custom model accepts may be any text. */
function inOneWord (value: ParameterValue | undefined): ParameterValue | undefined {
  return typeof value === 'string' ? shortened(value.slice(0, 60)) : value
}

/** Text that JSON does not escape. */
const plain = /^[ !#-[\]-~]*$/

function escaped (text: string): string {
  return plain.test(text) ? text : shortened(JSON.stringify(text).slice(1, -1))
}

const printable = /^[ -~…]*$/

/** Shortens a text and escapes its line breaks, so that a client cannot forge log lines. */
function shortened (text: string): string {
  if (text.length <= 160 && printable.test(text)) return text
  return inOneLine(text.length <= 160 ? text : `${text.slice(0, 120)}…${text.slice(-30)}`)
}

/** Escapes the characters that break a line or control a terminal. */
export function inOneLine (text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, character => `\\u${character.codePointAt(0)!.toString(16).padStart(4, '0')}`)
}
