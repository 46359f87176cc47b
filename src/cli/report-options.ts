/** The options of the command `report`: its flags, their values, and its help text. */
import { SettingError } from '../behaviours/setting-error.js'
import { findingIds, type FindingId } from '../report/finding-kinds.js'
import { failOnLevels, type Demands } from '../report/formats/demands.js'
import { formatNames, type FormatName } from '../report/formats/report-format.js'
import { expectedMessage } from '../text/messages.js'
import { parseFlags } from './arguments.js'

export interface ReportOptions extends Demands {
  /** Of the mock, without a slash at its end. Default: the host and port of the settings. */
  url?: string
  /** The API key whose requests are reported. Default: all keys. */
  key?: string
  /** Default: that of the settings. */
  controlKey?: string
  /** `html`: the inbox as one file. */
  format: FormatName | 'html'
  /** The file to write. Default: standard output. */
  output?: string
}

const outputFormats = ['text', ...formatNames.filter(name => name !== 'text'), 'html'] as const

/** By name, in the order of the help text. */
export const reportFlags = {
  url: { value: '<url>', text: 'URL of the mock. [of HOST and PORT, http://127.0.0.1:8080]' },
  key: { value: '<key>', text: 'API key whose requests are reported. [all keys]' },
  'control-key': { value: '<key>', text: 'Control key of the mock. [MOCK_CONTROL_KEY]' },
  format: { value: outputFormats.join('|'), text: 'html is the inbox as one file. [text]' },
  output: { value: '<file>', text: 'File to write. [standard output]' },
  'fail-on': { value: failOnLevels.join('|'), text: 'Lowest severity of findings that fail. [error]' },
  'min-coverage': { value: '<percent>', text: 'Fail if the coverage is lower. [0]' },
  allow: { value: '<ids>', text: 'Findings that do not fail: never-fetched,hot-linked.' }
} as const

/** Returns the options, or `help`. Throws a SettingError for an unknown flag or an invalid value. */
export function readReportOptions (args: string[]): ReportOptions | 'help' {
  const flags = Object.fromEntries(Object.keys(reportFlags).map(name => [name, { type: 'string' as const }]))
  const { values: { help, ...texts }, positionals } = parseFlags(args, { ...flags, help: { type: 'boolean', short: 'h' } }, 'See report --help.')
  if (help === true) return 'help'
  if (positionals.length > 0) throw new SettingError(`${expectedMessage({ expected: 'only flags', where: 'the command report', got: positionals[0] })} See report --help.`)
  const { url, key, 'control-key': controlKey, format, output, 'fail-on': failOn, 'min-coverage': minCoverage, allow } = texts as Partial<Record<keyof typeof reportFlags, string>>
  return {
    ...(url && { url: checkUrl(url) }),
    ...(key && { key: checkHeader(key, '--key') }),
    ...(controlKey && { controlKey: checkHeader(controlKey, '--control-key') }),
    format: format ? oneOf(outputFormats, format, '--format') : 'text',
    ...(output !== undefined && { output: checkFile(output) }),
    ...(failOn && { failOn: oneOf(failOnLevels, failOn, '--fail-on') }),
    ...(minCoverage && { minCoverage: checkPercent(minCoverage) }),
    ...(allow && { allow: allow.split(',').map((id): FindingId => oneOf(findingIds, id.trim(), '--allow')) })
  }
}

/** Accepts the base URL of a client, too. */
function checkUrl (text: string): string {
  const isWeb = URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)
  if (!isWeb) throw new SettingError(expectedMessage({ expected: 'a URL such as http://127.0.0.1:8080', where: '--url', got: text }))
  const { origin, pathname } = new URL(text)
  return origin + pathname.replace(/\/+$/, '').replace(/\/v1$/, '')
}

/** An empty name is usually a variable that is not set. */
function checkFile (text: string): string {
  if (text !== '') return text
  throw new SettingError(expectedMessage({ expected: 'the name of a file', where: '--output', got: text }))
}

function checkHeader (secret: string, flag: string): string {
  if (/^[\x20-\x7e]+$/.test(secret)) return secret
  throw new SettingError(`Expected ASCII characters for ${flag}, got others.`)
}

function checkPercent (text: string): number {
  if (/^(?:\d{1,2}|100)%?$/.test(text)) return parseInt(text)
  throw new SettingError(expectedMessage({ expected: 'an integer from 0 to 100', where: '--min-coverage', got: text }))
}

function oneOf<Value extends string> (values: readonly Value[], text: string, flag: string): Value {
  if (values.includes(text as Value)) return text as Value
  throw new SettingError(expectedMessage({ expected: `one of ${values.join(', ')}`, where: flag, got: text, choices: values }))
}

export function reportHelp (): string {
  const rows = Object.entries(reportFlags).map(([name, { value, text }]) => ({ usage: `--${name} ${value}`, text }))
  const width = Math.max(...rows.map(({ usage }) => usage.length))
  return `Writes the report of a running mock: what its clients did wrong, what their requests would have
cost, and what they covered.

Usage: openai-images-mock report [options]

${rows.map(({ usage, text }) => `  ${usage.padEnd(width)}  ${text}`).join('\n')}

Exit codes: 0 if no finding fails and the coverage suffices, otherwise 3, also if nothing was
            tested; 1 if the mock cannot be reached, 2 for an invalid option.

Examples:
  openai-images-mock report
  openai-images-mock report --format junit --output report.xml --fail-on warning --min-coverage 60

docs/report.md describes findings, bill and coverage.`
}
