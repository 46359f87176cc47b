/** Routes of the imitated API that list models: `GET /models` and `GET /models/{model}`. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Model } from '../../contract/models.js'
import { ModelList, ModelObject } from '../../contract/responses.js'
import type { GetServedModels } from '../../contract/served-models.js'
import type { Dialect } from '../../dialects/dialect.js'
import type { ApiError } from '../../errors/api-error.js'
import { unknownModelId } from '../../errors/catalogue.js'
import type { CheckResult } from '../../operations/checks.js'
import type { Exchange } from '../../operations/exchange.js'
import type { Awaitable } from '../../stores/awaitable.js'
import { modelResponses } from '../openapi/openapi-routes.js'
import { delayReply, sendResponse } from './send.js'

export interface ModelsApiOptions {
  dialect: Dialect
  servedModels: GetServedModels
  /** Returns the refusal of an API key. */
  authenticate: (key: string | undefined) => CheckResult
  /** How long the response is delayed, in milliseconds. */
  delayOf: (exchange: Exchange) => Awaitable<number>
  /** Aborted when the mock closes. Ends delays. */
  closing: AbortSignal
  /** Sends a refusal. */
  refuse: (request: FastifyRequest, reply: FastifyReply, error: ApiError) => Awaitable<FastifyReply>
}

/** Adds the routes. They have no rules: many clients ask for models when they start. */
export async function modelsApi (app: FastifyInstance, options: ModelsApiOptions): Promise<void> {
  const { dialect, servedModels, authenticate, delayOf, closing, refuse } = options
  /** Sends the result of `respond` to a request with a valid key. */
  const handle = (respond: (request: FastifyRequest) => object | ApiError) => async (request: FastifyRequest, reply: FastifyReply) => {
    const { exchange } = request
    const refusal = await authenticate(exchange.key)
    await delayReply(reply, await delayOf(exchange), closing)
    if (refusal) return refuse(request, reply, refusal)
    const content = respond(request)
    if (content instanceof Error) return refuse(request, reply, content)
    exchange.outcome = { kind: 'answered', content }
    const headers = await dialect.headers(exchange, 200)
    return sendResponse(reply, { status: 200, headers, parts: [JSON.stringify(content, null, 2)] })
  }
  const route = (path: string, operationId: string, summary: string, responses: object, handler: ReturnType<typeof handle>) => {
    for (const url of dialect.pathsOf(path)) {
      const schema = { operationId, tags: ['Models'], summary, response: responses, hide: url !== path }
      app.get(url, { schema, serializerCompiler: () => String }, handler)
    }
  }

  route('/models', 'listModels', 'Lists the models that are served.', modelResponses(ModelList, [401]),
    handle(() => ({ object: 'list', data: [...servedModels().models].map(([id, row]) => describe(id, row)) })))
  route('/models/:model', 'retrieveModel', 'Describes a model that is served.', modelResponses(ModelObject, [401, 404]),
    handle(({ params }) => {
      const { model: id } = params as { model: string }
      const row = servedModels().find(id)
      return row ? describe(id, row) : unknownModelId(id)
    }))
  // Ids of a models file may have slashes, which some clients do not encode.
  const describeNested = handle(({ params }) => {
    const { '*': id } = params as { '*': string }
    return describe(id, servedModels().find(id)!)
  })
  const schema = { response: modelResponses(ModelObject, [401]), hide: true }
  for (const url of dialect.pathsOf('/models/*')) {
    app.get<{ Params: { '*': string } }>(url, { schema, serializerCompiler: () => String }, async (request, reply) =>
      servedModels().find(request.params['*']) ? describeNested(request, reply) : reply.callNotFound())
  }
}

/** The model in the order of members of the API. */
function describe (id: string, { created, retired, custom }: Model) {
  return { id, object: 'model', created, owned_by: custom?.ownedBy ?? 'system', shutdown_date: retired ?? null }
}
