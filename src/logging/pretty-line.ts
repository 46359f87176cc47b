/** Pretty log lines: one compact line for each request, in columns. */
import { styleText } from 'node:util'

/** A line as pino writes it, in JSON. Members that only some lines have are optional. */
export interface LogRecord {
  level: number
  /** Milliseconds since 1970. */
  time: number
  msg?: string
  err?: { stack?: string, message?: string }
  /** For a request: its status, or how the response ended if it is incomplete. */
  end?: number | string
  method?: string
  path?: string
  durationMs?: number
  request?: string
  prompt?: string
  error?: { message: string, type: string | null, param: string | null, code: string | null, sent?: string }
  note?: string
  decidedBy?: string
}

const outcomeWidth = 42
const durationWidth = 7
/** The width of the time and of the gaps between columns. */
const otherWidth = 16
const shortestPrompt = 20
const longestValue = 40

/** Creates a function that formats a record as lines that end with a line break. `columns` returns the width of the terminal; undefined: unlimited. */
export function createPrettyLine (paint: TextStyler, columns: () => number | undefined = () => undefined): (record: LogRecord) => string {
  return record => {
    const time = paint('dim', timeOf(record.time))
    const text = record.end === undefined ? messageOf(record, paint) : requestOf(record, record.end, paint, columns())
    return `${time}  ${text}\n`
  }
}

function timeOf (ms: number): string {
  const date = new Date(ms)
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map(part => String(part).padStart(2, '0')).join(':')
}

function messageOf ({ level, msg = '', err }: LogRecord, paint: TextStyler): string {
  const label = level >= 50 ? paint('red', 'error  ') : level >= 40 ? paint('yellow', 'warn  ') : ''
  return `${label}${msg}${err ? `\n${err.stack ?? err.message}` : ''}`
}

/** Formats a request: `400  invalid_value size="512x512"                 2 ms  Wrong size`. */
function requestOf (record: LogRecord, end: number | string, paint: TextStyler, columns = Infinity): string {
  const { prompt = '', note = '', durationMs = 0, decidedBy = 'none' } = record
  const isOnDemand = ['header', 'prompt', 'rule', 'behaviour'].includes(decidedBy)
  const outcome = outcomeOf(record)
  const status = `${end}`.padEnd(3)
  const gap = ' '.repeat(Math.max(0, outcomeWidth - status.length - outcome.length))
  const room = Math.max(shortestPrompt, columns - outcomeWidth - durationWidth - otherWidth)
  const shown = Array.from(prompt).length > room ? `${Array.from(prompt).slice(0, room - 1).join('')}…` : prompt
  const facts = [`${paint(styleOf(end, record.level), status)}  ${outcome}${gap}`, paint('dim', duration(durationMs).padStart(durationWidth)), shown, note && paint('dim', isOnDemand ? `⚡ ${note}` : `(${note})`)]
  return facts.filter(Boolean).join('  ')
}

/** Yellow for mistakes of the client, also those that the mock accepted with a warning, red for errors of the server, magenta for incomplete responses, as in the inbox. */
function styleOf (end: number | string, level: number): Style {
  if (typeof end === 'string') return 'magenta'
  return end >= 500 ? 'red' : end >= 400 || level === 40 ? 'yellow' : 'green'
}

/** Returns the error with its parameter; without an error, the parameters of the request. */
function outcomeOf ({ error, request, method, path = '' }: LogRecord): string {
  if (error) {
    const { code, message, type, param, sent } = error
    const name = code ?? (type === 'invalid_request_error' ? firstSentence(message) : type)
    return [name, param && (sent === undefined ? param : `${param}=${cut(sent)}`)].filter(Boolean).join(' ')
  }
  return request?.replace(/ url$/, '') ?? path.replace(/^\/private\/.*\//, 'image ').replace(/^\//, `${method} /`)
}

function firstSentence (text: string): string {
  return text.split(/\. /, 1)[0]!.replace(/\.$/, '')
}

function cut (text: string): string {
  return text.length <= longestValue ? text : `${text.slice(0, longestValue - 1)}…`
}

function duration (ms: number): string {
  return ms < 10_000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`
}

export type Style = Parameters<typeof styleText>[0]
export type TextStyler = (style: Style, text: string) => string

/** Returns a function that styles text, or leaves it plain if the output has no colours. */
export function createTextStyler (hasColours: boolean): TextStyler {
  return hasColours ? (style, text) => styleText(style, text, { validateStream: false }) : (_style, text) => text
}

/** Whether standard output is a terminal with colours. NO_COLOR, FORCE_COLOR and TERM are honoured. */
export function hasColours (output: Partial<Pick<NodeJS.WriteStream, 'hasColors'>> = process.stdout): boolean {
  return output.hasColors?.() ?? false
}
