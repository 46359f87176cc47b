/** The folder and version of the package. */
import { createRequire } from 'node:module'
import { dirname } from 'node:path'

const require = createRequire(import.meta.url)
/** The package's own name resolves from its source, its build and any chunk of the build. */
const manifest = 'openai-images-mock/package.json'

export const packageFolder = dirname(require.resolve(manifest))
export const packageVersion: string = require(manifest).version
