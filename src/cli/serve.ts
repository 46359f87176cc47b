/** The command `serve`: a mock that runs until it is told to stop. */
import closeWithGrace from 'close-with-grace'
import { pino, type DestinationStream, type Logger } from 'pino'
import type { Settings } from '../config/settings.js'
import { startImageMock, type ImageMock } from '../image-mock.js'
import { GivenImageError } from '../pictures/given.js'
import { RuleError } from '../scenarios/rule-error.js'

/** The mock cuts off whoever takes too long; this is for the case that even that fails. */
const graceMs = 8_000
/** What a process gets for a fault of its machine code. If it were listened to, the code would meet its fault again, for ever. */
const crashes: closeWithGrace.Signals[] = ['SIGILL', 'SIGTRAP', 'SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGSEGV']

export async function serve (settings: Settings): Promise<number> {
  const logger = await createLogger(settings.logLevel)
  const mock = await start(settings, logger)
  if (typeof mock === 'number') return mock
  announce(mock, settings, logger)
  closeWithGrace({ delay: graceMs, logger: false, skip: crashes }, async ({ err, signal }) => {
    if (err) logger.fatal({ err }, 'The mock failed')
    else logger.info({ signal }, 'Stopping')
    await mock.close()
  })
  return 0
}

/** The mock, or the exit code where it cannot start: 2 for what the user has written, 1 for what the machine refuses. */
async function start (settings: Settings, logger: Logger): Promise<ImageMock | number> {
  try {
    return await startImageMock(settings, { logger })
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (error instanceof RuleError || error instanceof GivenImageError) {
      console.error(message)
      return 2
    }
    if (!code) throw error
    const reason = code === 'EADDRINUSE' ? 'that port in use' : message
    console.error(`Failed to listen on ${settings.host}:${settings.port}: found ${reason}. Please give another --host or --port.`)
    return 1
  }
}

/** People read a terminal, machines read the rest. */
async function createLogger (level: string): Promise<Logger> {
  if (!process.stdout.isTTY) return pino({ level }, batchedLines())
  const { default: pretty } = await import('pino-pretty')
  return pino({ level }, pretty({ ignore: 'pid,hostname,requestId,method,path,end,durationMs,decidedBy,error', sync: true }))
}

/** Standard output, to which lines go together, at the latest after a tenth of a second: a write for each cost 30 of 180 µs. */
function batchedLines (): DestinationStream {
  const output = pino.destination({ sync: false, minLength: 8_192, periodicFlush: 100, contentMode: 'buffer' })
  const write = output.write as unknown as (line: Buffer) => boolean
  // As bytes: of text it counts with each line all that waits, which was a tenth of a download.
  return Object.assign(output, { write: (line: string) => write.call(output, Buffer.from(line)) })
}

function announce ({ url, baseURL }: ImageMock, { inbox: page, controlApi }: Settings, logger: Logger): void {
  const inbox = page === 'on' && controlApi === 'on' ? `${url}/` : undefined
  const docs = `${url}/docs`
  const curl = `curl ${baseURL}/images/generations -H 'content-type: application/json' -d '{"prompt":"A cute baby sea otter"}'`
  if (process.stdout.isTTY) {
    console.log(`\n  openai-images-mock\n\n  Base URL  ${baseURL}\n${inbox ? `  Inbox     ${inbox}\n` : ''}  Docs      ${docs}\n  Try it    ${curl}\n`)
  } else {
    logger.info({ baseURL, ...(inbox && { inbox }), docs, curl }, `openai-images-mock listens on ${url}`)
    logger.flush()
  }
}
