/** The doors to the documents: the imitated operation alone for its users, the control paths apart, and Swagger UI. */
import type { FastifyInstance, FastifyRequest } from 'fastify'
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
