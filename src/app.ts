/** The app: the rooms behind their doors. All of Fastify's options live here. */
import { setMaxListeners } from 'node:events'
import { join } from 'node:path'
import cors from '@fastify/cors'
import Fastify, { type FastifyInstance } from 'fastify'
import { byteCount } from './text/units.js'
import { resolveSettings } from './config/load-settings.js'
import { shownSettings } from './config/setting-values.js'
import { packageFolder, packageVersion } from './config/package.js'
import type { GivenSettings, Settings } from './config/settings.js'
import { followRuleFiles } from './follow-rule-files.js'
import { createBrokenRequestHandler, refuseConnect } from './http/server/broken-request.js'
import { compilersOnDemand } from './http/server/compilers-on-demand.js'
import { createControlAccess } from './http/control/control-access.js'
import { controlApi } from './http/control/control-api.js'
import { createErrorResponses, type ErrorResponses } from './http/server/error-handler.js'
import { closeGracefully } from './http/server/graceful-close.js'
import { health } from './http/server/health.js'
import { imageFiles } from './http/images/image-files.js'
import { inboxPage } from './http/inbox/inbox-page.js'
import type { Logger } from './http/server/log-line.js'
import { openaiApi } from './http/openai/openai-api.js'
import { serveOpenapiDocuments } from './http/openapi/openapi-routes.js'
import { createOriginOf } from './http/server/public-origin.js'
import { createTargetOf } from './http/server/request-target.js'
import { createRecorder } from './http/server/record.js'
import { createRequestIds } from './http/server/request-id.js'
import { readBodyPrefix } from './http/server/read-body-prefix.js'
import { defaultTimings, type Timings } from './http/server/timings.js'
import { createLogger } from './logging/logger.js'
import type { MockApp } from './mock-app.js'
import { createServices, type Services } from './services.js'

export interface AppOptions {
  /** Where log lines go. Absent: to standard output where `logLevel` was given, otherwise nowhere. */
  logger?: Logger
  /** The clock, in milliseconds since 1970. Default `Date.now`. */
  now?: () => number
  /** Where the built inbox lies. Default: in the package. */
  inboxFolder?: string
  /** How long slow and broken clients are waited for, and how slowly `fault: drip` sends. */
  timings?: Partial<Timings>
  /**
   * Adds hooks, plugins and routes of your own to the Fastify instance, before the mock adds its routes.
   *
   * Hooks run for every request that is valid HTTP and whose URL can be decoded: requests to the API, image downloads,
   * the control API and the inbox. The headers that they set are part of every response, whatever its status.
   * `onSend` receives text as a string, an image file as a Buffer and a response with base64 as a stream; remove
   * `content-length` before you replace a stream. It does not run for event streams and for responses that a fault
   * cuts off: `truncate` and `asset: reset` send the headers set before, `reset`, `empty` and `hang` send nothing.
   *
   * @example
   * await startImageMock({ port: 0 }, {
   *   configure: app => { app.addHook('onSend', async (request, reply) => { reply.header('x-served-by', 'mock') }) }
   * })
   */
  configure?: (app: MockApp) => void
}

/**
 * Builds the mock without listening: for `inject`, or to be mounted by a host of one's own.
 *
 * Throws a SettingError for a setting that is unknown or out of range; `ready()` rejects where a rule file is bad.
 */
export function buildApp (given: GivenSettings = {}, options: AppOptions = {}): MockApp {
  return assemble(given, options).app
}

/**
 * The app, and the rooms behind it.
 * @internal
 */
export function assemble (given: GivenSettings, options: AppOptions): { app: FastifyInstance, services: Services } {
  const { logger, now = Date.now, inboxFolder, timings: someTimings, configure } = options
  const settings = resolveSettings(given)
  const services = createServices(settings, now)
  const bodyLimitBytes = byteCount(settings.bodyLimit)
  const timings = { ...defaultTimings, ...someTimings }
  const closing = new AbortController()
  // As many wait for it as there are delays and hanging requests.
  setMaxListeners(0, closing.signal)
  const { dialect, operations } = services
  const recordRequest = createRecorder({ ...services, now })
  const errorResponses = createErrorResponses({
    dialect,
    bodyLimitBytes,
    operationPaths: new Set(operations.flatMap(({ path }) => dialect.pathsOf(path))),
    timings,
    closing: closing.signal
  })
  const app: FastifyInstance = Fastify({
    ...limits(bodyLimitBytes, timings),
    schemaController: { compilersFactory: compilersOnDemand },
    genReqId: createRequestIds(),
    rewriteUrl: createTargetOf(settings.publicUrl),
    // Whoever comes while the mock closes is still served, on a connection that ends with it.
    return503OnClosing: false,
    clientErrorHandler: createBrokenRequestHandler(timings),
    // A URL that cannot be decoded passes no hook.
    frameworkErrors: (_error, request, reply) => recordRequest(request, reply, () => errorResponses.handleNotFound(request, reply))
  })
  // An expectation that Node does not know is no reason to refuse.
  app.server.on('checkExpectation', (request, response) => app.routing(request, response))
  app.setErrorHandler(errorResponses.handleError)
  app.setNotFoundHandler(errorResponses.handleNotFound)
  app.decorateRequest('exchange')
  // Fastify itself gets no logger: its child and two listeners for each request cost an eighth of a url answer.
  app.decorate('mockLog', logger ?? (given.logLevel ? createLogger(settings) : undefined))
  refuseConnect(app.server, { log: app.mockLog, ...timings })
  app.addHook('onRequest', recordRequest)
  closeGracefully(app, () => {
    closing.abort()
    services.journal.close()
  })
  app.addHook('onClose', services.renderer.close)
  if (settings.scenarios !== undefined) followRuleFiles(app, settings.scenarios, services)
  // A URL that is not served is refused for that, whatever its body.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', readBodyPrefix)
  configure?.(app)
  openDoors(app, settings, services, { now, timings, closing: closing.signal, inboxFolder, refuse: errorResponses.refuse })
  return { app, services }
}

function limits (bodyLimit: number, { headersTimeoutMs, requestTimeoutMs, timeoutCheckMs }: Timings) {
  return {
    bodyLimit,
    requestTimeout: requestTimeoutMs,
    // A request without a Host header is served: its image URLs name the address that it came to.
    http: { headersTimeout: headersTimeoutMs, connectionsCheckingInterval: timeoutCheckMs, requireHostHeader: false }
  }
}

interface DoorOptions {
  now: () => number
  timings: Timings
  closing: AbortSignal
  inboxFolder: string | undefined
  refuse: ErrorResponses['refuse']
}

function openDoors (app: FastifyInstance, settings: Settings, services: Services, options: DoorOptions): void {
  const { now, timings, closing, refuse, inboxFolder = join(packageFolder, 'dist/inbox') } = options
  const originOf = createOriginOf(settings.publicUrl)
  app.register(preflight)
  serveOpenapiDocuments(app, { version: packageVersion, originOf, pageFolder: join(packageFolder, 'dist/docs') })
  app.register(health, { version: packageVersion, load: services.renderer.load })
  const access = createControlAccess(settings)
  const start = { version: packageVersion, startedMs: now(), settings: shownSettings(settings) }
  if (settings.controlApi) app.register(controlApi, { ...services, access, start, closing })
  if (settings.controlApi && settings.inbox) app.register(inboxPage, { folder: inboxFolder, access })
  app.register(imageFiles, { ...services, now, timings, closing, cors: settings.imageCors })
  app.register(openaiApi, { ...services, originOf, refuse, timings, closing })
}

/** Answers every preflight but those of the control API. In a scope of its own, since its hook costs each request more than the headers do. */
async function preflight (app: FastifyInstance): Promise<void> {
  await app.register(cors, { origin: '*', methods: ['GET', 'HEAD', 'POST', 'PATCH', 'DELETE'], strictPreflight: false, maxAge: 600 })
}
