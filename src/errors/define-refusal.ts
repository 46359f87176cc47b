/** Catalogue entries: functions that create a refusal, with the evidence for its words. */
import { ApiError, type Refusal } from './api-error.js'

export interface Evidence {
  /**
   * How sure the wording is. `recorded`: read in a recording of this endpoint. `reported`: read in a recording of
   * another endpoint, or measured by someone who published it. `assumed`: our own, by analogy.
   */
  mark: 'recorded' | 'reported' | 'assumed'
  /** Where and when the wording was seen, or what it was inferred from. */
  source: string
}

export interface RefusalFactory<Args extends unknown[] = never[]> {
  (...args: Args): ApiError
  readonly evidence: Evidence
  /** The refusal for typical arguments, for documents and tests. */
  readonly example: ApiError
}

/** Defines a catalogue entry. `example` has typical arguments; `refuse` creates the refusal from its arguments. */
export function defineRefusal<Args extends unknown[]> (
  { example, ...evidence }: Evidence & { example: Args },
  refuse: (...args: Args) => Refusal
): RefusalFactory<Args> {
  const make = (...args: Args) => new ApiError(refuse(...args))
  return Object.assign(make, { evidence, example: make(...example) })
}
