/** The wording of refusals that concern one parameter: of May 2025 and later, and of the first backend. */
import type { ApiError } from '../../errors/api-error.js'
import {
  aboveMaximum, additionalProperties, belowMinimum, emptyString, integerAboveMaximum, integerBelowMinimum, invalidType, invalidValue,
  missingParameter, modelNotFound, modelShouldBeBlank, notOfType, notOneOf, requiredProperty, stringTooLong, stringTooShort,
  unconvertibleText, unknownParameter
} from '../../errors/catalogue.js'

export interface ParameterWords {
  missing: (name: string) => ApiError
  unknown: (name: string) => ApiError
  /** `type` is the JSON type; `expected` and `got` are descriptions such as `an integer`. */
  wrongType: (name: string, problem: { type: string, expected: string, got: string, value: unknown }) => ApiError
  /** Text in a form that is not an integer or a boolean. */
  unconvertible: (name: string, problem: { type: string, expected: string, value: string }) => ApiError
  notInList: (name: string, value: unknown, supported: ReadonlyArray<string | number>) => ApiError
  tooShort: (name: string, minLength: number, length: number) => ApiError
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
  notInList: (name, value, supported) => invalidValue(name, typeof value === 'number' ? value : String(value), supported),
  tooShort: (name, minLength, length) => length === 0 ? emptyString(name, minLength) : stringTooShort(name, minLength, length),
  tooLong: stringTooLong,
  belowMinimum: integerBelowMinimum,
  aboveMaximum: integerAboveMaximum,
  unknownModel: modelNotFound
}

/** The first backend validated bodies with Python's jsonschema. No parameter that it checks has a limited length. */
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
