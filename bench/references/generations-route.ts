/** The operation as a bare Fastify route: body and response schema, static response. */
import type { RouteOptions } from 'fastify'

const url = `http://127.0.0.1:8080/private/org-${'x'.repeat(24)}/user-${'x'.repeat(24)}/img-${'x'.repeat(400)}.png`
const choice = (...values: string[]) => ({ type: 'string', enum: values })

export const generationsRoute: RouteOptions = {
  method: 'POST',
  url: '/v1/images/generations',
  schema: {
    body: {
      type: 'object',
      required: ['prompt'],
      additionalProperties: false,
      properties: {
        prompt: { type: 'string', minLength: 1, maxLength: 4000 },
        model: { type: 'string' },
        n: { type: 'integer', minimum: 1, maximum: 10 },
        quality: choice('standard', 'hd'),
        response_format: choice('url', 'b64_json'),
        size: choice('256x256', '512x512', '1024x1024', '1792x1024', '1024x1792'),
        style: choice('vivid', 'natural'),
        user: { type: 'string' }
      }
    },
    response: {
      200: {
        type: 'object',
        properties: {
          created: { type: 'integer' },
          data: { type: 'array', items: { type: 'object', properties: { url: { type: 'string' }, revised_prompt: { type: 'string' } } } }
        }
      }
    }
  },
  handler: async () => ({ created: 1_778_107_895, data: [{ url }] })
}
