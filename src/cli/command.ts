/** The command: reads the command line and hands on to one of the commands. */
import { parseArgs } from 'node:util'
import { loadSettings, SettingError } from '../config/load-settings.js'
import { packageVersion } from '../config/package.js'
import { settings } from '../config/settings.js'
import { helpText } from './help.js'

// Each is loaded when it is asked for: a health check every few seconds should not load a server.
const commands = {
  serve: async () => (await import('./serve.js')).serve,
  healthcheck: async () => (await import('./healthcheck.js')).healthcheck
}
const usageError = 2

/** Runs the command line; the exit code. */
export async function command (args: string[]): Promise<number> {
  try {
    const { values, positionals } = readArguments(args)
    if (values.help) return print(helpText())
    if (values.version) return print(packageVersion)
    const [name = 'serve', ...rest] = positionals
    if (!Object.hasOwn(commands, name) || rest.length > 0) {
      const found = Object.hasOwn(commands, name) ? rest[0] : name
      throw new SettingError(`Failed to read the command line: found ${JSON.stringify(found)}. Please give serve or healthcheck, or see --help.`)
    }
    const settings = loadSettings(values as Record<string, string | undefined>)
    const run = await commands[name as keyof typeof commands]()
    return await run(settings)
  } catch (error) {
    if (!(error instanceof SettingError)) throw error
    console.error(error.message)
    return usageError
  }
}

function readArguments (args: string[]) {
  const options = Object.fromEntries(settings.map(({ flag }) => [flag.slice(2), { type: 'string' as const }]))
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: { ...options, help: { type: 'boolean', short: 'h' }, version: { type: 'boolean', short: 'v' } }
    })
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    // What Node says of an unknown flag goes on with advice about positional arguments.
    const reason = code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION' ? `${message.split('.', 1)[0]}.` : message.replaceAll('\n', ' ').replace(/\.?$/, '.')
    throw new SettingError(`Failed to read the command line: ${reason} Please see --help.`)
  }
}

function print (text: string): number {
  console.log(text)
  return 0
}
