/** Checks of one parameter's value, with OpenAI's refusals. */
import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import type { ApiError } from '../../errors/api-error.js'
import { decimalAboveMaximum, decimalBelowMinimum, invalidSize, oneOf } from '../../errors/catalogue.js'
import type { CombinationCheck, ParameterSchema } from '../families/family.js'
import { fileCheck, referenceCheck } from './image-checks.js'
import type { ResolvedParameters } from '../parameters.js'
import { kindOf } from '../body/json-values.js'
import { parameterSchemas, type Model } from '../models.js'
import { currentWords, type ParameterWords } from './parameter-words.js'
import { sizeProblem, type FreeSizes } from '../sizes.js'

export interface ParameterCheck {
  name: string
  required: boolean
  /** Whether null is the same as leaving the parameter out. */
  nullable: boolean
  default: string | number | boolean | undefined
  /** Returns the refusal of a value, or undefined if the value is valid. */
  check: (value: unknown) => ApiError | undefined
  /** Converts the text of a form to the type of the parameter. Returns the refusal if it cannot be converted. */
  fromText: (text: string) => string | number | boolean | ApiError
}

/** Returns the checks of a model's parameters, in the order in which the API makes them. */
export function parameterChecks (model: Model): ParameterCheck[] {
  const { request, unchecked, words = currentWords } = model.family
  return Object.entries(parameterSchemas(model)).map(([name, schema]) => ({
    name,
    required: request.required.includes(name),
    nullable: schema.nullable === true || unchecked.includes(name),
    default: schema.default,
    check: unchecked.includes(name) ? () => undefined : checkOf(name, isFreeSize(name, model) ? { type: 'string' } : schema, words),
    fromText: text => valueOfText(name, schema, text, words)
  }))
}

function checkOf (name: string, schema: ParameterSchema, words: ParameterWords): ParameterCheck['check'] {
  if (schema.file) return fileCheck(name, schema.file)
  return schema.reference ? referenceCheck(name, schema.reference) : schemaCheck(name, schema, words)
}

function valueOfText (name: string, schema: ParameterSchema, text: string, { unconvertible }: ParameterWords): ReturnType<ParameterCheck['fromText']> {
  const { type } = schema
  if (type === 'integer' && /^[+-]?\d{1,400}$/.test(text)) return Number(text)
  if (type === 'number' && /^[+-]?\d{1,400}(?:\.\d{1,400})?$/.test(text)) return Number(text)
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true'
  const isText = type === undefined || type === 'string'
  return isText ? text : unconvertible(name, { type, expected: expectation(schema), value: text })
}

function isFreeSize (name: string, { freeSizes }: Model): boolean {
  return name === 'size' && freeSizes !== undefined
}

/** Returns the check of valid parameters against what the model supports, and against each other. */
export function modelChecks (model: Model): CombinationCheck {
  const { family: { narrowedByModel, combinations }, supported = {}, freeSizes, custom } = model
  const sizes = supported['size'] ?? parameterSchemas(model)['size']?.enum ?? []
  // The sizes of a custom model are checked when they are converted to pixels.
  const limits = custom?.sizeOf ? undefined : freeSizes
  const checks: Array<CombinationCheck> = [
    ...limits ? [({ size }: ResolvedParameters) => sizes.includes(size) ? undefined : freeSizeRefusal(size, limits)] : [],
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

function schemaCheck (name: string, schema: ParameterSchema, words: ParameterWords): ParameterCheck['check'] {
  const { listed, ...keywords } = schema
  const validator = Compile(keywords as TSchema)
  return value => validator.Check(value) ? undefined : refusal(name, schema, value, validator.Errors(value)[0]?.keyword, words)
}

function refusal (name: string, schema: ParameterSchema, value: unknown, keyword: string | undefined, words: ParameterWords): ApiError {
  switch (keyword) {
    case 'enum': return words.notInList(name, value, schema.listed ?? schema.enum!)
    case 'minLength': return words.tooShort(name, schema.minLength!, [...value as string].length)
    case 'maxLength': return words.tooLong(name, schema.maxLength!, [...value as string].length)
    case 'minimum': return belowMinimum(name, schema, value as number, words)
    case 'maximum': return aboveMaximum(name, schema, value as number, words)
    default: return words.wrongType(name, { type: schema.type ?? 'string', expected: expectation(schema), got: gotOf(value, schema), value })
  }
}

/** Beyond the range of numbers, JSON.parse returns an infinite one: `1e400`. It is no decimal, either. */
function gotOf (value: unknown, { type }: ParameterSchema): string {
  return type === 'number' && typeof value === 'number' && !Number.isFinite(value) ? 'a number out of range' : kindOf(value)
}

function belowMinimum (name: string, { type, minimum }: ParameterSchema, value: number, words: ParameterWords): ApiError {
  return type === 'number' ? decimalBelowMinimum(name, minimum!, value) : words.belowMinimum(name, minimum!, digits(value))
}

function aboveMaximum (name: string, { type, maximum }: ParameterSchema, value: number, words: ParameterWords): ApiError {
  return type === 'number' ? decimalAboveMaximum(name, maximum!, value) : words.aboveMaximum(name, maximum!, digits(value))
}

function expectation (schema: ParameterSchema): string {
  if (schema.enum) return oneOf(schema.listed ?? schema.enum)
  return { string: 'a string', integer: 'an integer', number: 'a decimal', boolean: 'a boolean' }[schema.type ?? 'string']
}

/** Returns all digits of an integer, never `1e+21`. Beyond 2^53, JSON.parse returns the nearest number. */
function digits (value: number): string {
  return BigInt(value).toString()
}
