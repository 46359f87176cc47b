/** The line that the log has of a request: what was asked, how it ended and why. */
import type { FastifyRequest } from 'fastify'
import { parameterEntries, pictureParameters } from '../contract/parameters.js'
import type { ApiError } from '../errors/api-error.js'
import type { DecidedBy, Outcome } from '../journal/entry.js'
import { pathOf } from './path.js'

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

/** `end` is the status of a whole answer, or how it ended without one. */
export function logRequest (request: FastifyRequest, end: number | Outcome, durationMs: number, { kind, reason }: DecidedBy): void {
  const { id: requestId, method, refusal, server: { mockLog } } = request
  if (!mockLog) return
  const path = shortened(briefPath(pathOf(request)))
  const level = typeof end === 'number' && end >= 500 ? 'error' : refusal || typeof end === 'string' ? 'warn' : 'info'
  const error = refusal && errorOf(refusal)
  const asked = summaryOf(request)
  const why = refusal ? shortened(refusal.message) : kind === 'none' ? '' : shortened(reason)
  mockLog[level](
    { requestId, method, path, end, durationMs, decidedBy: kind, ...(error && { error }) },
    [`${method} ${path} ${end} in ${durationMs} ms`, asked, why].filter(Boolean).join(' | ')
  )
}

function errorOf ({ message, envelope: { error: { type, param, code } } }: ApiError) {
  return { message: shortened(message), type, param: param && shortened(param), code }
}

/**
 * Of an image's URL the file name tells enough. Three dots, since one character beyond Latin-1 makes the whole line
 * twice as long in memory, which cost a tenth of a download.
 */
function briefPath (path: string): string {
  return path.startsWith('/private/') ? `/private/...${path.slice(path.lastIndexOf('/'))}` : path
}

/** `dall-e-3 1024x1792 hd vivid "A cute baby sea otter"`. */
function summaryOf ({ call }: FastifyRequest): string {
  if (!call?.request) return ''
  const { parameters } = call.request
  const { model, n, prompt } = parameters
  const valuesOf = (names: readonly string[]) => names.map(name => parameters[name])
  const facts = [model, ...valuesOf(pictureParameters), n > 1 && `n=${n}`, ...valuesOf(loggedParameters), JSON.stringify(prompt.slice(0, 60))]
  return shortened(facts.filter(Boolean).join(' '))
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
