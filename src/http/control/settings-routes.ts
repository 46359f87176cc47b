/** Control API routes of the behaviours, which can change at run time, and of the settings, which cannot. */
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { Behaviours, SomeBehaviours, type RuntimeSettings } from '../../behaviours/runtime-settings.js'
import { jsonResponse, routeSchema } from './control-schemas.js'

export interface SettingsRoutesOptions {
  runtimeSettings: Pick<RuntimeSettings, 'get' | 'set' | 'reset'>
  start: {
    version: string
    /** In milliseconds since 1970. */
    startedMs: number
    /** The settings without their secrets. */
    settings: ReadonlyArray<{ name: string, value: string | number | boolean | null, isDefault: boolean }>
  }
}

const Start = Type.Object({
  version: Type.String({ description: 'The version of openai-images-mock.' }),
  startedAt: Type.String({ description: 'When the mock was started, in ISO 8601.' }),
  settings: Type.Array(Type.Object({
    name: Type.String(),
    value: Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()], { description: 'Null if the setting is unset, `(hidden)` if it is a secret.' }),
    isDefault: Type.Boolean()
  }), { description: 'All settings. For behaviours changed at run time, see `/_mock/behaviours`.' })
})

export function settingsRoutes (app: FastifyInstance, options: SettingsRoutesOptions): void {
  const { runtimeSettings, start: { version, startedMs, settings } } = options
  const response = { 200: jsonResponse('The current behaviours.', Behaviours) }

  app.get('/_mock/behaviours', {
    schema: routeSchema('getBehaviours', 'Returns the current behaviours.', { response })
  }, async () => runtimeSettings.get())

  app.patch<{ Body: Partial<Behaviours> }>('/_mock/behaviours', {
    schema: routeSchema('changeBehaviours', 'Changes the behaviours in the body, all or none of them. The change applies to all callers, even if the call has an API key.', { body: SomeBehaviours, response })
  }, async request => runtimeSettings.set(request.body))

  app.delete('/_mock/behaviours', {
    schema: routeSchema('resetBehaviours', 'Resets the behaviours to the settings of the start, for all callers.', { response })
  }, async () => {
    runtimeSettings.reset()
    return runtimeSettings.get()
  })

  app.get('/_mock/settings', {
    schema: routeSchema('getSettings', 'Returns the version, the time of the start and the settings, without their secrets.', { response: { 200: jsonResponse('How the mock was started.', Start) } })
  }, async () => ({ version, startedAt: new Date(startedMs).toISOString(), settings }))
}
