/** Reference for the cold start: a bundled Fastify app with one validated route and, like the mock, with Node's compile cache. */
import module from 'node:module'

(module as { enableCompileCache?: () => void }).enableCompileCache?.()

await import('./bare-fastify.js')
