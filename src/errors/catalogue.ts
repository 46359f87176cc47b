/** The catalogue of refusals, each by its name. */
export * from './parameter-refusals.js'
export * from './transport-refusals.js'
export * from './account-refusals.js'
export * from './gpt-image-refusals.js'
export * from './edit-refusals.js'
export * from './legacy-refusals.js'
export type { RefusalFactory } from './define-refusal.js'
