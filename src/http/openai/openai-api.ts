/** Routes of the imitated API: each operation under its paths. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Family } from '../../contract/families/family.js'
import type { GetServedModels } from '../../contract/served-models.js'
import type { Dialect } from '../../dialects/dialect.js'
import type { ApiError } from '../../errors/api-error.js'
import type { Exchange } from '../../operations/exchange.js'
import type { Operation } from '../../operations/operation.js'
import { directiveHeader } from '../../rules/directive.js'
import { createImageResponses, refTo } from '../openapi/openapi-routes.js'
import type { createOriginOf } from '../server/public-origin.js'
import { corruptImages, sendWithFault, type SendOptions } from './inject-faults.js'
import { delayReply } from './send.js'
import { andThen, type Awaitable } from '../../stores/awaitable.js'

export interface OpenaiApiOptions extends SendOptions {
  operations: readonly Operation[]
  dialect: Dialect
  /** Runs the checks and returns the first refusal; undefined if the request is valid. */
  runChecks: (exchange: Exchange) => Promise<ApiError | undefined>
  /** How long the response is delayed, in milliseconds. */
  delayOf: (exchange: Exchange) => Awaitable<number>
  originOf: ReturnType<typeof createOriginOf>
  /** Sends a refusal. */
  refuse: (request: FastifyRequest, reply: FastifyReply, error: ApiError) => Awaitable<FastifyReply>
  servedModels: GetServedModels
}

export async function openaiApi (app: FastifyInstance, { operations, ...options }: OpenaiApiOptions): Promise<void> {
  app.removeAllContentTypeParsers()
  // JSON is listed by name as well: Fastify caches the parser of a named type, not that of a wildcard.
  app.addContentTypeParser(['application/json', '*'], { parseAs: 'buffer' }, (_request, bytes, done) => done(null, bytes))
  for (const operation of operations) addOperation(app, operation, options)
}

function addOperation (app: FastifyInstance, operation: Operation, options: Omit<OpenaiApiOptions, 'operations'>): void {
  const { name, path, operationId, summary, requestSchemas, requestExamples } = operation
  const { families } = options.servedModels()
  const handle = createHandler(operation, options)

  for (const url of options.dialect.pathsOf(path)) {
    app.post(url, {
      config: { operation: name },
      schema: {
        operationId,
        tags: ['Images'],
        summary,
        body: { ...refTo(families.flatMap(family => requestSchemas[family.name] ?? [])), 'x-examples': examplesOf(families, requestExamples) },
        response: createImageResponses(families),
        // The OpenAPI document lists each operation once, under the documented path.
        hide: url !== path
      },
      // The contract validates, with OpenAI's wording. Fastify's own validation would coerce values and drop members.
      validatorCompiler: () => () => true,
      // Fastify would refuse a malformed content type at once; the checks refuse it in their own order.
      errorHandler (error, request, reply) {
        if (error.code !== 'FST_ERR_CTP_INVALID_MEDIA_TYPE') throw error
        return handle(request, reply)
      },
      // The response is sent as bytes. Its schema is only published.
      serializerCompiler: () => String
    }, handle)
  }
}

/** Returns the examples of a request body in an OpenAPI document, by family, the newest first. */
function examplesOf (families: readonly Family[], examples: Operation['requestExamples']) {
  return Object.fromEntries(families.toReversed().flatMap(({ name }) => examples[name] ? [[name, { value: examples[name] }]] : []))
}

/** Creates the handler of an operation: checks the request, delays, generates and sends the response. */
function createHandler (operation: Operation, { dialect, runChecks, delayOf, originOf, refuse, ...options }: Omit<OpenaiApiOptions, 'operations'>) {
  return async (request: FastifyRequest, reply: FastifyReply) => {
    const { exchange } = request
    if (Buffer.isBuffer(request.body)) exchange.body = request.body
    exchange.isBodyWhole = true
    exchange.directiveHeader = headerText(request, directiveHeader)
    const refusal = await runChecks(exchange)
    const delayMs = await delayOf(exchange)
    if (delayMs > 0) await delayReply(reply, delayMs, options.closing)
    if (refusal) return refuse(request, reply, refusal)
    const images = await operation.answer(exchange, { origin: originOf(request), isWanted: () => !request.raw.socket.destroyed })
    const fault = exchange.decision?.respond.fault
    const content = fault ? await corruptImages(images, fault) : images
    exchange.outcome = { kind: 'answered', content }
    return andThen(dialect.headers(exchange, 200), headers =>
      sendWithFault(request, reply, { status: 200, headers, parts: dialect.imagesBody(content) }, fault, options))
  }
}

/** All lines of a header as one text. Node decodes headers as Latin-1; clients send UTF-8. */
function headerText ({ raw, headers }: FastifyRequest, name: string): string | undefined {
  if (headers[name] === undefined) return undefined
  const lines = raw.headersDistinct?.[name] ?? [String(headers[name])]
  return Buffer.from(lines.join(' '), 'latin1').toString()
}
