/** The reference of the cold start: a bundled Fastify app with one validated route, under Node's compile cache as ours is. */
import module from 'node:module'

(module as { enableCompileCache?: () => void }).enableCompileCache?.()

await import('./bare-fastify.js')
