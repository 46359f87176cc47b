/** Values derived from settings: the list of API keys, the host to connect to, and what the control API shows. */
import { settings, type Settings } from './settings.js'

/** Converts `apiKeys` to `any` or a list. */
export function keyList (apiKeys: string | string[] | undefined): 'any' | string[] | undefined {
  return apiKeys === undefined || apiKeys === 'any' ? apiKeys as 'any' | undefined : listOf(apiKeys)
}

/** The members of a list, which may be text with commas. */
export function listOf (list: string | string[]): string[] {
  return Array.isArray(list) ? list : list.split(',').map(member => member.trim()).filter(Boolean)
}

/** Returns the host name under which this machine reaches a server that listens on `host`. */
export function reachableHost (host: string): string {
  if (host === '0.0.0.0' || host === '::' || host === '::0') return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}

export interface ShownSetting {
  name: string
  /** Null if it is unset. Lists are joined by commas, and a secret is `(hidden)`. */
  value: string | number | boolean | null
  /** Whether the value is the setting's default. */
  isDefault: boolean
}

/** Returns every setting in the order of the schema. */
export function shownSettings (values: Settings): ShownSetting[] {
  return settings.map(({ name, schema, isSecret }) => {
    const value = values[name]
    const { default: byDefault } = schema as { default?: unknown }
    return { name, value: value === undefined ? null : isSecret ? '(hidden)' : Array.isArray(value) ? value.join(', ') : value, isDefault: value === byDefault }
  })
}
