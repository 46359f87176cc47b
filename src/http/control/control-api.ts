/** The control API, below /_mock/: what was asked, what shall go wrong, and a fresh start. */
import type { FastifyInstance } from 'fastify'
import { behaviourPaths, type BehaviourPathsOptions } from './behaviour-routes.js'
import type { ControlAccess } from './control-access.js'
import { describe, done } from './control-schemas.js'
import { compileControlSchema, handleControlError, parseControlBody } from './control-errors.js'
import { entryImages, type EntryImagesOptions } from './journal-images.js'
import { controlEvents, type EventsOptions } from './control-events.js'
import { logControlCall } from '../server/log-line.js'
import { journalPaths, type JournalPathsOptions } from './journal-routes.js'
import { ownerOf } from './key-scope.js'
import { scenarioPaths } from './rule-routes.js'
import { settingsPath, type SettingsPathOptions } from './settings-route.js'
import type { RuleSet } from '../../rules/rule-set.js'

export type ControlApiOptions = JournalPathsOptions & EntryImagesOptions & EventsOptions & BehaviourPathsOptions & {
  ruleSet: RuleSet
  access: ControlAccess
  reset: (owner?: string) => void
  start: SettingsPathOptions
}

export async function controlApi (app: FastifyInstance, options: ControlApiOptions): Promise<void> {
  app.setErrorHandler(handleControlError)
  app.addHook('onRequest', async (request, reply) => {
    options.access.checkSource(request, reply)
    // A preflight carries no key: it asks whether the request that follows may.
    if (request.method !== 'OPTIONS') options.access.checkKey(request, reply)
  })
  app.addHook('onResponse', logControlCall)
  app.options('/_mock/*', async ({ headers: { 'access-control-request-headers': wanted } }, reply) => reply.code(204).headers({
    'access-control-allow-methods': 'GET, HEAD, POST, PATCH, DELETE',
    ...(wanted !== undefined && { 'access-control-allow-headers': wanted }),
    'access-control-max-age': '600'
  }).send())
  app.setValidatorCompiler(compileControlSchema)
  // The schemas document the answers; they do not cut them.
  app.setSerializerCompiler(() => JSON.stringify)
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, parseControlBody)
  journalPaths(app, options)
  entryImages(app, options)
  controlEvents(app, options)
  scenarioPaths(app, options)
  behaviourPaths(app, options)
  settingsPath(app, options.start)

  app.post('/_mock/reset', {
    schema: describe('reset', 'Forgets requests, posted rules, counts and limits; without a key, also what was changed of the standing behaviours. The rules of files stay.', { response: { 204: done('All is as at the start.') } })
  }, async (request, reply) => {
    options.reset(ownerOf(request))
    return reply.code(204).send()
  })
}
