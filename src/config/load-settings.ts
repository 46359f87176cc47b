/** Loader of settings: flags take precedence over the environment, and both over the defaults. */
import { Check } from 'typebox/value'
import { SettingError } from '../behaviours/setting-error.js'
import { didYouMean, expectedMessage, preview } from '../text/messages.js'
import { canonicalValue, valueOfText } from './value-spellings.js'
import { Settings, settings, type GivenSettings, type Setting, type SettingName } from './settings.js'

type Texts = Readonly<Record<string, string | undefined>>

/**
 * Returns the settings given in code, with defaults for the others. Throws a SettingError.
 *
 *     resolveSettings({ inbox: 'off' }).inbox // false
 */
export function resolveSettings (given: GivenSettings = {}): Settings {
  const names = settings.map(({ name }) => name)
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(Settings.properties, name)) throw new SettingError(`Unknown setting ${preview(name)}.${didYouMean(name, names)} Settings: ${names.join(', ')}.`)
  }
  const values: Partial<Record<SettingName, unknown>> = {}
  for (const setting of settings) {
    const value = given[setting.name] ?? (setting.schema as { default?: unknown }).default
    if (value !== undefined) values[setting.name] = checkValue(setting, value, `the setting ${setting.name}`)
  }
  if (values.fetchImages === true && values.fetchHosts === undefined) {
    throw new SettingError('Expected hosts such as localhost for the setting fetchHosts, since fetchImages is on, got none. No other host is fetched from.')
  }
  if (values.strict === true) applyStrict(values, given)
  // The published schema takes unknown members.
  if (values.validation === 'schema' && given.unknownParameters === undefined) values.unknownParameters = 'ignore'
  return values as Settings
}

/** The values of other settings with `strict`. */
const strictValues = { unknownModels: 'reject', unknownParameters: 'reject', validation: 'model' } as const

/** Throws a SettingError for a setting that was given another value. */
function applyStrict (values: Partial<Record<SettingName, unknown>>, given: GivenSettings): void {
  values.apiKeys ??= 'any'
  for (const [name, value] of Object.entries(strictValues) as Array<[keyof typeof strictValues, string]>) {
    if (given[name] !== undefined && values[name] !== value) {
      throw new SettingError(`Expected ${value} for the setting ${name}, since strict is on, got ${preview(values[name])}. Remove one of the two.`)
    }
    values[name] = value
  }
}

/** Returns the settings of the command: flags take precedence over the environment. An empty flag or variable counts as unset. */
export function loadSettings (flags: Texts = {}, environment: Texts = process.env): Settings {
  const given: Partial<Record<SettingName, unknown>> = {}
  for (const setting of settings) {
    const { name, flag, variable } = setting
    const fromFlag = flags[flag.slice(2)]
    const text = fromFlag || environment[variable]
    if (text) given[name] = checkValue(setting, valueOfText(setting.schema, text), fromFlag ? flag : variable)
  }
  return resolveSettings(given as GivenSettings)
}

/** Returns the texts of some settings in the environment, by variable. */
export function variablesOf (names: readonly SettingName[], environment: Texts = process.env): Texts {
  return Object.fromEntries(settings.filter(({ name }) => names.includes(name)).map(({ variable }) => [variable, environment[variable]]))
}

/** Returns a warning for each variable that begins with `MOCK_` but is not a setting: probably a typing error. */
export function unknownVariables (environment: Texts = process.env): string[] {
  const names = settings.map(({ variable }) => variable)
  return Object.keys(environment)
    .filter(name => name.startsWith('MOCK_') && environment[name] && !names.includes(name))
    .map(name => `Unknown environment variable ${preview(name)}.${didYouMean(name, names, name => name.replace(/^MOCK_/, ''))} It has no effect.`)
}

function checkValue (setting: Setting, given: unknown, where: string): unknown {
  const value = canonicalValue(setting.schema, given)
  if (Check(setting.schema, value)) return value
  const { enum: choices } = setting.schema as { enum?: string[] }
  const expected = `${choices ? 'one of ' : ''}${setting.allowed.replaceAll('`', '')}`
  if (setting.isSecret) throw new SettingError(`Expected ${expected} for ${where}, got ${String(given).length} secret characters.`)
  throw new SettingError(expectedMessage({ expected, where, got: given, choices: choices ?? [] }))
}
