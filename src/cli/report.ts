/** The command `report`: writes the report of a running mock, and exits with 3 if it does not meet the demands. */
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { get as getHttp, type IncomingMessage } from 'node:http'
import { get as getHttps } from 'node:https'
import { text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { SettingError } from '../behaviours/setting-error.js'
import { loadSettings, variablesOf } from '../config/load-settings.js'
import { reachableHost } from '../config/setting-values.js'
import { createTextStyler, hasColours } from '../logging/pretty-line.js'
import { unmetDemands } from '../report/formats/demands.js'
import { formatReport } from '../report/formats/report-format.js'
import { formatSummary } from '../report/formats/text.js'
import type { Report } from '../report/report-schema.js'
import { readReportOptions, reportHelp, type ReportOptions } from './report-options.js'

/** How long to wait for the next bytes of a response, in milliseconds. */
const timeoutMs = 30_000
const unreachable = 1
const failed = 3

/** Runs the command; returns the exit code. Throws a SettingError for an invalid option. */
export async function report (args: string[]): Promise<number> {
  const options = readReportOptions(args)
  if (options === 'help') {
    console.log(reportHelp())
    return 0
  }
  const load = createLoad(options)
  try {
    const { found, inboxUrl } = await loadReport(load)
    await write(found, options, { ...load, inboxUrl })
    const unmet = unmetDemands(found, options)
    // The text has these sentences.
    if (unmet.length > 0 && (options.format !== 'text' || options.output !== undefined)) console.error(`Failed: ${unmet.join(' ')}`)
    return unmet.length > 0 ? failed : 0
  } catch (error) {
    if (!(error instanceof LoadError)) throw error
    console.error(error.message)
    return unreachable
  }
}

/** Thrown if the mock cannot be reached, or responds with an error. */
class LoadError extends Error {}

interface Load {
  /** The URL of the mock. */
  url: string
  /** Requests a path of the mock. Throws a LoadError. */
  from: (path: string) => Promise<IncomingMessage>
}

function createLoad (options: ReportOptions): Load {
  const url = options.url ?? urlOfEnvironment()
  const { key, controlKey = keyOfEnvironment() } = options
  const headers = { ...(key !== undefined && { authorization: `Bearer ${key}` }), ...(controlKey !== undefined && { 'x-mock-key': controlKey }) }
  return {
    url,
    async from (path) {
      const target = url + path
      const request = (target.startsWith('https:') ? getHttps : getHttp)(target, { headers, timeout: timeoutMs })
      request.on('timeout', () => request.destroy(new Error(`no response within ${timeoutMs / 1000} s`)))
      const [response] = await once(request, 'response').catch(reason => { throw unreadable(target, reason) }) as [IncomingMessage]
      if (response.statusCode === 200) return response
      const reason = response.statusCode === 404 ? undefined : messageIn(await text(response).catch(() => ''))
      response.destroy()
      throw new LoadError(`Expected status 200 from ${target}, got ${response.statusCode}. ${reason ?? 'Another server may listen there, or the control API or the inbox is off.'}`)
    }
  }
}

/** The environment of the mock may be that of the command, too. Its other variables do not concern the command. */
function urlOfEnvironment (): string {
  const { host, port } = loadSettings({}, variablesOf(['host', 'port']))
  return `http://${reachableHost(host)}:${port}`
}

/** A mock cannot have an invalid key, so none is sent. */
function keyOfEnvironment (): string | undefined {
  try {
    return loadSettings({}, variablesOf(['controlKey'])).controlKey
  } catch {
    return undefined
  }
}

function unreadable (target: string, { code, message }: NodeJS.ErrnoException): LoadError {
  return new LoadError(`Cannot read ${target}: ${code ?? message}. Give --url, or HOST and PORT, of a running mock.`)
}

/** The message of an error of the control API. */
function messageIn (body: string): string | undefined {
  try {
    const { error: { message } } = JSON.parse(body)
    return typeof message === 'string' ? message : undefined
  } catch {
    return undefined
  }
}

/** The clients have ended: what they have not done yet counts as not done. */
const reportPath = '/_mock/report?grace=0s'

/** Returns the report, and the URL of the inbox if it is on. */
async function loadReport ({ url, from }: Load): Promise<{ found: Report, inboxUrl?: string }> {
  const response = await from(reportPath)
  const body = await text(response).catch(reason => { throw unreadable(url + reportPath, reason) })
  try {
    const found = JSON.parse(body) as Report
    const hasInbox = String(response.headers.link ?? '').includes('rel="alternate"')
    if (Array.isArray(found.findings)) return { found, ...(hasInbox && { inboxUrl: `${url}/` }) }
  } catch {
    // Not JSON.
  }
  throw new LoadError(`Expected a report from ${url}${reportPath}, got something else. Another server may listen there.`)
}

/** Writes the report. If it is written to a file, standard output gets its summary. */
async function write (
  found: Report, { format, output, ...demands }: ReportOptions, { inboxUrl, ...load }: Load & { inboxUrl: string | undefined }
): Promise<void> {
  if (format === 'html') {
    await writeInbox(load, output)
  } else {
    const paint = createTextStyler(output === undefined && hasColours())
    const { text } = formatReport(found, format, { ...demands, paint, inboxUrl })
    if (output === undefined) console.log(text.trimEnd())
    else await writeFile(output, text).catch(reason => { throw unwritable(output, reason) })
  }
  if (output !== undefined) console.log(formatSummary(found, demands))
}

async function writeInbox ({ url, from }: Load, output: string | undefined): Promise<void> {
  const response = await from('/_mock/inbox.html')
  const target = output === undefined ? process.stdout : createWriteStream(output)
  try {
    await pipeline(response, target, { end: output !== undefined })
  } catch (reason) {
    const error = reason as NodeJS.ErrnoException
    if (output !== undefined && (error.syscall === 'open' || error.syscall === 'write')) throw unwritable(output, error)
    // The reader of standard output may have read enough.
    if (error.code !== 'EPIPE') throw unreadable(`${url}/_mock/inbox.html`, error)
  }
}

function unwritable (file: string, { code, message }: NodeJS.ErrnoException): SettingError {
  return new SettingError(`Cannot write ${file}: ${code ?? message}.`)
}
