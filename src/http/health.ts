/** The health check: the one control path that is always there. */
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'

const Health = Type.Object({
  status: Type.Literal('ok'),
  version: Type.String({ description: 'The version of openai-images-mock.' })
})

export async function health (app: FastifyInstance, { version }: { version: string }): Promise<void> {
  app.get('/_mock/health', {
    // Not worth a compiled one, which takes 20 ms to load.
    serializerCompiler: () => JSON.stringify,
    schema: {
      operationId: 'getHealth',
      tags: ['Control'],
      security: [],
      summary: 'Answers as soon as the mock can serve.',
      response: { 200: { description: 'The mock serves.', ...Health } }
    }
  }, async () => ({ status: 'ok' as const, version }))
}
