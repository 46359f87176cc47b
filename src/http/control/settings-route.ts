/** The control API's path of the settings: the values that the mock was started with, and when that was. */
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { answer, describe } from './control-schemas.js'

const Start = Type.Object({
  version: Type.String({ description: 'The version of openai-images-mock.' }),
  startedAt: Type.String({ description: 'When the mock was started, in ISO 8601.' }),
  settings: Type.Array(Type.Object({
    name: Type.String(),
    value: Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()], { description: 'Null if the setting is unset, `(hidden)` if it is a secret.' }),
    isDefault: Type.Boolean()
  }), { description: 'Every setting. Behaviours that were changed at run time are at `/_mock/behaviours`.' })
})

export interface SettingsPathOptions {
  version: string
  /** In milliseconds since 1970. */
  startedMs: number
  /** The settings without their secrets. */
  settings: ReadonlyArray<{ name: string, value: string | number | boolean | null, isDefault: boolean }>
}

export function settingsPath (app: FastifyInstance, { version, startedMs, settings }: SettingsPathOptions): void {
  app.get('/_mock/settings', {
    schema: describe('getSettings', 'Returns the version, the time of the start and the settings, without their secrets.', { response: { 200: answer('How the mock was started.', Start) } })
  }, async () => ({ version, startedAt: new Date(startedMs).toISOString(), settings }))
}
