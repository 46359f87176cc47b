/** The health check, the only control route that no setting removes. */
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { sendControlError } from '../control/control-errors.js'
import { controlErrorSchema } from '../control/control-schemas.js'

const Health = Type.Object({
  status: Type.Literal('ok'),
  version: Type.String({ description: 'The version of openai-images-mock.' })
})

export interface HealthOptions {
  version: string
  /** Loads what drawing needs. Rejects if no picture can be drawn. */
  load: () => Promise<void>
}

export async function health (app: FastifyInstance, { version, load }: HealthOptions): Promise<void> {
  app.get('/_mock/health', {
    // Loading the schema compiler would take 20 ms.
    serializerCompiler: () => JSON.stringify,
    schema: {
      operationId: 'getHealth',
      tags: ['Control'],
      security: [],
      summary: 'Responds when the mock can serve pictures.',
      response: { 200: { description: 'The mock is ready.', ...Health }, 503: { description: 'The mock cannot draw pictures. The message says what is missing.', ...controlErrorSchema } }
    }
  }, async (_request, reply) => {
    try {
      await load()
      return { status: 'ok' as const, version }
    } catch (error) {
      return sendControlError(reply, 503, (error as Error).message)
    }
  })
}
