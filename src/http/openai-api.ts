/** The door of the imitated API: POST /images/generations, with and without the base path. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Generate } from '../generate.js'
import { directiveHeader } from '../scenarios/directive.js'
import { createCall, type Call } from './call.js'
import { sendAnswer, spoilImages, type SendOptions } from './faults.js'
import { imagesBody } from './images-body.js'
import { openaiHeaders } from './openai-headers.js'
import type { createOriginOf } from './origin.js'
import { createImageResponses } from './published-responses.js'
import { hold } from './waiting.js'

export interface OpenaiApiOptions extends SendOptions {
  /** Throws the refusal of the first who objects. */
  passGate: (call: Call) => void
  /** How long the answer is held back, in milliseconds. */
  delayOf: (call: Call) => number
  generate: Generate
  originOf: ReturnType<typeof createOriginOf>
}

export async function openaiApi (app: FastifyInstance, options: OpenaiApiOptions): Promise<void> {
  const answer = createAnswer(options)
  app.removeAllContentTypeParsers()
  // JSON by its name: Fastify looks a catch-all up anew for each request.
  app.addContentTypeParser(['application/json', '*'], { parseAs: 'buffer' }, (_request, bytes, done) => done(null, bytes))

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
      // A content type beyond HTTP's grammar Fastify refuses at once; the gate does so in its turn.
      errorHandler (error, request, reply) {
        if (error.code !== 'FST_ERR_CTP_INVALID_MEDIA_TYPE') throw error
        return answer(request, reply)
      },
      // The answer is sent as bytes; its schema is published, not used to write it.
      serializerCompiler: () => String
    }, answer)
  }
}

function createAnswer ({ passGate, delayOf, generate, originOf, timings, closing }: OpenaiApiOptions) {
  return async (request: FastifyRequest, reply: FastifyReply) => {
    const call = request.call = createCall(request, directiveHeader)
    try {
      passGate(call)
    } finally {
      const delayMs = delayOf(call)
      if (delayMs > 0) await hold(reply, delayMs, closing)
    }
    const respond = call.decision?.respond ?? {}
    const isWanted = () => !request.raw.socket.destroyed
    const { images, pictures } = await generate(call.request!, respond, { requestId: request.id, origin: originOf(request), isWanted })
    call.pictures = pictures
    const answer = call.answer = await spoilImages(images, respond.fault)
    return sendAnswer(request, reply, { status: 200, headers: openaiHeaders(request, 200), parts: imagesBody(answer) }, respond.fault, { timings, closing })
  }
}
