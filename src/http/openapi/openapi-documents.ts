/** What writes the documents: the described routes with nothing behind them, in an app within the app. */
import serveStatic from '@fastify/static'
import swagger, { type FastifyDynamicSwaggerOptions } from '@fastify/swagger'
import type { FastifyInstance, FastifyRequest, FastifySchema, RouteOptions } from 'fastify'
import { stringify } from 'yaml'
import { keyHeader } from '../control/control-access.js'

declare module 'fastify' {
  interface FastifyInstance {
    controlDocument: () => object
  }
}

export type DescribedRoute = Pick<RouteOptions, 'method' | 'url'> & { schema: FastifySchema }

interface Described {
  version: string
  /** The built page that shows the imitated operation: `index.html`, and what it loads. */
  pageFolder: string
  /** The schemas that the routes refer to. */
  schemas: readonly object[]
  routes: readonly DescribedRoute[]
  originOf: (request: FastifyRequest) => string
}

const license = { name: 'MIT', url: 'https://spdx.org/licenses/MIT' }
const controlTag = 'Control'
const controlKey = { ControlKey: { type: 'apiKey', in: 'header', name: keyHeader, description: 'Needed if the setting `controlKey` is set.' } }
const names = { buildLocalReference: ({ $id }: { $id?: unknown }) => String($id) }

/** Gives the app the documents and their page. The described routes are never called. */
export async function registerDocuments (app: FastifyInstance, { version, pageFolder, schemas, routes, originOf }: Described): Promise<void> {
  const withServers = (document: object, request: FastifyRequest) => {
    const prefix = prefixOf(originOf(request))
    const { servers } = document as { servers: Array<{ url: string }> }
    return { ...document, servers: servers.map(({ url }) => ({ url: prefix + url })) }
  }
  for (const schema of schemas) app.addSchema(schema)
  await app.register(swagger, imagesDocument(version))
  await app.register(swagger, controlDocument(version))
  for (const route of routes) app.route({ ...route, handler: async () => {} })
  app.get('/openapi.json', async request => withServers(app.swagger(), request))
  app.get('/openapi.yaml', async (request, reply) => reply.type('application/yaml').send(stringify(withServers(app.swagger(), request))))
  app.get('/_mock/openapi.json', async request => withServers(app.controlDocument(), request))
  await app.register(serveStatic, { root: pageFolder, prefix: '/docs/' })
}

/** The path below which a proxy serves the mock, such as `/mock`. A `publicUrl` may be an SDK's base URL: its `/v1` is the API's own. */
function prefixOf (origin: string): string {
  return new URL(origin).pathname.replace(/\/$/, '').replace(/\/v1$/, '')
}

function imagesDocument (version: string): FastifyDynamicSwaggerOptions {
  return {
    openapi: {
      openapi: '3.0.3',
      info: { title: 'OpenAI Images API (mock)', description: 'The image generation endpoint as this mock imitates it.', version, license },
      servers: [{ url: '/v1' }],
      tags: [{ name: 'Images', description: 'Given a prompt, the model generates a new image.' }],
      components: { securitySchemes: { ApiKeyAuth: { type: 'http', scheme: 'bearer' } } },
      security: [{ ApiKeyAuth: [] }]
    },
    hideUntagged: true,
    refResolver: names,
    transform: ({ schema, url }) => ({ schema: onlyTagged(schema, 'Images'), url })
  }
}

function controlDocument (version: string): FastifyDynamicSwaggerOptions {
  return {
    decorator: 'controlDocument',
    openapi: {
      openapi: '3.1.0',
      info: { title: 'openai-images-mock control API', description: 'What the mock itself offers beside the imitated API.', version, license },
      servers: [{ url: '/' }],
      tags: [{ name: controlTag, description: 'The state of the mock.' }],
      components: { securitySchemes: controlKey },
      security: [{}, { ControlKey: [] }]
    },
    hideUntagged: true,
    refResolver: names,
    transform: ({ schema, url }) => ({ schema: onlyTagged(schema, controlTag), url }),
    // The shared schemas are those of the imitated API; the control paths write theirs where they stand.
    transformObject: document => 'openapiObject' in document ? withoutOwnKeywords({ ...document.openapiObject, components: { securitySchemes: controlKey } }) : {}
  } as FastifyDynamicSwaggerOptions
}

function onlyTagged<Schema extends { tags?: readonly string[], hide?: boolean } | undefined> (schema: Schema, tag: string): Schema {
  return schema?.tags?.includes(tag) ? schema : { ...schema, hide: true } as Schema
}

/** `allowed` is for our own messages: no keyword of JSON Schema. */
function withoutOwnKeywords<Document extends object> (document: Document): Document {
  return JSON.parse(JSON.stringify(document, (name, value) => name === 'allowed' ? undefined : value))
}
