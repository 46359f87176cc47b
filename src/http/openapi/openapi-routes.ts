/** Routes of the OpenAPI documents, one for the imitated API and one for the control API, and of Swagger UI. */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { families } from '../../contract/models.js'
import { Image, ImagesResponse } from '../../contract/responses.js'
import { ErrorEnvelope } from '../../errors/api-error.js'
import { createLazyApp } from './lazy-app.js'
import type { DescribedRoute } from './openapi-documents.js'

const schemas = [...families.map(({ request }) => request), Image, ImagesResponse, ErrorEnvelope]

export interface DocumentsOptions {
  version: string
  /** The origin by which a client came, with its proxy's prefix: the documents name their servers below it. */
  originOf: (request: FastifyRequest) => string
  /** The built page at /docs. */
  pageFolder: string
}

/**
 * Serves both documents. Call it on the root, before the routes that they describe are registered: the
 * documents see only what is registered after them.
 *
 * What writes them is loaded and built for the first who asks: it takes longer than all the rest of a start.
 */
export function serveOpenapiDocuments (app: FastifyInstance, { version, originOf, pageFolder }: DocumentsOptions): void {
  for (const schema of schemas) app.addSchema(schema)
  const routes: DescribedRoute[] = []
  const documents = createLazyApp(async inner => {
    const { registerDocuments } = await import('./openapi-documents.js')
    await registerDocuments(inner, { version, pageFolder, schemas, routes, originOf })
  })

  for (const path of ['/openapi.json', '/openapi.yaml', '/_mock/openapi.json', '/docs/*']) app.get(path, documents.answer)
  // Relative, so that it holds behind a proxy's prefix; the page's own links do only below the slash.
  app.get('/docs', async (request, reply) => reply.redirect(request.url.replace(/^[^?]*/, 'docs/')))
  app.addHook('onRoute', ({ method, url, schema }) => {
    if (schema?.tags) routes.push({ method, url, schema })
  })
  app.addHook('onClose', documents.close)
}

const refusals = {
  400: 'The body is malformed, a parameter is unknown, missing or out of range, or the prompt was refused.',
  401: 'The API key is missing or incorrect.',
  403: 'The organization must be verified.',
  404: 'The URL does not exist.',
  405: 'The URL does not support the method.',
  413: 'The body is too large.',
  429: 'Too many requests, or the quota is exceeded.',
  500: 'The server had an error.',
  503: 'The server is overloaded.'
}

const responseOf = (description: string, schemaId: string) =>
  ({ description, content: { 'application/json': { schema: Type.Ref(`${schemaId}#`) } } })

/** The responses of an image operation, as the OpenAPI document describes them. */
export const createImageResponses = {
  200: responseOf('The images.', 'ImagesResponse'),
  ...Object.fromEntries(Object.entries(refusals).map(([status, text]) => [status, responseOf(text, 'ErrorResponse')]))
}
