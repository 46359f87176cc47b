/** The logger: JSON lines, or compact lines for terminals. */
import { pino, type DestinationStream, type Logger } from 'pino'
import { createTextStyler, createPrettyLine, hasColours } from './pretty-line.js'

export interface LogSettings {
  logLevel: string
  /** `auto` is `pretty` on a terminal, otherwise `json`. */
  logFormat: 'auto' | 'pretty' | 'json'
}

export function isPretty ({ logFormat }: LogSettings): boolean {
  return logFormat === 'pretty' || (logFormat === 'auto' && process.stdout.isTTY)
}

/** Creates the logger. It writes to `output`; default: standard output. */
export function createLogger (settings: LogSettings, output?: DestinationStream): Logger {
  const { logLevel: level } = settings
  if (!isPretty(settings)) return pino({ level }, output)
  const form = createPrettyLine(createTextStyler(hasColours()), () => process.stdout.columns)
  const destination: DestinationStream = output ?? process.stdout
  return pino({ level }, { write: line => { destination.write(form(JSON.parse(line))) } })
}
