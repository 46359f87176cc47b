/** The answers of the operation as its OpenAPI document describes them. */
import { Type } from 'typebox'

const refusals = {
  400: 'The body is malformed, a parameter is unknown, missing or out of range, or the prompt was refused.',
  401: 'The API key is missing or incorrect.',
  403: 'The organization must be verified.',
  404: 'There is nothing at this URL.',
  405: 'The URL does not take this method.',
  413: 'The body is too large.',
  429: 'Too many requests, or the quota is used up.',
  500: 'The server failed.',
  503: 'The server is overloaded.'
}

const answer = (description: string, schemaId: string) =>
  ({ description, content: { 'application/json': { schema: Type.Ref(`${schemaId}#`) } } })

export const createImageResponses = {
  200: answer('The images.', 'ImagesResponse'),
  ...Object.fromEntries(Object.entries(refusals).map(([status, text]) => [status, answer(text, 'ErrorResponse')]))
}
