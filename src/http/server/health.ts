/** The health check: the one control path that is always there. */
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { controlError, sendControlError } from '../control/control-errors.js'

const Health = Type.Object({
  status: Type.Literal('ok'),
  version: Type.String({ description: 'The version of openai-images-mock.' })
})

export interface HealthOptions {
  version: string
  /** Loads what pictures need; rejects if they cannot be made. */
  load: () => Promise<void>
}

export async function health (app: FastifyInstance, { version, load }: HealthOptions): Promise<void> {
  app.get('/_mock/health', {
    // Not worth a compiled one, which takes 20 ms to load.
    serializerCompiler: () => JSON.stringify,
    schema: {
      operationId: 'getHealth',
      tags: ['Control'],
      security: [],
      summary: 'Answers as soon as the mock can serve pictures.',
      response: { 200: { description: 'The mock serves.', ...Health }, 503: { description: 'No picture can be made. The message says what is missing.', ...controlError } }
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
