/** The doors to the documents: the imitated operation alone for its users, the control paths apart, and Swagger UI. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { CreateImageRequest } from '../contract/create-image-request.js'
import { Image, ImagesResponse } from '../contract/images-response.js'
import { ErrorEnvelope } from '../errors/envelope.js'
import type { DescribedRoute, Documents } from './openapi-documents.js'

const schemas = [CreateImageRequest, Image, ImagesResponse, ErrorEnvelope]

/**
 * Serves both documents. Call it on the root, before the routes that they describe are registered: the
 * documents see only what is registered after them.
 *
 * What writes them is loaded and built for the first who asks: it takes longer than all the rest of a start.
 */
export function serveOpenapiDocuments (app: FastifyInstance, { version }: { version: string }): void {
  for (const schema of schemas) app.addSchema(schema)
  const routes: DescribedRoute[] = []
  let built: Promise<Documents> | undefined

  async function build (): Promise<Documents> {
    const { buildDocuments } = await import('./openapi-documents.js')
    return buildDocuments({ version, schemas, routes })
  }

  async function answer (request: FastifyRequest, reply: FastifyReply) {
    built ??= build()
    const { status, headers, body } = await (await built).get(request.url, request.headers)
    if (status === 404) return reply.callNotFound()
    if (status >= 400) throw Object.assign(new Error('Failed to serve a document'), { statusCode: status })
    return reply.code(status).headers(headers).send(body)
  }

  for (const path of ['/openapi.json', '/openapi.yaml', '/_mock/openapi.json', '/docs', '/docs/*']) app.get(path, answer)
  app.addHook('onRoute', ({ method, url, schema }) => {
    if (schema?.tags) routes.push({ method, url, schema })
  })
  app.addHook('onClose', async () => (await built)?.close())
}
