/** The command `serve`: a mock that runs until it is told to stop. */
import { setTimeout } from 'node:timers/promises'
import closeWithGrace from 'close-with-grace'
import type { Logger } from 'pino'
import { unknownVariables } from '../config/load-settings.js'
import { packageVersion } from '../config/package.js'
import type { Settings } from '../config/settings.js'
import { isStartedByScript } from '../config/started-by-script.js'
import { listen, type ImageMock, type ListeningMock } from '../image-mock.js'
import { createLogger, isPretty } from '../logging/logger.js'
import { createPaint, hasColours } from '../logging/terminal-color.js'
import { SharpLoadError } from '../pictures/text/fonts.js'
import { UserImageError } from '../pictures/user-images.js'
import { RuleError } from '../rules/rule-error.js'
import { banner } from './banner.js'
import { createBatchedOutput } from './batched-output.js'
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
  // A terminal shows each line at once.
  const output = process.stdout.isTTY ? undefined : createBatchedOutput(process.stdout, tellLoss)
  const write = output?.write ?? ((text: string) => { process.stdout.write(text) })
  process.once('exit', () => output?.flush())
  const logger = createLogger(settings, { write })
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
  announce(mock, settings, logger, write)
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
function reportFailure (error: unknown, settings: Settings): number {
  const { code, message } = error as NodeJS.ErrnoException
  if (error instanceof RuleError || error instanceof UserImageError || error instanceof SharpLoadError) {
    console.error(message)
    return 2
  }
  if (!code) throw error
  console.error(cannotListen(settings, code, message))
  return 1
}

function cannotListen ({ host, port }: Settings, code: string, message: string): string {
  switch (code) {
    case 'EADDRINUSE': return `Port ${port} on ${host} is already in use. Choose another with --port, or --port 0 for a free one.`
    case 'EADDRNOTAVAIL': return `Cannot listen on ${host}: this machine has no such address. Choose another with --host.`
    case 'ENOTFOUND': return `Cannot listen on ${host}: no address is known for this name. Choose another with --host.`
    case 'EACCES': return `Cannot listen on port ${port} of ${host}: permission denied. Choose another with --port.`
    default: return `Cannot listen on ${host}:${port}: ${message}.`
  }
}

function tellLoss (why: string): void {
  console.error(`Failed to write log lines to standard output: found ${why}. Please see to it, or give --log-level silent; the mock serves on without them.`)
}

/** Says where the mock serves: in a banner, or in a log line. */
function announce (mock: ImageMock, settings: Settings, logger: Logger, write: (text: string) => void): void {
  const { url, baseURL } = mock
  const { scenarios, logLevel } = settings
  const inbox = settings.inbox && settings.controlApi ? `${url}/` : undefined
  const docs = `${url}/docs`
  const rules = scenarios === undefined ? undefined : mock.scenarios.list().length
  if (!isPretty(settings)) {
    logger.info({ baseURL, ...(inbox && { inbox }), docs, ...(rules !== undefined && { rules }) }, `openai-images-mock listens on ${url}`)
  } else if (logLevel !== 'silent') {
    const rows = [
      ['Base URL', baseURL] as const,
      ...inbox ? [['Inbox', inbox] as const] : [],
      ['API docs', docs] as const,
      ...rules === undefined ? [] : [['Rules', `${rules} from ${scenarios}, read again when a file changes`] as const]
    ]
    write(`${banner({ version: packageVersion, readyMs: Math.round(performance.now()), rows }, createPaint(hasColours()))}\n`)
  }
}
