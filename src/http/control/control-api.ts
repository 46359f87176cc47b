/** The control API below `/_mock/`: access, error handling and parsing for all of its routes, and the reset. */
import type { FastifyInstance } from 'fastify'
import { logControlCall, type Logger } from '../server/log-line.js'
import { ownerOf, type ControlAccess } from './control-access.js'
import { createControlErrorHandler } from './control-errors.js'
import { controlValidator, emptyResponse, parseControlBody, routeSchema } from './control-schemas.js'
import { eventRoutes, type EventRoutesOptions } from './event-routes.js'
import { journalImageRoutes, type JournalImageRoutesOptions } from './journal-image-routes.js'
import { journalRoutes, type JournalRoutesOptions } from './journal-routes.js'
import { metricsRoutes, type MetricsRoutesOptions } from './metrics-routes.js'
import { modelRoutes, type ModelRoutesOptions } from './model-routes.js'
import { reportRoutes, type ReportRoutesOptions } from './report-routes.js'
import { ruleRoutes, type RuleRoutesOptions } from './rule-routes.js'
import { settingsRoutes, type SettingsRoutesOptions } from './settings-routes.js'
import { uploadRoutes, type UploadRoutesOptions } from './upload-routes.js'
import type { Awaitable } from '../../stores/awaitable.js'

type RouteOptions =
  JournalRoutesOptions & JournalImageRoutesOptions & UploadRoutesOptions & EventRoutesOptions & ModelRoutesOptions & ReportRoutesOptions &
  MetricsRoutesOptions & SettingsRoutesOptions & RuleRoutesOptions

export type ControlApiOptions = RouteOptions & {
  access: ControlAccess
  reset: (owner?: string) => Awaitable<void>
  /** Default: changes are not logged, and internal errors go to standard error. */
  log: Logger | undefined
}

export async function controlApi (app: FastifyInstance, options: ControlApiOptions): Promise<void> {
  const { access, reset, log } = options
  app.setErrorHandler(createControlErrorHandler(log))
  app.addHook('onRequest', async (request, reply) => {
    access.checkSource(request, reply)
    // Browsers send no key with a preflight.
    if (request.method !== 'OPTIONS') access.checkKey(request, reply)
  })
  if (log) app.addHook('onResponse', async (request, reply) => logControlCall(log, request, reply))
  app.options('/_mock/*', async ({ headers: { 'access-control-request-headers': requestedHeaders } }, reply) => reply.code(204).headers({
    'access-control-allow-methods': 'GET, HEAD, POST, PATCH, DELETE',
    ...(requestedHeaders !== undefined && { 'access-control-allow-headers': requestedHeaders }),
    'access-control-max-age': '600'
  }).send())
  app.setValidatorCompiler(controlValidator(options.customParameters))
  // The response schemas are only published: all members are sent.
  app.setSerializerCompiler(() => JSON.stringify)
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, parseControlBody)
  journalRoutes(app, options)
  journalImageRoutes(app, options)
  uploadRoutes(app, options)
  eventRoutes(app, options)
  ruleRoutes(app, options)
  reportRoutes(app, options)
  metricsRoutes(app, options)
  modelRoutes(app, options)
  settingsRoutes(app, options)

  app.post('/_mock/reset', {
    schema: routeSchema('reset', 'Resets the mock: deletes recorded requests and posted rules and resets counters and limits. Without an API key, it also resets the behaviours. Rules of files are kept.', { response: { 204: emptyResponse('The mock was reset.') } })
  }, async (request, reply) => {
    await reset(ownerOf(request))
    return reply.code(204).send()
  })
}
