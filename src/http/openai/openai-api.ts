/** Routes of the imitated API: each operation under its paths. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Family } from '../../contract/families/family.js'
import type { GetServedModels } from '../../contract/served-models.js'
import type { Dialect } from '../../dialects/dialect.js'
import type { ApiError } from '../../errors/api-error.js'
import { endedOperation } from '../../errors/catalogue.js'
import type { Exchange } from '../../operations/exchange.js'
import { forgetFiles } from '../../operations/forget-files.js'
import type { Operation } from '../../operations/operation.js'
import { countPartials } from '../../operations/responder.js'
import { directiveHeader } from '../../rules/directive.js'
import { createImageResponses, refTo } from '../openapi/openapi-routes.js'
import { logInternalError, type Logger } from '../server/log-line.js'
import type { createOriginOf } from '../server/public-origin.js'
import { corruptImages, sendWithFault, type SendOptions } from './inject-faults.js'
import { createUploadReader, type UploadReader, type UploadReaderOptions } from './read-upload.js'
import { delayReply } from './send.js'
import { sendStream } from './send-stream.js'
import { billIfBegun, sendUnsent, unsentFaultOf } from './unsent-answers.js'
import { andThen, type Awaitable } from '../../stores/awaitable.js'

export interface OpenaiApiOptions extends SendOptions {
  timings: SendOptions['timings'] & UploadReaderOptions['timings']
  operations: readonly Operation[]
  dialect: Dialect
  /** How long the response is delayed, in milliseconds. */
  delayOf: (exchange: Exchange) => Awaitable<number>
  /** The time between two events of a stream, in milliseconds; undefined if no rule sets it. */
  partialDelayOf: (exchange: Exchange) => Awaitable<number | undefined>
  originOf: ReturnType<typeof createOriginOf>
  /** Sends a refusal. */
  refuse: (request: FastifyRequest, reply: FastifyReply, error: ApiError) => Awaitable<FastifyReply>
  /** Called whenever a stream has sent an event. */
  announceOpen: (request: FastifyRequest, reply: FastifyReply) => void
  servedModels: GetServedModels
  /** Where internal errors are logged. Default: standard error. */
  log: Logger | undefined
  /** The maximum length of a body with images, in bytes. */
  uploadLimitBytes: number
  /** Whether the journal keeps uploaded files. */
  keepFiles: boolean
}

type OperationOptions = Omit<OpenaiApiOptions, 'operations' | 'uploadLimitBytes'>

export async function openaiApi (app: FastifyInstance, { operations, uploadLimitBytes, ...options }: OpenaiApiOptions): Promise<void> {
  app.removeAllContentTypeParsers()
  // JSON is listed by name as well: Fastify caches the parser of a named type, not that of a wildcard.
  app.addContentTypeParser(['application/json', '*'], { parseAs: 'buffer' }, (_request, bytes, done) => done(null, bytes))
  const uploads = createUploadReader({ limitBytes: uploadLimitBytes, timings: options.timings })
  for (const operation of operations) {
    if (acceptsForms(operation)) app.register(async scope => addUploadOperation(scope, operation, uploads, options))
    else addOperation(app, operation, options)
  }
}

function acceptsForms ({ requestSchemas }: Operation): boolean {
  return requestSchemas['multipart/form-data'] !== undefined
}

/** Adds an operation whose body may have images. Its body is read as a stream. */
function addUploadOperation (app: FastifyInstance, operation: Operation, uploads: UploadReader, options: OperationOptions): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', uploads.read)
  app.addHook('preParsing', uploads.preParsing)
  addOperation(app, operation, { ...options, release: uploads.release })
}

interface HandlerOptions extends OperationOptions {
  /** Frees the memory of the body. */
  release?: UploadReader['release']
}

function addOperation (app: FastifyInstance, operation: Operation, options: HandlerOptions): void {
  const { name, path, operationId, summary, requestSchemas, requestExamples, eventSchemas } = operation
  const { families } = options.servedModels()
  const handle = createHandler(operation, options)
  const body = bodySchema(families, requestSchemas, requestExamples)

  for (const url of options.dialect.pathsOf(path)) {
    app.post(url, {
      config: { operation: name },
      schema: {
        operationId,
        tags: ['Images'],
        summary,
        ...(body && { body }),
        response: createImageResponses(families, eventSchemas),
        // The OpenAPI document lists each operation once, under the documented path, if a family that is served has it.
        hide: url !== path || !body
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

/** The schema of the request body in an OpenAPI document; undefined if no family that is served has the operation. */
function bodySchema (families: readonly Family[], requestSchemas: Operation['requestSchemas'], examples: Operation['requestExamples']) {
  const schemas = Object.entries(requestSchemas).flatMap(([mediaType, byFamily]) => {
    const ids = [...new Set(families.flatMap(({ name }) => byFamily[name] ?? []))]
    if (ids.length === 0) return []
    const isJson = mediaType === 'application/json'
    return [[mediaType, { schema: { ...refTo(ids), ...(isJson && { 'x-examples': examplesOf(families, examples) }) } }] as const]
  })
  const [only, ...others] = schemas
  if (!only) return undefined
  return only[0] === 'application/json' && others.length === 0 ? only[1].schema : { content: Object.fromEntries(schemas) }
}

/** Returns the examples of a request body in an OpenAPI document, by family, the newest first. */
function examplesOf (families: readonly Family[], examples: Operation['requestExamples']) {
  return Object.fromEntries(families.toReversed().flatMap(({ name }) => examples[name] ? [[name, { value: examples[name] }]] : []))
}

/** Creates the handler of an operation: checks the request, delays, generates and sends the response. */
function createHandler (operation: Operation, handlerOptions: HandlerOptions) {
  const { dialect, delayOf, partialDelayOf, originOf, refuse, release, servedModels, log, ...options } = handlerOptions
  return async (request: FastifyRequest, reply: FastifyReply) => {
    const { exchange } = request
    if (hasEnded(operation, servedModels)) return refuse(request, reply, endedOperation())
    if (Buffer.isBuffer(request.body)) exchange.body = request.body
    exchange.isBodyWhole = true
    exchange.directiveHeader = headerText(request, directiveHeader)
    const refusal = await operation.check(exchange)
    if (release) {
      forgetFiles(exchange, options)
      release(request)
    }
    const unsent = refusal ? undefined : unsentFaultOf(exchange)
    const isStream = exchange.request?.parameters['stream'] === true && !refusal && !unsent
    // Before the delay: OpenAI also bills the answer to a client that gives up.
    const billing = refusal ? undefined : billIfBegun(operation, exchange)
    if (billing instanceof Promise) await billing
    const delay = delayOf(exchange)
    const delayMs = typeof delay === 'number' ? delay : await delay
    // The delay of a stream is spread evenly over its events.
    const firstDelayMs = isStream ? delayMs / (countPartials(exchange) + 1) : delayMs
    if (firstDelayMs > 0) await delayReply(reply, firstDelayMs, options.closing)
    if (refusal) return refuse(request, reply, refusal)
    if (unsent) return sendUnsent(request, reply, unsent, operation)
    const client = { origin: originOf(request), isWanted: () => !request.raw.socket.destroyed }
    if (isStream) {
      const onError = (error: unknown) => logInternalError(log, request, error as Error)
      return sendStream(request, reply, operation.stream(exchange, client), {
        ...options, dialect, onError, error: exchange.streamError, pauseMs: await partialDelayOf(exchange) ?? firstDelayMs
      })
    }
    const response = operation.respond(exchange, client)
    const images = response instanceof Promise ? await response : response
    const fault = exchange.decision?.respond.fault
    const content = fault ? await corruptImages(images, fault) : images
    exchange.outcome = { kind: 'answered', content }
    return andThen(dialect.headers(exchange, 200), headers =>
      sendWithFault(request, reply, { status: 200, headers, parts: dialect.imagesBody(content) }, fault, options))
  }
}

/** Whether the operation has ended on the day whose contract applies. */
export function hasEnded ({ contract: { ended } }: Operation, servedModels: GetServedModels): boolean {
  if (ended === undefined) return false
  const { day } = servedModels()
  return day !== undefined && day >= ended
}

/** All lines of a header as one text. Node decodes headers as Latin-1; clients send UTF-8. */
function headerText ({ raw, headers }: FastifyRequest, name: string): string | undefined {
  if (headers[name] === undefined) return undefined
  const lines = raw.headersDistinct?.[name] ?? [String(headers[name])]
  return Buffer.from(lines.join(' '), 'latin1').toString()
}
