/** The form of a catalogue entry: a function that makes the refusal, with the evidence for its words. */
import { ApiError, type Refusal } from './api-error.js'

export interface Evidence {
  /**
   * How sure the wording is. `recorded`: read in a recording of this endpoint. `reported`: read in a
   * recording of a sister endpoint, or told by somebody who measured it. `assumed`: ours, by pattern.
   */
  mark: 'recorded' | 'reported' | 'assumed'
  /** Where and when it was seen, or what it was inferred from. */
  source: string
}

export interface Entry<Args extends unknown[] = never[]> {
  (...args: Args): ApiError
  readonly evidence: Evidence
  /** The refusal for typical arguments, for documents and tests. */
  readonly example: ApiError
}

/** Makes an entry; `example` are the arguments of its typical case. */
export function entry<Args extends unknown[]> (
  { example, ...evidence }: Evidence & { example: Args },
  refuse: (...args: Args) => Refusal
): Entry<Args> {
  const make = (...args: Args) => {
    const error = new ApiError(refuse(...args))
    Error.captureStackTrace(error, make)
    return error
  }
  return Object.assign(make, { evidence, example: make(...example) })
}
