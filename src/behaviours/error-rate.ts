/** A share of requests that fails: the same ones for the same seed. */
import type { ApiError } from '../errors/api-error.js'
import { namedErrors, type ErrorContext, type ErrorName } from '../errors/named-errors.js'
import type { Random } from './seeded-random.js'

export interface ErrorRateOptions {
  /** From 0 (none) to 1 (all). */
  errorRate: number
  /** What the unlucky ones get. */
  error: ErrorName
  random: Random
}

/** Makes the draw: a refusal for an unlucky request, otherwise nothing. */
export function createErrorRate ({ errorRate, error, random }: ErrorRateOptions): (context: ErrorContext) => ApiError | undefined {
  if (errorRate === 0) return () => undefined
  return context => random(context.key) < errorRate ? namedErrors[error].make(context) : undefined
}
