/** The settings as the control API shows them: with their values, without their secrets. */
import { settings, type Settings } from './settings.js'

export interface ShownSetting {
  name: string
  /** Null if it is unset. Lists are joined by commas, and a secret is `(hidden)`. */
  value: string | number | boolean | null
  /** Whether the value is the setting's default. */
  isDefault: boolean
}

/** Every setting in the order of the schema. */
export function shownSettings (values: Settings): ShownSetting[] {
  return settings.map(({ name, schema, isSecret }) => {
    const value = values[name]
    const { default: byDefault } = schema as { default?: unknown }
    return { name, value: value === undefined ? null : isSecret ? '(hidden)' : Array.isArray(value) ? value.join(', ') : value, isDefault: value === byDefault }
  })
}
