/** Loader of settings: flags win over the environment, which wins over the defaults. */
import { Check } from 'typebox/value'
import { SettingError } from '../behaviours/runtime-settings.js'
import { nearest, preview } from '../text/messages.js'
import { forgiven, valueOfText } from './value-spellings.js'
import { Settings, settings, type GivenSettings, type Setting, type SettingName } from './settings.js'

type Texts = Readonly<Record<string, string | undefined>>

/**
 * The settings of a program: what was given in code, and the defaults for the rest. Throws a SettingError.
 *
 *     resolveSettings({ port: 0, inbox: 'off' }).inbox // false
 */
export function resolveSettings (given: GivenSettings = {}): Settings {
  const names = settings.map(({ name }) => name)
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(Settings.properties, name)) throw new SettingError(`Unknown setting ${preview(name)}.${didYouMean(name, names)} Settings: ${names.join(', ')}.`)
  }
  const values: Partial<Record<SettingName, unknown>> = {}
  for (const setting of settings) {
    const value = given[setting.name] ?? (setting.schema as { default?: unknown }).default
    if (value !== undefined) values[setting.name] = checked(setting, value, `the setting ${setting.name}`)
  }
  return values as Settings
}

/** The settings of the command: flags win over the environment. An empty flag or variable counts as unset. */
export function loadSettings (flags: Texts = {}, environment: Texts = process.env): Settings {
  const given: Partial<Record<SettingName, unknown>> = {}
  for (const setting of settings) {
    const { name, flag, variable } = setting
    const fromFlag = flags[flag.slice(2)]
    const text = fromFlag || environment[variable]
    if (text) given[name] = checked(setting, valueOfText(setting.schema, text), fromFlag ? flag : variable)
  }
  return resolveSettings(given as GivenSettings)
}

/** A warning for each variable that has the prefix of settings and is none of them: probably a typing error. */
export function unknownVariables (environment: Texts = process.env): string[] {
  const names = settings.map(({ variable }) => variable)
  return Object.keys(environment)
    .filter(name => name.startsWith('MOCK_') && environment[name] && !names.includes(name))
    .map(name => `Unknown environment variable ${preview(name)}.${didYouMean(name, names)} It has no effect.`)
}

function checked (setting: Setting, given: unknown, where: string): unknown {
  const value = forgiven(setting.schema, given)
  if (Check(setting.schema, value)) return value
  const { enum: choices } = setting.schema as { enum?: string[] }
  const allowed = `${choices ? 'one of ' : ''}${setting.allowed.replaceAll('`', '')}`
  throw new SettingError(`Expected ${allowed} for ${where}, got ${setting.isSecret ? `${String(given).length} secret characters` : preview(given)}.${choices && typeof given === 'string' ? didYouMean(given, choices) : ''}`)
}

/** ` Did you mean "port"?`, or nothing if no name is near. A variable is near to its name without the prefix, too. */
function didYouMean (found: string, names: readonly string[]): string {
  const bare = (name: string) => name.replace(/^MOCK_/, '')
  const meant = nearest(bare(found), names.map(bare))
  return meant === undefined ? '' : ` Did you mean ${preview(names.find(name => bare(name) === meant))}?`
}
