/** The wordings of refusals of one parameter: that of May 2025 and later, and that of the first backend. */
import type { ApiError } from '../errors/api-error.js'
import {
  aboveMaximum, additionalProperties, belowMinimum, emptyString, integerAboveMaximum, integerBelowMinimum, invalidType, invalidValue,
  missingParameter, modelNotFound, modelShouldBeBlank, notOfType, notOneOf, requiredProperty, stringTooLong, unconvertibleText,
  unknownParameter
} from '../errors/catalogue.js'

export interface ParameterWords {
  missing: (name: string) => ApiError
  unknown: (name: string) => ApiError
  /** `type` is the JSON type; `expected` and `got` are descriptions such as `an integer`. */
  wrongType: (name: string, problem: { type: string, expected: string, got: string, value: unknown }) => ApiError
  /** A value of a form that is not the text of an integer or of a boolean. */
  unconvertible: (name: string, problem: { type: string, expected: string, value: string }) => ApiError
  notInList: (name: string, value: unknown, supported: readonly string[]) => ApiError
  tooShort: (name: string, minLength: number) => ApiError
  tooLong: (name: string, maxLength: number, length: number) => ApiError
  belowMinimum: (name: string, minimum: number, digits: string) => ApiError
  aboveMaximum: (name: string, maximum: number, digits: string) => ApiError
  unknownModel: (model: string) => ApiError
}

export const currentWords: ParameterWords = {
  missing: missingParameter,
  unknown: unknownParameter,
  wrongType: (name, { expected, got }) => invalidType(name, expected, got),
  unconvertible: (name, { expected }) => unconvertibleText(name, expected),
  notInList: (name, value, supported) => invalidValue(name, String(value), supported),
  tooShort: emptyString,
  tooLong: stringTooLong,
  belowMinimum: integerBelowMinimum,
  aboveMaximum: integerAboveMaximum,
  unknownModel: modelNotFound
}

/** The first backend checked bodies by Python's jsonschema. What it said of the length of texts is not needed. */
export const legacyWords: ParameterWords = {
  ...currentWords,
  missing: requiredProperty,
  unknown: additionalProperties,
  wrongType: (name, { type, value }) => notOfType(name, value, type),
  unconvertible: (name, { type, value }) => notOfType(name, value, type),
  notInList: notOneOf,
  belowMinimum,
  aboveMaximum,
  unknownModel: modelShouldBeBlank
}

/** The kind of a JSON value, as OpenAI's messages name it: `a string`, `an integer`, `null`. */
export function kindOf (value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  switch (typeof value) {
    case 'string': return 'a string'
    case 'number': return Number.isInteger(value) ? 'an integer' : 'a decimal number'
    case 'boolean': return 'a boolean'
    default: return 'an object'
  }
}
