/** Builds the Fastify app: its options, hooks and routes. */
import { setMaxListeners } from 'node:events'
import { join } from 'node:path'
import cors from '@fastify/cors'
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import { resolveSettings } from './config/load-settings.js'
import { packageFolder, packageVersion } from './config/package.js'
import type { GivenSettings, Settings } from './config/settings.js'
import { listOf, shownSettings } from './config/setting-values.js'
import { followModelsFiles } from './follow-models-files.js'
import { followRuleFiles } from './follow-rule-files.js'
import { createControlAccess } from './http/control/control-access.js'
import { controlApi } from './http/control/control-api.js'
import { imageFiles } from './http/images/image-files.js'
import { inboxPage } from './http/inbox/inbox-page.js'
import { modelsApi } from './http/openai/models-api.js'
import { hasEnded, openaiApi } from './http/openai/openai-api.js'
import { watchOnSendHooks } from './http/openai/send.js'
import { openapiRoutes } from './http/openapi/openapi-routes.js'
import { createBrokenRequestHandler, refuseConnect } from './http/server/broken-request.js'
import { createErrorResponses, type ErrorResponses } from './http/server/error-handler.js'
import { closeGracefully } from './http/server/graceful-close.js'
import { health } from './http/server/health.js'
import type { Logger } from './http/server/log-line.js'
import { createOriginOf } from './http/server/public-origin.js'
import { createRecorder, createRequestIds, type Recorder } from './http/server/recorder.js'
import { readBodyPrefix } from './http/server/request-body.js'
import { createTargetOf } from './http/server/request-target.js'
import { defaultTimings, serverOptions, type Timings } from './http/server/server-options.js'
import { createLogger } from './logging/logger.js'
import { createMetrics, type Metrics } from './metrics/metrics.js'
import type { MockApp } from './mock-app.js'
import { createServices, type Services } from './services.js'
import { byteCount } from './text/units.js'
import type { Stores } from './stores/stores.js'

/** Options of `buildApp` and `startImageMock` that are not settings: values that only a program can pass. */
export interface AppOptions {
  /** Receives the log lines. Default: a logger to standard output if `logLevel` is set, otherwise none. */
  logger?: Logger
  /** Returns the time in milliseconds since 1970. Default: `Date.now`. */
  now?: () => number
  /** The folder of the built inbox. Default: the one in the package. */
  inboxFolder?: string
  /**
   * Stores for the uses of rules, random sequences and rate limits. Default: in memory.
   * @internal
   */
  stores?: Stores
  /** Timeouts for slow and broken clients, and the interval of `fault: drip`, in milliseconds. */
  timings?: Partial<Timings>
  /**
   * Adds hooks, plugins and routes of your own to the Fastify instance, before the mock adds its routes.
   *
   * Hooks run for every request that is valid HTTP and whose URL can be decoded: requests to the API, image downloads,
   * the control API and the inbox. The headers that they set are part of every response, whatever its status.
   * `onSend` receives text as a string, an image file as a Buffer and a response with base64 as a stream; remove
   * `content-length` before you replace a stream. It does not run for event streams and for responses that a fault
   * cuts off: `truncate` and `asset: reset` send the headers set before, `reset`, `empty`, `hang` and `lost` send nothing.
   *
   * @example
   * await startImageMock({}, {
   *   configure: app => { app.addHook('onSend', async (request, reply) => { reply.header('x-served-by', 'mock') }) }
   * })
   */
  configure?: (app: MockApp) => void
}

/**
 * Builds the mock without listening, for `inject` or for your own server.
 *
 * Throws a SettingError for a setting that is unknown or out of range. `ready()` rejects if a rule file or a models file is invalid.
 *
 * @example
 * const app = buildApp({ apiKeys: 'any' })
 * const response = await app.inject({ method: 'POST', url: '/v1/images/generations', headers: { authorization: 'Bearer sk-test' }, payload: { prompt: 'An otter' } })
 */
export function buildApp (given: GivenSettings = {}, options: AppOptions = {}): MockApp {
  return assemble(given, options).app
}

/**
 * Builds the app and returns it with its services.
 * @internal
 */
export function assemble (given: GivenSettings, options: AppOptions): { app: FastifyInstance, services: Services } {
  const { now = Date.now, inboxFolder = join(packageFolder, 'dist/inbox'), configure } = options
  const settings = resolveSettings(given)
  const services = createServices(settings, now, options.stores)
  const bodyLimitBytes = byteCount(settings.bodyLimit)
  const timings = { ...defaultTimings, ...options.timings }
  // Fastify itself gets no logger: its child logger and two listeners for each request take an eighth of a url response.
  const log = options.logger ?? (given.logLevel ? createLogger(settings) : undefined)
  const closing = new AbortController()
  // Each delayed and each hanging request adds a listener.
  setMaxListeners(0, closing.signal)
  const { dialect, operations } = services
  const metrics = createMetrics({ ...services, version: packageVersion, startedMs: now() })
  const recorder = createRecorder({ ...services, ...settings, metrics, now, log })
  const errorResponses = createErrorResponses({
    dialect,
    bodyLimitBytes,
    operationPaths: new Set(operations.flatMap(({ path }) => dialect.pathsOf(path))),
    hasEnded: path => operations.some(operation =>
      dialect.pathsOf(operation.path).includes(path) && hasEnded(operation, services.servedModels)),
    log,
    timings,
    closing: closing.signal
  })
  const app: FastifyInstance = Fastify({
    ...serverOptions(bodyLimitBytes, timings),
    genReqId: createRequestIds(),
    rewriteUrl: createTargetOf(settings.publicUrl, () => services.customModels.get().pathPrefixes),
    clientErrorHandler: createBrokenRequestHandler(timings),
    // Fastify runs no hooks for a URL that cannot be decoded.
    frameworkErrors: (_error, request, reply) => recorder.onRequest(request, reply, () => errorResponses.handleNotFound(request, reply))
  })
  // Requests with an Expect header that Node does not know are served like others.
  app.server.on('checkExpectation', (request, response) => app.routing(request, response))
  app.setErrorHandler(errorResponses.handleError)
  app.setNotFoundHandler(errorResponses.handleNotFound)
  app.decorateRequest('exchange')
  watchOnSendHooks(app)
  refuseConnect(app.server, { log, ...timings })
  app.addHook('onRequest', recorder.onRequest)
  closeGracefully(app, () => {
    closing.abort()
    services.journal.close()
  })
  app.addHook('onClose', services.renderer.close)
  const following = { log, pollMs: timings.filePollMs }
  // First, since rules may match parameters of the models.
  if (settings.modelsFile !== undefined) followModelsFiles(app, listOf(settings.modelsFile), services, following)
  if (settings.scenarios !== undefined) followRuleFiles(app, settings.scenarios, services, following)
  // A URL that is not served is refused as such, whatever its body.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', readBodyPrefix)
  configure?.(app)
  if (services.servesNoModel()) log?.warn(noModelWarning(settings))
  registerRoutes(app, settings, services, {
    now, timings, closing: closing.signal, log, inboxFolder, metrics, refuse: errorResponses.refuse, announceOpen: recorder.announceOpen
  })
  return { app, services }
}

function noModelWarning ({ models, asOf }: Settings): string {
  const named = models === undefined ? 'any model' : `a model that models names (${String(models)})`
  return `No model is served: OpenAI did not serve ${named} on the day of asOf, ${asOf}. Change ${models === undefined ? '' : 'models or '}asOf.`
}

interface RouteOptions {
  now: () => number
  timings: Timings
  closing: AbortSignal
  log: Logger | undefined
  inboxFolder: string
  metrics: Metrics
  refuse: ErrorResponses['refuse']
  announceOpen: Recorder['announceOpen']
}

function registerRoutes (app: FastifyInstance, settings: Settings, services: Services, options: RouteOptions): void {
  const { now, inboxFolder, log } = options
  const originOf = createOriginOf(settings.publicUrl)
  app.register(preflight)
  app.register(openapiRoutes, { originOf, folder: join(packageFolder, 'dist'), controlApi: settings.controlApi, servedModels: services.servedModels })
  app.register(health, { version: packageVersion, load: services.renderer.load })
  const access = createControlAccess(settings, log)
  const start = { version: packageVersion, startedMs: now(), settings: shownSettings(settings) }
  const rootUrlOf = (request: FastifyRequest) => `${originOf(request).replace(/\/v1$/, '')}/`
  const inboxUrlOf = (request: FastifyRequest) => settings.inbox ? rootUrlOf(request) : undefined
  if (settings.controlApi) app.register(controlApi, { ...services, ...options, access, start, rootUrlOf, inboxUrlOf })
  if (settings.controlApi && settings.inbox) app.register(inboxPage, { folder: inboxFolder, access, log, rootUrlOf, now })
  app.register(imageFiles, { ...services, ...options, cors: settings.imageCors })
  app.register(openaiApi, { ...services, ...options, originOf, uploadLimitBytes: byteCount(settings.uploadLimit), keepFiles: settings.journalUploads === 'full' })
  app.register(modelsApi, { ...services, ...options })
}

/** Responds to preflights, except those of the control API. The plugin has its own scope, since its hook would slow down every request. */
async function preflight (app: FastifyInstance): Promise<void> {
  await app.register(cors, { origin: '*', methods: ['GET', 'HEAD', 'POST', 'PATCH', 'DELETE'], strictPreflight: false, maxAge: 600 })
}
