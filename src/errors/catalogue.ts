/** The catalogue: every refusal by its name. Beside it only a test's own errors are ApiErrors: see custom-error.ts. */
export * from './parameter-refusals.js'
export * from './transport-refusals.js'
export * from './account-refusals.js'
export type { Entry } from './define-refusal.js'
