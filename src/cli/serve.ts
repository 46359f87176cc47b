/** The command `serve`: a mock that runs until it is told to stop. */
import closeWithGrace from 'close-with-grace'
import { pino, type Logger } from 'pino'
import { unknownVariables } from '../config/load-settings.js'
import type { Settings } from '../config/settings.js'
import { isStartedByScript } from '../config/started-by-script.js'
import { startImageMock, type ImageMock } from '../image-mock.js'
import { GivenImageError } from '../pictures/given.js'
import { RuleError } from '../scenarios/rule-error.js'
import { createBatchedOutput, type BatchedOutput } from './batched-output.js'
import { onParentEnd } from './parent-process.js'

/** The mock cuts off whoever takes too long; this is for the case that even that fails. */
const graceMs = 8_000
/** How long whoever reads the log gets for its last lines. */
const lastLinesMs = 500
/** What a process gets for a fault of its machine code. If it were listened to, the code would meet its fault again, for ever. */
const crashes: closeWithGrace.Signals[] = ['SIGILL', 'SIGTRAP', 'SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGSEGV']

export async function serve (settings: Settings): Promise<number> {
  // People read a terminal, machines read the rest.
  const output = process.stdout.isTTY ? undefined : createBatchedOutput(process.stdout, tellLoss)
  process.once('exit', () => output?.flush())
  const logger = await createLogger(settings.logLevel, output)
  const mock = await start(settings, logger)
  if (typeof mock === 'number') return mock
  announce(mock, settings, logger)
  for (const warning of unknownVariables()) logger.warn(warning)
  output?.flush()
  const { close } = closeWithGrace({ delay: graceMs, logger: false, skip: crashes }, async ({ err, signal }) => {
    if (err) logger.fatal({ err }, 'The mock failed')
    else logger.info({ signal }, 'Stopping')
    await mock.close()
    await output?.end(lastLinesMs)
  })
  if (isStartedByScript()) {
    onParentEnd(() => {
      logger.info('The script that started this process has ended')
      return close()
    })
  }
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

async function createLogger (level: string, output: BatchedOutput | undefined): Promise<Logger> {
  if (output) return pino({ level }, output)
  const { default: pretty } = await import('pino-pretty')
  return pino({ level }, pretty({ ignore: 'pid,hostname,requestId,method,path,end,durationMs,decidedBy,error', sync: true }))
}

function tellLoss (why: string): void {
  console.error(`Failed to write log lines to standard output: found ${why}. Please see to it, or give --log-level silent; the mock serves on without them.`)
}

function announce ({ url, baseURL }: ImageMock, { inbox: page, controlApi }: Settings, logger: Logger): void {
  const inbox = page && controlApi ? `${url}/` : undefined
  const docs = `${url}/docs`
  if (process.stdout.isTTY) {
    const curl = `curl ${baseURL}/images/generations -H 'content-type: application/json' -d '{"prompt":"A cute baby sea otter"}'`
    console.log(`\n  openai-images-mock\n\n  Base URL  ${baseURL}\n${inbox ? `  Inbox     ${inbox}\n` : ''}  Docs      ${docs}\n  Try it    ${curl}\n`)
  } else {
    logger.info({ baseURL, ...(inbox && { inbox }), docs }, `openai-images-mock listens on ${url}`)
  }
}
