/** Fastify's own compilers of schemas, loaded with the first route that needs one: none of ours does. */
import { createRequire } from 'node:module'
import type { FastifyServerOptions } from 'fastify'

type Factories = NonNullable<NonNullable<FastifyServerOptions['schemaController']>['compilersFactory']>

const require = createRequire(import.meta.url)

/** Loaded once. Fastify would load them at every start, which takes an eighth of it. The types of both are Fastify's concern. */
const compilers = (): Record<keyof Factories, (...given: unknown[]) => never> => require('./schema-compilers.cjs')

export const compilersOnDemand: Factories = {
  buildValidator: (...given: unknown[]) => compilers().buildValidator(...given),
  buildSerializer: (...given: unknown[]) => compilers().buildSerializer(...given)
}
