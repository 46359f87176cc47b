/** Runs one of the commands: `serve`, `healthcheck`, `report`, `help`, `version`. */
import { preview } from '../text/messages.js'
import { SettingError } from '../behaviours/setting-error.js'
import { loadSettings } from '../config/load-settings.js'
import { packageVersion } from '../config/package.js'
import { flagsOfContainer, readArguments } from './arguments.js'
import { helpText } from './help.js'

// Loaded on demand: a health check every few seconds should not load a server.
const commands: Record<string, (flags: Record<string, string>) => Promise<number>> = {
  serve: async flags => (await import('./serve.js')).serve(loadSettings(flags)),
  healthcheck: async flags => (await import('./healthcheck.js')).healthcheck(loadSettings({ ...flagsOfContainer(), ...flags })),
  report: async () => { throw new SettingError('Expected the command report before its flags. See report --help.') },
  help: async () => print(helpText()),
  version: async () => print(packageVersion)
}
const usageError = 2

/** Runs a command line; returns the exit code. */
export async function command (args: string[]): Promise<number> {
  try {
    if (args[0] === 'report') return await (await import('./report.js')).report(args.slice(1))
    const { flags, help, version, positionals } = readArguments(args)
    const [name = 'serve', ...rest] = help ? ['help'] : version ? ['version'] : positionals
    const run = Object.hasOwn(commands, name) ? commands[name] : undefined
    if (!run || rest.length > 0) throw new SettingError(`Expected one of ${Object.keys(commands).join(', ')}, got ${preview(run ? rest[0] : name)}. See --help.`)
    return await run(flags)
  } catch (error) {
    if (!(error instanceof SettingError)) throw error
    console.error(error.message)
    return usageError
  }
}

function print (text: string): number {
  console.log(text)
  return 0
}
