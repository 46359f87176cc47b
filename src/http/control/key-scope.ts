/** Whose things a control call sees and changes. */
import type { FastifyRequest } from 'fastify'
import { apiKeyOf } from '../../behaviours/auth.js'

/** Those of the key that it carries; without one, everybody's. */
export function ownerOf ({ headers }: FastifyRequest): string | undefined {
  return apiKeyOf(headers.authorization)
}
