/** The command `serve`: runs a mock until it receives a signal to stop. */
import { setTimeout } from 'node:timers/promises'
import closeWithGrace from 'close-with-grace'
import type { Logger } from 'pino'
import { unknownVariables } from '../config/load-settings.js'
import type { Settings } from '../config/settings.js'
import { isStartedByScript } from '../config/process-environment.js'
import { FileError } from '../files/file-error.js'
import { listen, type ImageMock, type ListeningMock } from '../image-mock.js'
import { createLogger, isPretty } from '../logging/logger.js'
import { SharpLoadError } from '../pictures/text/fonts.js'
import { UserImageError } from '../pictures/user-images.js'
import { formatSummary } from '../report/formats/text.js'
import { announce } from './announce.js'
import { createBatchedOutput } from './batched-output.js'
import { onParentEnd } from './parent-process.js'

/** Loading sharp blocks for 80 ms. With this delay, a client that waits for the first log line gets its first response sooner. */
const headStartMs = 50
/** Time for a graceful close. The mock ends slow connections itself before that. */
const graceMs = 8_000
/** Time for the reader of the log to take the last lines. */
const lastLinesMs = 500
/** Signals of a crash in native code. A listener would make the code fault again forever. */
const crashes: closeWithGrace.Signals[] = ['SIGILL', 'SIGTRAP', 'SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGSEGV']

export async function serve (settings: Settings): Promise<number> {
  // A terminal shows each line at once.
  const output = process.stdout.isTTY ? undefined : createBatchedOutput(process.stdout, reportDroppedLines)
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
    if (process.stdout.isTTY && isPretty(settings) && settings.logLevel !== 'silent') await summarize(mock, write)
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

/** Writes the summary of the report, unless there were no requests. */
async function summarize (mock: ImageMock, write: (text: string) => void): Promise<void> {
  const report = await mock.report()
  if (report.requests.total > 0) write(`\n${formatSummary(report)}\n`)
}

/** Resolves to the listening mock, or to the exit code if it cannot listen. */
async function start (settings: Settings, logger: Logger): Promise<ListeningMock | number> {
  try {
    return await listen(settings, { logger })
  } catch (error) {
    return reportFailure(error, settings)
  }
}

/** Errors whose message says what to change. */
const fileErrors = [FileError, UserImageError, SharpLoadError]

/** Prints why the mock cannot serve. Returns the exit code: 2 for a mistake in settings, files or installation, 1 if it cannot listen. */
function reportFailure (error: unknown, settings: Settings): number {
  const { code, message } = error as NodeJS.ErrnoException
  if (fileErrors.some(fileError => error instanceof fileError)) {
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

function reportDroppedLines (reason: string): void {
  console.error(`Dropping log lines: ${reason}. The mock keeps serving. Use --log-level silent to turn logging off.`)
}
