/** Validation: converts an unknown body to an ImageRequest, or to the one refusal with which the API responds. */
import { ApiError } from '../errors/api-error.js'
import { bodyNotObject, invalidType, missingParameter, modelNotFound, unknownParameter } from '../errors/catalogue.js'
import type { ImageRequest, ResolvedParameters } from './image-request.js'
import { allModels, anyOtherModel, defaultModel, models, type Model } from './models.js'
import { kindOf, parameterChecks, type ParameterCheck } from './parameter-checks.js'
import { parameters } from './parameters.js'
import { dimensionsOf } from './sizes.js'

export interface ValidationOptions {
  /** How to treat a model without a row of its own. Default `accept`. */
  unknownModels?: 'accept' | 'reject'
  /**
   * How to treat a parameter that the model lacks. Default `reject`, as the API does since 2025. `ignore` still
   * refuses values that would change the form of the response, such as `stream: true`.
   */
  unknownParameters?: 'reject' | 'ignore'
}

export type Validate = (body: unknown) => ImageRequest | ApiError

type Body = Record<string, unknown>

/**
 * Creates the validation of request bodies.
 *
 * It returns one refusal, for the first problem in this order: the body is an object, the type of `model`, unknown
 * parameters, the parameters in the order of the family, the existence of the model.
 */
export function createValidate (options: ValidationOptions = {}): Validate {
  const { unknownModels = 'accept', unknownParameters = 'reject' } = options

  return body => {
    if (!isObject(body)) return bodyNotObject(kindOf(body))
    const name = body['model'] ?? defaultModel
    if (typeof name !== 'string') return invalidType('model', 'a string', kindOf(name))
    const model = models.get(name) ?? anyOtherModel
    const { checks, isAccepted, resolve } = contracts.get(model)!
    const unknown = Object.keys(body).find(member => !isAccepted(body, member, unknownParameters))
    if (unknown !== undefined) return unknownParameter(unknown)
    for (const parameter of checks) {
      if (isOmitted(body, parameter)) {
        if (parameter.required) return missingParameter(parameter.name)
        continue
      }
      const refusal = parameter.check(body[parameter.name])
      if (refusal) return refusal
    }
    if (name === '' || (unknownModels === 'reject' && !models.has(name))) return modelNotFound(name)
    return resolve(body, name)
  }
}

/** Returns the members of a valid request that have no effect: the model lacks them, and unknown parameters are ignored. */
export function ignoredParameters (body: unknown, model: Model): string[] {
  const { isAccepted } = contracts.get(model)!
  return isObject(body) ? Object.keys(body).filter(name => !isAccepted(body, name, 'reject')) : []
}

const contracts = new Map(allModels.map(model => [model, createContract(model)]))

function createContract (model: Model) {
  const { unsupported, request: { properties } } = model.family
  const checks = parameterChecks(model)
  const byName = new Map(checks.map(check => [check.name, check]))
  const names = Object.keys(parameters).filter(name => name === 'model' || byName.has(name))

  return {
    checks,
    isAccepted (body: Body, name: string, unknownParameters: 'reject' | 'ignore'): boolean {
      if (name === 'model' || byName.has(name)) return true
      // Null has no effect for a parameter of the family that the model lacks.
      if (body[name] === null && Object.hasOwn(properties, name) && properties[name]!.nullable) return true
      return Object.hasOwn(unsupported, name) ? unsupported[name]!.acceptedValues.includes(body[name]) : unknownParameters === 'ignore'
    },
    resolve (body: Body, name: string): ImageRequest {
      const values: Record<string, unknown> = {}
      for (const member of names) {
        const parameter = byName.get(member)
        const value = parameter === undefined ? name : isOmitted(body, parameter) ? parameter.default : body[member]
        if (value !== undefined) values[member] = value
      }
      const { size } = values as ResolvedParameters
      return { parameters: values as ResolvedParameters, model, dimensions: dimensionsOf(size === 'auto' ? model.autoSize! : size) }
    }
  }
}

function isObject (body: unknown): body is Body {
  return typeof body === 'object' && body !== null && !Array.isArray(body)
}

function isOmitted (body: Body, { name, nullable }: Pick<ParameterCheck, 'name' | 'nullable'>): boolean {
  return !Object.hasOwn(body, name) || (nullable && body[name] === null)
}
