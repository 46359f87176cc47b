/** What writes the documents: the described routes with nothing behind them, in an app within the app. */
import swagger, { type FastifyDynamicSwaggerOptions } from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance, FastifySchema, RouteOptions } from 'fastify'

declare module 'fastify' {
  interface FastifyInstance {
    controlDocument: (options?: { yaml?: false }) => object
  }
}

export type DescribedRoute = Pick<RouteOptions, 'method' | 'url'> & { schema: FastifySchema }

interface Described {
  version: string
  /** The schemas that the routes refer to. */
  schemas: readonly object[]
  routes: readonly DescribedRoute[]
}

const license = { name: 'MIT', url: 'https://spdx.org/licenses/MIT' }
const controlTag = 'Control'
const names = { buildLocalReference: ({ $id }: { $id?: unknown }) => String($id) }

/** Gives the app the documents and their page. The described routes are never called. */
export async function furnishDocuments (app: FastifyInstance, { version, schemas, routes }: Described): Promise<void> {
  for (const schema of schemas) app.addSchema(schema)
  await app.register(swagger, imagesDocument(version))
  await app.register(swagger, controlDocument(version))
  for (const route of routes) app.route({ ...route, handler: async () => {} })
  app.get('/openapi.json', async () => app.swagger())
  app.get('/openapi.yaml', async (_request, reply) => reply.type('application/yaml').send(app.swagger({ yaml: true })))
  app.get('/_mock/openapi.json', async () => app.controlDocument())
  await app.register(swaggerUi, { routePrefix: '/docs' })
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
      security: []
    },
    hideUntagged: true,
    refResolver: names,
    transform: ({ schema, url }) => ({ schema: onlyTagged(schema, controlTag), url }),
    // The shared schemas are those of the imitated API; the control paths write theirs where they stand.
    transformObject: document => 'openapiObject' in document ? withoutOwnKeywords({ ...document.openapiObject, components: {} }) : {}
  } as FastifyDynamicSwaggerOptions
}

function onlyTagged<Schema extends { tags?: readonly string[], hide?: boolean } | undefined> (schema: Schema, tag: string): Schema {
  return schema?.tags?.includes(tag) ? schema : { ...schema, hide: true } as Schema
}

/** `allowed` is for our own messages: no keyword of JSON Schema. */
function withoutOwnKeywords<Document extends object> (document: Document): Document {
  return JSON.parse(JSON.stringify(document, (name, value) => name === 'allowed' ? undefined : value))
}
