/** The rules of each request member for one model: the contract's schema narrowed to the model's row. */
import { Type, type TSchema } from 'typebox'
import { Compile, type Validator } from 'typebox/compile'
import type { ApiError } from '../errors/api-error.js'
import {
  emptyString, integerAboveMaximum, integerBelowMinimum, invalidType, invalidValue, oneOf, stringTooLong
} from '../errors/catalogue.js'
import { CreateImageRequest } from './create-image-request.js'
import { kindOf } from './kind.js'
import type { ModelRules } from './models.js'

const contract = CreateImageRequest.properties
type MemberName = keyof typeof contract

interface Keywords {
  type: 'string' | 'integer'
  enum?: readonly string[]
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
}

/** Refuses a value of one member, or returns nothing. */
export type MemberRule = (value: unknown) => ApiError | undefined

/** Each member's rule, in the order in which the real endpoint checks them. Absent: the model lacks the member. */
export function memberRules (rules: ModelRules): Map<MemberName, MemberRule> {
  const schemas: Array<[MemberName, TSchema | undefined]> = [
    ['prompt', Type.String({ minLength: 1, maxLength: rules.maxPromptLength })],
    ['n', { ...contract.n, maximum: rules.maxImages }],
    ['quality', rules.qualities && { ...contract.quality, enum: rules.qualities }],
    ['response_format', contract.response_format],
    ['size', { ...contract.size, enum: rules.sizes }],
    ['style', rules.styles && { ...contract.style, enum: rules.styles }],
    ['user', contract.user]
  ]
  return new Map(schemas.flatMap(([name, schema]) => schema ? [[name, memberRule(name, schema)]] : []))
}

function memberRule (name: MemberName, schema: TSchema): MemberRule {
  const validator: Validator = Compile(schema)
  return value => validator.Check(value)
    ? undefined
    : refusal(name, schema as unknown as Keywords, value, validator.Errors(value)[0]?.keyword)
}

function refusal (name: string, schema: Keywords, value: unknown, keyword: string | undefined): ApiError {
  switch (keyword) {
    case 'enum': return invalidValue(name, String(value), schema.enum!)
    case 'minLength': return emptyString(name, schema.minLength!)
    case 'maxLength': return stringTooLong(name, schema.maxLength!, [...value as string].length)
    case 'minimum': return integerBelowMinimum(name, schema.minimum!, digits(value as number))
    case 'maximum': return integerAboveMaximum(name, schema.maximum!, digits(value as number))
    default: return invalidType(name, expectation(schema), kindOf(value))
  }
}

function expectation (schema: Keywords): string {
  if (schema.enum) return oneOf(schema.enum)
  return schema.type === 'integer' ? 'an integer' : 'a string'
}

/** An integer in full: `1e+21` is no way to say what was sent. Beyond 2^53 it is the nearest that JSON.parse knows. */
function digits (value: number): string {
  return BigInt(value).toString()
}
