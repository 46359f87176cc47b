/** A schema of some words, as JSON Schema writes them. */
import { Type } from 'typebox'

export const StringEnum = <const Value extends string>(values: readonly Value[], options: object) =>
  Type.Unsafe<Value>({ type: 'string', enum: [...values], ...options })
