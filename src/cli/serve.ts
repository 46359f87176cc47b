/** The command `serve`: a mock that runs until it is told to stop. */
import closeWithGrace from 'close-with-grace'
import { pino, type Logger } from 'pino'
import pretty from 'pino-pretty'
import type { Settings } from '../config/settings.js'
import { startImageMock, type ImageMock } from '../image-mock.js'

/** Requests in flight at a signal have this long to end. */
const graceMs = 5_000

export async function serve (settings: Settings): Promise<number> {
  const logger = createLogger(settings.logLevel)
  // Fastify would write a line for each address; ours, which follows, says more.
  logger.level = 'silent'
  const mock = await start(settings, logger)
  if (!mock) return 1
  logger.level = settings.logLevel
  announce(mock, logger)
  closeWithGrace({ delay: graceMs, logger: false }, async ({ err, signal }) => {
    if (err) logger.fatal({ err }, 'The mock failed')
    else logger.info({ signal }, 'Stopping')
    await mock.close()
  })
  return 0
}

async function start (settings: Settings, logger: Logger): Promise<ImageMock | undefined> {
  try {
    return await startImageMock(settings, { logger })
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (!code) throw error
    const reason = code === 'EADDRINUSE' ? 'that port in use' : message
    console.error(`Failed to listen on ${settings.host}:${settings.port}: found ${reason}. Please give another --host or --port.`)
    return undefined
  }
}

/** People read a terminal, machines read the rest. */
function createLogger (level: string): Logger {
  if (!process.stdout.isTTY) return pino({ level })
  return pino({ level }, pretty({ ignore: 'pid,hostname,requestId,method,path,status,durationMs,error', sync: true }))
}

function announce ({ url, baseURL }: ImageMock, logger: Logger): void {
  const docs = `${url}/docs`
  const curl = `curl ${baseURL}/images/generations -H 'content-type: application/json' -d '{"prompt":"A cute baby sea otter"}'`
  if (process.stdout.isTTY) {
    console.log(`\n  openai-images-mock\n\n  Base URL  ${baseURL}\n  Docs      ${docs}\n  Try it    ${curl}\n`)
  } else {
    logger.info({ baseURL, docs, curl }, `openai-images-mock listens on ${url}`)
  }
}
