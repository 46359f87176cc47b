/** The package itself: where it lies, and its version. */
import { createRequire } from 'node:module'
import { dirname } from 'node:path'

const require = createRequire(import.meta.url)
/** By the package's own name, which resolves from its source, its build and any chunk of that alike. */
const manifest = 'openai-images-mock/package.json'

export const packageFolder = dirname(require.resolve(manifest))
export const packageVersion: string = require(manifest).version
