/** Fastify's own compilers of schemas, loaded with the first route that needs one: none of ours does. */
import { createRequire } from 'node:module'
import type { FastifyServerOptions } from 'fastify'

type Factories = NonNullable<NonNullable<FastifyServerOptions['schemaController']>['compilersFactory']>

const require = createRequire(import.meta.url)

/** Fastify would load them at once, which takes an eighth of the whole start. */
export const compilersOnDemand: Factories = {
  buildValidator: (...given: unknown[]) => require('@fastify/ajv-compiler')()(...given),
  buildSerializer: (...given) => require('@fastify/fast-json-stringify-compiler')()(...given)
}
