/** Checks of one parameter's value, with OpenAI's refusals. */
import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import type { ApiError } from '../errors/api-error.js'
import {
  emptyString, integerAboveMaximum, integerBelowMinimum, invalidSize, invalidType, invalidValue, oneOf, stringTooLong
} from '../errors/catalogue.js'
import type { CombinationCheck, ParameterSchema } from './families/family.js'
import type { ResolvedParameters } from './image-request.js'
import { parameterSchemas, type Model } from './models.js'
import { sizeProblem, type FreeSizes } from './sizes.js'

export interface ParameterCheck {
  name: string
  required: boolean
  /** Whether null is the same as leaving the parameter out. */
  nullable: boolean
  default: string | number | boolean | undefined
  /** Returns the refusal of a value, or undefined if the value is valid. */
  check: (value: unknown) => ApiError | undefined
}

/** The checks of a model's parameters, in the order in which the API makes them. */
export function parameterChecks (model: Model): ParameterCheck[] {
  return Object.entries(parameterSchemas(model)).map(([name, schema]) => ({
    name,
    required: model.family.request.required.includes(name),
    nullable: schema.nullable === true || model.family.unchecked.includes(name),
    default: schema.default,
    check: model.family.unchecked.includes(name) ? () => undefined : schemaCheck(name, isFreeSize(name, model) ? { type: 'string' } : schema)
  }))
}

function isFreeSize (name: string, { freeSizes }: Model): boolean {
  return name === 'size' && freeSizes !== undefined
}

/** The check of valid parameters against what the model supports, and against each other. The model's name is part of some refusals. */
export function modelChecks (model: Model): CombinationCheck {
  const { family: { narrowedByModel, combinations }, supported = {}, freeSizes } = model
  const sizes = supported['size'] ?? parameterSchemas(model)['size']?.enum ?? []
  const checks: Array<CombinationCheck> = [
    ...freeSizes ? [({ size }: ResolvedParameters) => sizes.includes(size) ? undefined : freeSizeRefusal(size, freeSizes)] : [],
    ...Object.entries(narrowedByModel).filter(([name]) => supported[name] && !isFreeSize(name, model)).map(([name, refuse]) =>
      (parameters: ResolvedParameters) => {
        const value = parameters[name]
        if (value === undefined || supported[name]!.includes(String(value))) return undefined
        return refuse(String(value), supported[name]!, parameters.model)
      }),
    ...combinations
  ]
  return parameters => {
    for (const check of checks) {
      const refusal = check(parameters)
      if (refusal) return refusal
    }
    return undefined
  }
}

function freeSizeRefusal (size: string, limits: FreeSizes): ApiError | undefined {
  const problem = sizeProblem(size, limits)
  return problem && invalidSize(size, problem, limits)
}

function schemaCheck (name: string, schema: ParameterSchema): ParameterCheck['check'] {
  const { listed, ...keywords } = schema
  const validator = Compile(keywords as TSchema)
  return value => validator.Check(value) ? undefined : refusal(name, schema, value, validator.Errors(value)[0]?.keyword)
}

function refusal (name: string, schema: ParameterSchema, value: unknown, keyword: string | undefined): ApiError {
  switch (keyword) {
    case 'enum': return invalidValue(name, String(value), schema.listed ?? schema.enum!)
    case 'minLength': return emptyString(name, schema.minLength!)
    case 'maxLength': return stringTooLong(name, schema.maxLength!, [...value as string].length)
    case 'minimum': return integerBelowMinimum(name, schema.minimum!, digits(value as number))
    case 'maximum': return integerAboveMaximum(name, schema.maximum!, digits(value as number))
    default: return invalidType(name, expectation(schema), kindOf(value))
  }
}

function expectation (schema: ParameterSchema): string {
  if (schema.enum) return oneOf(schema.listed ?? schema.enum)
  return { string: 'a string', integer: 'an integer', boolean: 'a boolean' }[schema.type ?? 'string']
}

/** All digits of an integer, never `1e+21`. Beyond 2^53 it is the nearest integer that JSON.parse yields. */
function digits (value: number): string {
  return BigInt(value).toString()
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
