/** The app: makes each stateful thing once and joins the rooms. All of Fastify's options live here. */
import cors from '@fastify/cors'
import Fastify, { LogController, type FastifyBaseLogger, type FastifyInstance, type FastifyRequest, type FastifyServerOptions } from 'fastify'
import { createAuth } from './behaviours/auth.js'
import { resolveSettings } from './config/load-settings.js'
import { packageVersion } from './config/package-version.js'
import { byteCount, keyList, milliseconds } from './config/quantities.js'
import type { Settings } from './config/settings.js'
import { createValidate } from './contract/validate.js'
import { createDeliver } from './delivery/deliver.js'
import { createSignedUrls } from './delivery/signed-url.js'
import { createGenerate } from './generate.js'
import { answerBrokenRequest } from './http/broken-request.js'
import { controlApi } from './http/control-api.js'
import { createErrorHandler, handleNotFound } from './http/error-handler.js'
import { closeGracefully } from './http/graceful-close.js'
import { imageFiles } from './http/image-files.js'
import { openaiApi } from './http/openai-api.js'
import { serveOpenapiDocuments } from './http/openapi-document.js'
import { createOriginOf } from './http/origin.js'
import { createRequestIds } from './http/request-id.js'
import { logAnswer } from './http/request-log.js'
import { createRenderer } from './pictures/render.js'

export interface AppOptions {
  /** Where log lines go. Absent: to standard output where `logLevel` was given, otherwise nowhere. */
  logger?: FastifyBaseLogger
  /** The clock, in milliseconds since 1970. Default `Date.now`. */
  now?: () => number
}

/**
 * Builds the mock without listening: for `inject`, or to be mounted by a host of one's own.
 * Throws a SettingError for a setting that is unknown or out of range.
 */
export function buildApp (given: Partial<Settings> = {}, { logger, now = Date.now }: AppOptions = {}): FastifyInstance {
  const settings = resolveSettings(given)
  const renderer = createRenderer({ cacheBytes: byteCount(settings.cacheBytes) })
  const signedUrls = createSignedUrls({ signingKey: settings.signingKey, ttlMs: milliseconds(settings.urlTtl) })
  const generate = createGenerate({
    validate: createValidate(settings),
    deliver: createDeliver({ renderer, signedUrls, now })
  })
  const log = logger ? { loggerInstance: logger } : given.logLevel ? { logger: { level: given.logLevel } } : {}
  const app = createFastify(byteCount(settings.bodyLimit), log)

  app.register(cors, { delegator: createCorsRule(settings.imageCors) })
  serveOpenapiDocuments(app, { version: packageVersion })
  app.register(controlApi, { version: packageVersion })
  app.register(imageFiles, { signedUrls, renderer, now })
  app.register(openaiApi, {
    generate,
    authenticate: createAuth(keyList(settings.apiKeys)),
    originOf: createOriginOf(settings.publicUrl)
  })
  return app
}

function createFastify (bodyLimitBytes: number, log: Pick<FastifyServerOptions, 'logger' | 'loggerInstance'>): FastifyInstance {
  const handleError = createErrorHandler({ bodyLimitBytes })
  const app: FastifyInstance = Fastify({
    bodyLimit: bodyLimitBytes,
    // A slow sender has this long for its whole request; Node looks once a second.
    requestTimeout: 30_000,
    http: { headersTimeout: 15_000, connectionsCheckingInterval: 1_000 },
    routerOptions: { maxParamLength: 4_096 },
    genReqId: createRequestIds(),
    ...log,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    // Whoever comes while the mock closes is still served, on a connection that ends with it.
    return503OnClosing: false,
    clientErrorHandler: answerBrokenRequest,
    frameworkErrors: handleError
  })
  app.decorateRequest('refusal', undefined)
  app.setErrorHandler(handleError)
  app.setNotFoundHandler(handleNotFound)
  app.addHook('onResponse', logAnswer)
  closeGracefully(app)
  // A URL that is not served is refused for that, whatever its body.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, _payload, done) => done(null))
  return app
}

/** A browser front end may call the API; what the storage of the images sends is a setting. */
function createCorsRule (imageCors: boolean) {
  return async (request: FastifyRequest) => {
    if (request.url.startsWith('/private/')) return { origin: imageCors && '*' }
    return { origin: '*', exposedHeaders: ['x-request-id'], methods: ['GET', 'HEAD', 'POST', 'DELETE'], strictPreflight: false, maxAge: 600 }
  }
}
