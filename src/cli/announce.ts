/** The announcement of a mock that is ready: a banner on a terminal, otherwise a log line. */
import type { Logger } from 'pino'
import { packageVersion } from '../config/package.js'
import type { Settings } from '../config/settings.js'
import type { ImageMock } from '../image-mock.js'
import { isPretty } from '../logging/logger.js'
import { createTextStyler, hasColours, type TextStyler } from '../logging/pretty-line.js'

/** Announces the URLs of the mock and the number of rules from files. */
export function announce (mock: ImageMock, settings: Settings, logger: Logger, write: (text: string) => void): void {
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
    write(`${banner({ version: packageVersion, readyMs: Math.round(performance.now()), rows }, createTextStyler(hasColours()))}\n`)
  }
}

interface BannerFacts {
  version: string
  /** From the start of the process until the mock listened, in milliseconds. */
  readyMs: number
  /** What to show, such as `['Base URL', 'http://127.0.0.1:8080/v1']`. */
  rows: ReadonlyArray<readonly [name: string, value: string]>
}

function banner ({ version, readyMs, rows }: BannerFacts, paint: TextStyler): string {
  const width = Math.max(...rows.map(([name]) => name.length))
  const lines = rows.map(([name, value]) => `  ${paint('green', '➜')}  ${paint('bold', name.padEnd(width))}  ${value.startsWith('http') ? paint('cyan', value) : value}`)
  return `\n  ${paint('bold', 'openai-images-mock')} ${version}   ${paint('dim', `ready in ${readyMs} ms`)}\n\n${lines.join('\n')}\n`
}
