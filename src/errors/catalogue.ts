/** The catalogue: every refusal by its name. Nobody else builds an ApiError. */
export * from './parameter-refusals.js'
export * from './transport-refusals.js'
export * from './account-refusals.js'
export type { Entry } from './entry.js'
