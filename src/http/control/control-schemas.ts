/** How the control API's own document describes a path. */
import { controlError } from './control-errors.js'

export function describe<Rest extends { response: object }> (operationId: string, summary: string, { response, ...rest }: Rest) {
  return { operationId, summary, tags: ['Control'], ...rest, response: { ...response, '4xx': answer('The call cannot be served.', controlError) } }
}

export function answer (description: string, schema: object) {
  return { description, content: { 'application/json': { schema } } }
}

/** The answer without a body. */
export function done (description: string) {
  return { type: 'null', description }
}
