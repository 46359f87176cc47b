/** The door of the imitated API: POST /images/generations, with and without the base path. */
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import type { ApiError } from '../errors/api-error.js'
import type { Generate } from '../generate.js'
import { imagesBody } from './images-body.js'
import { parseJson, requireJson } from './json-body.js'
import { setOpenaiHeaders } from './openai-headers.js'
import type { createOriginOf } from './origin.js'
import { createImageResponses } from './published-responses.js'

export interface OpenaiApiOptions {
  generate: Generate
  authenticate: (authorization: string | undefined) => ApiError | undefined
  originOf: ReturnType<typeof createOriginOf>
}

export async function openaiApi (app: FastifyInstance, { generate, authenticate, originOf }: OpenaiApiOptions): Promise<void> {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, async (_request: unknown, bytes: Buffer) => parseJson(bytes))

  for (const url of ['/images/generations', '/v1/images/generations']) {
    app.post(url, {
      schema: {
        operationId: 'createImage',
        tags: ['Images'],
        summary: 'Creates an image given a prompt.',
        body: Type.Ref('CreateImageRequest#'),
        response: createImageResponses,
        // One operation under two paths: the document has it once, under the documented path.
        hide: url.startsWith('/v1')
      },
      // The contract room validates, in OpenAI's words; Fastify's own validation would coerce and drop.
      validatorCompiler: () => () => true,
      // The answer is sent as bytes; its schema is published, not used to write it.
      serializerCompiler: () => String,
      onRequest: async request => {
        const refusal = authenticate(request.headers.authorization)
        if (refusal) throw refusal
        requireJson(request.headers['content-type'])
      }
    }, async (request, reply) => {
      // Of a request without a length Fastify reads no body: that is an empty one, and not the body `null`.
      const body = request.body === undefined ? {} : request.body
      const answer = await generate(body, originOf(request))
      setOpenaiHeaders(request, reply)
      return reply.send(imagesBody(answer))
    })
  }
}
