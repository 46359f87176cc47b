/** The routes of the imitated API: each operation under its paths. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Dialect } from '../../dialects/dialect.js'
import type { ApiError } from '../../errors/api-error.js'
import type { Exchange } from '../../operations/exchange.js'
import type { Operation } from '../../operations/operation.js'
import { directiveHeader } from '../../rules/directive.js'
import { createImageResponses } from '../openapi/create-image-responses.js'
import type { createOriginOf } from '../server/public-origin.js'
import { sendWithFault, spoilImages, type SendOptions } from './inject-faults.js'
import { delayReply } from './send.js'

export interface OpenaiApiOptions extends SendOptions {
  operations: readonly Operation[]
  dialect: Dialect
  /** Returns the first refusal. */
  runChecks: (exchange: Exchange) => Promise<ApiError | undefined>
  /** How long the response is delayed, in milliseconds. */
  delayOf: (exchange: Exchange) => number
  originOf: ReturnType<typeof createOriginOf>
  /** Sends a refusal. */
  refuse: (request: FastifyRequest, reply: FastifyReply, error: ApiError) => FastifyReply
}

export async function openaiApi (app: FastifyInstance, { operations, ...options }: OpenaiApiOptions): Promise<void> {
  app.removeAllContentTypeParsers()
  // JSON by its name, too: Fastify looks a catch-all up anew for each request.
  app.addContentTypeParser(['application/json', '*'], { parseAs: 'buffer' }, (_request, bytes, done) => done(null, bytes))
  for (const operation of operations) addOperation(app, operation, options)
}

function addOperation (app: FastifyInstance, operation: Operation, options: Omit<OpenaiApiOptions, 'operations'>): void {
  const { name, path, operationId, summary, requestSchema } = operation
  const handle = createHandler(operation, options)

  for (const url of options.dialect.pathsOf(path)) {
    app.post(url, {
      config: { operation: name },
      schema: {
        operationId,
        tags: ['Images'],
        summary,
        body: Type.Ref(`${requestSchema}#`),
        response: createImageResponses,
        // The document has each operation once, under the documented path.
        hide: url !== path
      },
      // The contract validates, in OpenAI's words; Fastify's own validation would coerce and drop.
      validatorCompiler: () => () => true,
      // Fastify refuses a malformed content type at once; the checks do so in their order.
      errorHandler (error, request, reply) {
        if (error.code !== 'FST_ERR_CTP_INVALID_MEDIA_TYPE') throw error
        return handle(request, reply)
      },
      // The response is sent as bytes; its schema is published, not used to write it.
      serializerCompiler: () => String
    }, handle)
  }
}

/** Checks the request, waits, answers and sends. */
function createHandler (operation: Operation, { dialect, runChecks, delayOf, originOf, refuse, ...options }: Omit<OpenaiApiOptions, 'operations'>) {
  return async (request: FastifyRequest, reply: FastifyReply) => {
    const { exchange } = request
    if (Buffer.isBuffer(request.body)) exchange.body = request.body
    exchange.isBodyWhole = true
    exchange.directiveHeader = headerText(request, directiveHeader)
    const refusal = await runChecks(exchange)
    await delayReply(reply, delayOf(exchange), options.closing)
    if (refusal) return refuse(request, reply, refusal)
    const images = await operation.answer(exchange, { origin: originOf(request), isWanted: () => !request.raw.socket.destroyed })
    const fault = exchange.decision?.respond.fault
    const content = await spoilImages(images, fault)
    exchange.outcome = { kind: 'answered', content }
    const response = { status: 200, headers: dialect.headers(exchange, 200), parts: dialect.imagesBody(content) }
    return sendWithFault(request, reply, response, fault, options)
  }
}

/** All lines of a header as one text. Node reads its bytes as Latin-1, clients write UTF-8. */
function headerText ({ raw, headers }: FastifyRequest, name: string): string | undefined {
  if (headers[name] === undefined) return undefined
  const lines = raw.headersDistinct?.[name] ?? [String(headers[name])]
  return Buffer.from(lines.join(' '), 'latin1').toString()
}
