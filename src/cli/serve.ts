/** The command `serve`: a mock that runs until it is told to stop. */
import { setTimeout } from 'node:timers/promises'
import closeWithGrace from 'close-with-grace'
import { pino, type Logger } from 'pino'
import { unknownVariables } from '../config/load-settings.js'
import type { Settings } from '../config/settings.js'
import { isStartedByScript } from '../config/started-by-script.js'
import { listen, type ImageMock, type ListeningMock } from '../image-mock.js'
import { SharpLoadError } from '../pictures/fonts.js'
import { GivenImageError } from '../pictures/given.js'
import { RuleError } from '../scenarios/rule-error.js'
import { createBatchedOutput, type BatchedOutput } from './batched-output.js'
import { onParentEnd } from './parent-process.js'

/** Sharp takes 80 ms to load, in which nothing is answered: a client that starts with the first line gets its first answer before. */
const headStartMs = 50
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
  const started = await start(settings, logger)
  if (typeof started === 'number') return started
  const { mock, load } = started
  const { close, uninstall } = closeWithGrace({ delay: graceMs, logger: false, skip: crashes }, async ({ err, signal }) => {
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
  announce(mock, settings, logger)
  for (const warning of unknownVariables()) logger.warn(warning)
  output?.flush()
  await setTimeout(headStartMs)
  try {
    await load()
    return 0
  } catch (error) {
    uninstall()
    await mock.close()
    await output?.end(lastLinesMs)
    return reportFailure(error, settings)
  }
}

/** The listening mock, or the exit code if it cannot listen. */
async function start (settings: Settings, logger: Logger): Promise<ListeningMock | number> {
  try {
    return await listen(settings, { logger })
  } catch (error) {
    return reportFailure(error, settings)
  }
}

/** Prints why the mock cannot serve. The exit code: 2 for what the user has written or not installed, 1 for what the machine refuses. */
function reportFailure (error: unknown, { host, port }: Settings): number {
  const { code, message } = error as NodeJS.ErrnoException
  if (error instanceof RuleError || error instanceof GivenImageError || error instanceof SharpLoadError) {
    console.error(message)
    return 2
  }
  if (!code) throw error
  const reason = code === 'EADDRINUSE' ? 'that port in use' : message
  console.error(`Failed to listen on ${host}:${port}: found ${reason}. Please give another --host or --port.`)
  return 1
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
