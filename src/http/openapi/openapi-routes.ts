/** Routes of the OpenAPI documents, one for the imitated API and one for the control API, and of Swagger UI. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Type, type TSchema } from 'typebox'
import type { Family } from '../../contract/families/family.js'
import { describeModels } from '../../contract/accepted-parameters.js'
import { Image, ModelList, ModelObject, responseSchemas } from '../../contract/responses.js'
import type { GetServedModels, ServedModels } from '../../contract/served-models.js'
import { ErrorEnvelope } from '../../errors/api-error.js'
import { createStaticFiles } from '../server/static-files.js'

/** The schemas that the document of the imitated API refers to, if it serves these families. */
export function imageSchemas (families: readonly Family[]) {
  return [...families.flatMap(({ name, request }) => [request, responseSchemas[name]!]), Image, ErrorEnvelope, ModelObject, ModelList]
}

/** The name of the document of the imitated API, if it serves these families. */
export function imagesDocument (families: readonly Family[]): string {
  return `images-${families.map(({ name }) => name).join('+')}`
}

export interface OpenapiRoutesOptions {
  /** Returns the origin that the client used, with its proxy's prefix. */
  originOf: (request: FastifyRequest) => string
  /** The folder of the built package: the documents in `openapi/`, Swagger UI in `docs/`. */
  folder: string
  /** Whether the control API is on. If not, its document has only the health check. */
  controlApi: boolean
  /** The document of the imitated API is that of the families that are served when it is requested. */
  servedModels: GetServedModels
}

interface OpenapiDocument {
  servers: Array<{ url: string }>
  paths: Record<string, object>
}

/** Adds the routes. The build writes the documents from the schemas of the routes; only their servers depend on the request. */
export async function openapiRoutes (app: FastifyInstance, options: OpenapiRoutesOptions): Promise<void> {
  const { originOf, folder, controlApi, servedModels } = options
  const read = async (name: string, request: FastifyRequest): Promise<OpenapiDocument> => {
    const document: OpenapiDocument = JSON.parse(await readFile(join(folder, `openapi/${name}.json`), 'utf8'))
    const prefix = prefixOf(originOf(request))
    return { ...document, servers: document.servers.map(({ url }) => ({ url: prefix + url })) }
  }

  const readImages = async (request: FastifyRequest) => {
    const served = servedModels()
    const document = await read(imagesDocument(served.families), request)
    return JSON.parse(JSON.stringify(document, (name, value) => name === 'examples' ? withServedModels(value, served) : value)) as OpenapiDocument
  }

  app.get('/openapi.json', readImages)
  app.get('/openapi.yaml', async (request, reply) => {
    const { default: { stringify } } = await import('yaml')
    return reply.type('application/yaml').send(stringify(await readImages(request)))
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

/** Returns the examples of a request body, by family, with a model of the family that is served. */
function withServedModels (examples: Record<string, { value: { model: string } }>, served: ServedModels) {
  return Object.fromEntries(Object.entries(examples).map(([name, { value }]) => {
    const other = describeModels(served).models.find(({ family }) => family === name)?.id ?? value.model
    return [name, { value: served.models.has(value.model) ? value : { ...value, model: other } }]
  }))
}

const refusals = {
  400: 'The body is malformed, a parameter is unknown, missing or out of range, or the prompt was refused.',
  401: 'The API key is missing or incorrect.',
  403: 'The organization must be verified.',
  404: 'The URL or the model does not exist.',
  405: 'The URL does not support the method.',
  413: 'The body is too large.',
  429: 'Too many requests, or the quota is exceeded.',
  500: 'The server had an error.',
  503: 'The server is overloaded.'
}

/** The schema that refers to the schema with this `$id`, or to any of several. */
export function refTo (ids: readonly string[]): TSchema {
  const refs = ids.map(id => Type.Ref(`${id}#`))
  return refs.length === 1 ? refs[0]! : Type.Union(refs)
}

const responseOf = (description: string, schemas: readonly TSchema[]) =>
  ({ description, content: { 'application/json': { schema: refTo(schemas.map(schema => (schema as { $id: string }).$id)) } } })

/** The responses of an image operation, as the OpenAPI document describes them. Families with a schema of events can stream. */
export function createImageResponses (families: readonly Family[], eventSchemas: Readonly<Record<string, string>>) {
  const images = responseOf('The images.', families.map(({ name }) => responseSchemas[name]!))
  const eventIds = families.flatMap(({ name }) => eventSchemas[name] ?? [])
  const events = eventIds.length > 0 && { 'text/event-stream': { schema: refTo(eventIds) } }
  return {
    200: { ...images, content: { ...images.content, ...events } },
    ...Object.fromEntries(Object.entries(refusals).map(([status, text]) => [status, responseOf(text, [ErrorEnvelope])]))
  }
}

/** The responses of a request for models, which needs nothing but a key. */
export function modelResponses (schema: TSchema, statuses: readonly number[]) {
  return {
    200: responseOf('What is served.', [schema]),
    ...Object.fromEntries(statuses.map(status => [status, responseOf(refusals[status as keyof typeof refusals], [ErrorEnvelope])]))
  }
}
