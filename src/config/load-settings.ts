/** From what the user gave to Settings: defaults, then the environment, then flags. */
import { Check } from 'typebox/value'
import { giveOneOf, show } from '../checking/wording.js'
import { Settings, settings, type Setting, type SettingName } from './settings.js'

/** A value that a setting does not take; its message is one line for the user. */
export class SettingError extends Error {
  override readonly name = 'SettingError'
}

type Given = Partial<Record<SettingName, unknown>>

/** The settings of a program: what was given in code, and the defaults for the rest. Throws a SettingError. */
export function resolveSettings (given: Partial<Settings> = {}): Settings {
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(Settings.properties, name)) {
      throw new SettingError(`Failed to read the settings: found ${show(name)}. Please ${giveOneOf(settings.map(({ name }) => name), name)}.`)
    }
  }
  const values: Given = {}
  for (const setting of settings) {
    const value = given[setting.name] ?? (setting.schema as { default?: unknown }).default
    if (value !== undefined) values[setting.name] = checked(setting, value, 'the settings')
  }
  return values as Settings
}

/** The settings of the command: flags win over the environment. An empty variable counts as unset. */
export function loadSettings (
  flags: Readonly<Record<string, string | undefined>> = {},
  environment: Readonly<Record<string, string | undefined>> = process.env
): Settings {
  const given: Given = {}
  for (const setting of settings) {
    const { name, flag, variable } = setting
    const fromFlag = flags[flag.slice(2)]
    const text = fromFlag ?? (environment[variable] || undefined)
    if (text === undefined) continue
    given[name] = checked(setting, fromText(setting, text), fromFlag === undefined ? variable : flag)
  }
  return resolveSettings(given as Partial<Settings>)
}

function checked (setting: Setting, value: unknown, source: string): unknown {
  if (Check(setting.schema, value)) return value
  throw new SettingError(
    `Failed to read the setting ${setting.name}: found ${show(value)} in ${source}. Please give ${setting.allowed.replaceAll('`', '')}.`)
}

function fromText ({ schema }: Setting, text: string): unknown {
  const { type, anyOf = [] } = schema as { type?: string, anyOf?: Array<{ type?: string }> }
  const types = [type, ...anyOf.map(({ type }) => type)]
  if (types.includes('number') && /^(\d+\.?|\d*\.\d+)$/.test(text)) return Number(text)
  if (types.includes('integer') && /^-?\d+$/.test(text)) return Number(text)
  if (types.includes('boolean') && /^(true|false)$/.test(text)) return text === 'true'
  return text
}
