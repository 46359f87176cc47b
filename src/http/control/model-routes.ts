/** Control API route of the models that are served, with the parameters that each of them accepts. */
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { acceptedParameters, describeModels } from '../../contract/accepted-parameters.js'
import type { GetServedModels } from '../../contract/served-models.js'
import { jsonResponse, routeSchema } from './control-schemas.js'

export interface ModelRoutesOptions {
  servedModels: GetServedModels
}

const Parameters = Type.Record(Type.String(), Type.Object({}, { additionalProperties: true }), {
  description: 'The JSON Schema of each parameter besides `model`. `examples` lists common values if others are accepted, too.'
})

const Models = Type.Object({
  defaultModel: Type.Union([Type.String(), Type.Null()], { description: 'The model of a request that names none. Null if a request must name one.' }),
  models: Type.Array(Type.Object({
    id: Type.String({ description: 'The name of the model.' }),
    family: Type.String({ description: 'The contract that the model shares with others: `dall-e` or `gpt-image`.' }),
    parameters: Parameters
  }), { description: 'The newest family first.' }),
  otherParameters: { ...Parameters, description: 'The parameters of a request that names another model.' }
})

export function modelRoutes (app: FastifyInstance, { servedModels }: ModelRoutesOptions): void {
  app.get('/_mock/models', {
    schema: routeSchema('listServedModels', 'Lists the models that are served, with the parameters that each of them accepts.', { response: { 200: jsonResponse('The models.', Models) } })
  }, async () => {
    const served = servedModels()
    const { defaultModel = null, otherModel } = served
    return { defaultModel, models: describeModels(served), otherParameters: acceptedParameters(otherModel) }
  })
}
