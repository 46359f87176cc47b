/** The door of the imitated API: POST /images/generations, with and without the base path. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Generate } from '../generate.js'
import { directiveHeader } from '../scenarios/directive.js'
import { createCall, type Call } from './call.js'
import { sendBody, spoilImages } from './faults.js'
import { imagesBody } from './images-body.js'
import { setOpenaiHeaders } from './openai-headers.js'
import type { createOriginOf } from './origin.js'
import { createImageResponses } from './published-responses.js'
import { hold } from './waiting.js'

export interface OpenaiApiOptions {
  /** Throws the refusal of the first who objects. */
  passGate: (call: Call) => void
  /** How long the answer is held back, in milliseconds. */
  delayOf: (call: Call) => number
  generate: Generate
  originOf: ReturnType<typeof createOriginOf>
  /** Aborted when the mock closes. */
  closing: AbortSignal
}

export async function openaiApi (app: FastifyInstance, options: OpenaiApiOptions): Promise<void> {
  const answer = createAnswer(options)
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, async (_request: unknown, bytes: Buffer) => bytes)

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
      serializerCompiler: () => String
    }, answer)
  }
}

function createAnswer ({ passGate, delayOf, generate, originOf, closing }: OpenaiApiOptions) {
  return async (request: FastifyRequest, reply: FastifyReply) => {
    const call = request.call = createCall(request, directiveHeader)
    try {
      passGate(call)
    } finally {
      await hold(reply, delayOf(call), closing)
    }
    const outcome = call.decision?.respond ?? {}
    const images = await generate(call.request!, outcome, originOf(request), () => !request.raw.socket.destroyed)
    const answer = call.answer = spoilImages(images, outcome.fault)
    setOpenaiHeaders(request, reply)
    return sendBody(request, reply, imagesBody(answer), outcome.fault, closing)
  }
}
