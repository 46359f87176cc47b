/** The OpenAPI documents: the imitated operation alone for its users, the control paths apart, and Swagger UI. */
import swagger, { type FastifyDynamicSwaggerOptions } from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import { CreateImageRequest } from '../contract/create-image-request.js'
import { Image, ImagesResponse } from '../contract/images-response.js'
import { ErrorEnvelope } from '../errors/envelope.js'

declare module 'fastify' {
  interface FastifyInstance {
    controlDocument: (options?: { yaml?: false }) => object
  }
}

const license = { name: 'MIT', url: 'https://spdx.org/licenses/MIT' }
const controlTag = 'Control'
const names = { buildLocalReference: ({ $id }: { $id?: unknown }) => String($id) }

/**
 * Serves both documents. Call it on the root, before the routes that they describe are registered: the
 * documents see only what is registered after them.
 */
export function serveOpenapiDocuments (app: FastifyInstance, { version }: { version: string }): void {
  for (const schema of [CreateImageRequest, Image, ImagesResponse, ErrorEnvelope]) app.addSchema(schema)

  app.register(swagger, {
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
  } satisfies FastifyDynamicSwaggerOptions)

  app.register(swagger, {
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
  } as FastifyDynamicSwaggerOptions)

  app.get('/openapi.json', async (_request, reply) => reply.send(app.swagger()))
  app.get('/openapi.yaml', async (_request, reply) => reply.type('application/yaml').send(app.swagger({ yaml: true })))
  app.get('/_mock/openapi.json', async (_request, reply) => reply.send(app.controlDocument()))
  app.register(swaggerUi, { routePrefix: '/docs' })
}

function onlyTagged<Schema extends { tags?: readonly string[], hide?: boolean } | undefined> (schema: Schema, tag: string): Schema {
  return schema?.tags?.includes(tag) ? schema : { ...schema, hide: true } as Schema
}

/** `allowed` is for our own messages: no keyword of JSON Schema. */
function withoutOwnKeywords<Document extends object> (document: Document): Document {
  return JSON.parse(JSON.stringify(document, (name, value) => name === 'allowed' ? undefined : value))
}
