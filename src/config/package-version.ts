/** The version of the package, from its own package.json. */
import { createRequire } from 'node:module'

/** By the package's own name, which resolves from its source, its build and any chunk of that alike. */
export const packageVersion: string = createRequire(import.meta.url)('openai-images-mock/package.json').version
