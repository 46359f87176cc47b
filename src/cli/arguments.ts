/** Parser of command lines: of this process, and of the mock that a container's health check checks. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs, type ParseArgsConfig } from 'node:util'
import { didYouMean } from '../text/messages.js'
import { SettingError } from '../behaviours/setting-error.js'
import { settings } from '../config/settings.js'

export interface Arguments {
  /** The values of the settings' flags, by the flag without its dashes. */
  flags: Record<string, string>
  help: boolean
  version: boolean
  positionals: string[]
}

const flagNames = settings.map(({ flag }) => flag.slice(2))
const switchNames = settings.filter(({ schema }) => (schema as { type?: string }).type === 'boolean').map(({ flag }) => flag.slice(2))

/** Throws a SettingError for an unknown flag, or one without its value. */
export function readArguments (args: readonly string[]): Arguments {
  const options = Object.fromEntries(flagNames.map(name => [name, { type: 'string' as const, ...(name === 'port' && { short: 'p' }) }]))
  const { values: { help, version, V, ...flags }, positionals } = parseFlags(args.map(withSwitchValue), {
    ...options, help: { type: 'boolean', short: 'h' }, version: { type: 'boolean', short: 'v' }, V: { type: 'boolean', short: 'V' }
  })
  return { flags: flags as Record<string, string>, help: help === true, version: version === true || V === true, positionals }
}

/** Parses the arguments of a command. Throws a SettingError, which ends with `help`. */
export function parseFlags<Options extends NonNullable<ParseArgsConfig['options']>> (args: string[], options: Options, help = 'See --help.') {
  try {
    return parseArgs({ args, allowPositionals: true, options })
  } catch (error) {
    throw new SettingError(`${usageProblem(error as NodeJS.ErrnoException, Object.keys(options))} ${help}`)
  }
}

/** Converts `--no-inbox` to `--inbox=off`, and `--inbox` without a value to `--inbox=on`. */
function withSwitchValue (arg: string, index: number, args: readonly string[]): string {
  const [, no, name = ''] = /^--(no-)?(.+)$/.exec(arg) ?? []
  if (!switchNames.includes(name)) return arg
  if (no) return `--${name}=off`
  const next = args[index + 1]
  return next === undefined || next.startsWith('-') ? `--${name}=on` : arg
}

function usageProblem ({ code, message }: NodeJS.ErrnoException, names: readonly string[]): string {
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') {
    const flag = /'(-.*?)'/.exec(message)?.[1] ?? ''
    const flags = names.filter(name => name.length > 1).map(name => `--${name}`)
    return `Unknown flag ${flag}.${didYouMean(flag, flags, name => name.replace(/^-+/, ''))}`
  }
  const flag = /--[\w-]+/.exec(message)?.[0] ?? ''
  if (message.includes('does not take an argument')) return `The flag ${flag} takes no value.`
  return `Expected a value for ${flag}. If it begins with a dash, write ${flag}=-1.`
}

/**
 * Returns the flags of process 1 if it runs this program: a container's health check is started without them. With an init
 * process such as Docker's `--init`, the command line of that process contains them.
 */
export function flagsOfContainer (commandLine = commandLineOfProcess1(), program = process.argv[1]!): Record<string, string> {
  const args = commandLine.split('\0')
  if (args.at(-1) === '') args.pop()
  const index = args.findIndex(arg => program.endsWith(join('/', arg)))
  try {
    return index < 0 ? {} : readArguments(args.slice(index + 1)).flags
  } catch {
    return {}
  }
}

function commandLineOfProcess1 (): string {
  try {
    return readFileSync('/proc/1/cmdline', 'utf8')
  } catch {
    return ''
  }
}
