/** Routes of the OpenAPI documents, one for the imitated API and one for the control API, and of Swagger UI. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { families } from '../../contract/models.js'
import { Image, ImagesResponse } from '../../contract/responses.js'
import { ErrorEnvelope } from '../../errors/api-error.js'
import { createStaticFiles } from '../server/static-files.js'

/** The schemas that the document of the imitated API refers to. */
export const imageSchemas = [...families.map(({ request }) => request), Image, ImagesResponse, ErrorEnvelope]

export interface OpenapiRoutesOptions {
  /** Returns the origin that the client used, with its proxy's prefix. */
  originOf: (request: FastifyRequest) => string
  /** The folder of the built package: the documents in `openapi/`, Swagger UI in `docs/`. */
  folder: string
  /** Whether the control API is on. If not, its document has only the health check. */
  controlApi: boolean
}

interface OpenapiDocument {
  servers: Array<{ url: string }>
  paths: Record<string, object>
}

/** Adds the routes. The build writes the documents from the schemas of the routes; only their servers depend on the request. */
export async function openapiRoutes (app: FastifyInstance, { originOf, folder, controlApi }: OpenapiRoutesOptions): Promise<void> {
  const read = async (name: 'images' | 'control', request: FastifyRequest): Promise<OpenapiDocument> => {
    const document: OpenapiDocument = JSON.parse(await readFile(join(folder, `openapi/${name}.json`), 'utf8'))
    const prefix = prefixOf(originOf(request))
    return { ...document, servers: document.servers.map(({ url }) => ({ url: prefix + url })) }
  }

  app.get('/openapi.json', async request => read('images', request))
  app.get('/openapi.yaml', async (request, reply) => {
    const { default: { stringify } } = await import('yaml')
    return reply.type('application/yaml').send(stringify(await read('images', request)))
  })
  app.get('/_mock/openapi.json', async request => {
    const document = await read('control', request)
    const paths = Object.entries(document.paths).filter(([path]) => controlApi || path === '/_mock/health')
    return { ...document, paths: Object.fromEntries(paths) }
  })
  // Relative, so that it works below a proxy's prefix. The links of the page need the trailing slash.
  app.get('/docs', async (request, reply) => reply.redirect(request.url.replace(/^[^?]*/, 'docs/')))
  app.get('/docs/*', createStaticFiles('/docs/', { root: join(folder, 'docs') }))
}

/** The path prefix of a proxy, such as `/mock`. A trailing `/v1` is removed: `publicUrl` may be the base URL of an SDK. */
function prefixOf (origin: string): string {
  return new URL(origin).pathname.replace(/\/$/, '').replace(/\/v1$/, '')
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
