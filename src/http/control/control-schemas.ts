/** Route schemas of the control API, and the validator and body parser of its routes. */
import type { FastifyRequest, FastifySchemaCompiler } from 'fastify'
import { Type, type TSchema } from 'typebox'
import type { CustomParameters, GetCustomParameters } from '../../contract/custom-models/custom-parameters.js'
import { isJson } from '../../dialects/openai/read-body.js'
import { withCustomParameters } from '../../journal/filters/request-match.js'
import { preview } from '../../text/messages.js'
import { schemaProblemMessage } from '../../text/schema-problem.js'
import { ControlError } from './control-errors.js'

export const controlErrorSchema = Type.Object({
  error: Type.Object({
    message: Type.String({ description: 'What was expected, what was received, and how to fix it.' }),
    where: Type.Optional(Type.String({ description: 'Of an invalid rule: the path of the member, such as `respond.error`.' })),
    unknown: Type.Optional(Type.String({ description: 'Of an invalid rule: the name of an unknown member of `where`.' }))
  })
})

/** The schema of a route, with its description for the OpenAPI document and the response to a refused call. */
export function routeSchema<Rest extends { response: object }> (operationId: string, summary: string, { response, ...rest }: Rest) {
  return {
    operationId, summary, tags: ['Control'], ...rest, response: { ...response, '4xx': jsonResponse('The call is invalid or not allowed.', controlErrorSchema) }
  }
}

export function jsonResponse (description: string, schema: object) {
  return { description, content: { 'application/json': { schema } } }
}

export function emptyResponse (description: string) {
  return { type: 'null', description }
}

/**
 * Creates a Fastify validator compiler without coercion. It skips bodies: the rules, the journal and the behaviours check
 * their own. Filters may have the parameters of custom models.
 */
export const controlValidator = (customParameters: GetCustomParameters): FastifySchemaCompiler<TSchema> =>
  ({ schema, httpPart }) => value => httpPart === 'body' || checkPart(schema, httpPart, value, customParameters())

function checkPart (
  schema: TSchema, httpPart: string | undefined, value: unknown, custom: CustomParameters
): true | { error: ControlError } {
  const accepted = httpPart === 'querystring' ? withCustomParameters(schema, custom) : schema
  const refusal = schemaProblemMessage(accepted, value, httpPart === 'querystring' ? 'the query string' : `the ${httpPart}`)
  return refusal === undefined || { error: new ControlError(400, refusal) }
}

/**
 * Parses a body as JSON; an empty body is undefined. Only web pages must declare it as JSON: a page of any origin can
 * send the content types of HTML forms without a preflight.
 */
export async function parseControlBody ({ headers }: FastifyRequest, bytes: Buffer): Promise<unknown> {
  if (bytes.length === 0) return undefined
  const type = headers['content-type']
  if (headers.origin !== undefined && !isJson(type)) {
    throw new ControlError(415, `Expected application/json for the content type of a web page's call, got ${preview(type)}. Send the body as application/json.`)
  }
  try {
    return JSON.parse(bytes.toString())
  } catch (error) {
    throw new ControlError(400, `Expected a JSON object for the body, got invalid JSON: ${(error as Error).message}.`)
  }
}
