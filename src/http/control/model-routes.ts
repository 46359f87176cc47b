/** Control API route of the models that are served, with the parameters and files that each of them accepts. */
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { describeModels } from '../../contract/accepted-parameters.js'
import { operationNames, type OperationName } from '../../contract/operations/operations.js'
import type { GetServedModels } from '../../contract/served-models.js'
import type { Operation } from '../../operations/operation.js'
import { StringEnum } from '../../text/allowed-values.js'
import { jsonResponse, routeSchema } from './control-schemas.js'

export interface ModelRoutesOptions {
  servedModels: GetServedModels
  operations: ReadonlyArray<Pick<Operation, 'name' | 'contract'>>
}

const Query = Type.Object({
  operation: Type.Optional(StringEnum(operationNames, { default: 'generation', description: 'The operation that the models have.' }))
}, { additionalProperties: false })

const Parameters = Type.Record(Type.String(), Type.Object({}, { additionalProperties: true }), {
  description: 'The JSON Schema of each parameter besides `model`. `examples` lists common values if others are accepted, too.'
})

const Files = Type.Record(Type.String(), Type.Object({
  isRequired: Type.Boolean({ description: 'Whether the request must have it.' }),
  mediaTypes: Type.Optional(Type.Array(Type.String(), { description: 'The accepted media types. Undefined if the bytes decide.' })),
  maxItems: Type.Integer({ description: 'How many files there may be.' })
}), { description: 'The files of a form by name, such as `image`. Empty for generations.' })

const Models = Type.Object({
  defaultModel: Type.Union([Type.String(), Type.Null()], {
    description: 'The model of a request that names none and has only parameters that every model knows. Null if a request must name one.'
  }),
  models: Type.Array(Type.Object({
    id: Type.String({ description: 'The name of the model.' }),
    family: Type.String({ description: 'The contract that the model shares with others: `dall-e` or `gpt-image`; `open` for a model of a models file with a contract of its own.' }),
    parameters: Parameters,
    files: Files
  }), { description: 'Those of models files first, then the newest family.' }),
  customParameters: Type.Record(Type.String(), Type.Object({
    type: StringEnum(['string', 'integer', 'number', 'boolean'], { description: 'The JSON type.' }),
    label: Type.String({ description: 'The label in forms.' }),
    picture: Type.Boolean({ description: 'Whether it changes the picture.' }),
    example: Type.Union([Type.String(), Type.Number(), Type.Boolean()])
  }), { description: 'The parameters of models files that no model of OpenAI has, by name. Filters and rules may use them.' }),
  otherParameters: { ...Parameters, description: 'The parameters of a request that names another model.' },
  otherFiles: { ...Files, description: 'The files of a request that names another model.' }
})

export function modelRoutes (app: FastifyInstance, { servedModels, operations }: ModelRoutesOptions): void {
  app.get<{ Querystring: { operation?: OperationName } }>('/_mock/models', {
    schema: routeSchema('listServedModels', 'Lists the models that are served, with the parameters and files that each of them accepts. Edits and variations are described as forms.', {
      querystring: Query, response: { 200: jsonResponse('The models.', Models) }
    })
  }, async ({ query: { operation = 'generation' } }) =>
    describeModels(servedModels(), operations.find(({ name }) => name === operation)!.contract))
}
