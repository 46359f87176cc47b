/** Validation: converts an unknown body to an ImageRequest, or to the one refusal that the API responds with. */
import { inspect } from 'node:util'
import { ApiError } from '../errors/api-error.js'
import { bodyNotObject, endedOperation, imageInJson, imagesInForm } from '../errors/catalogue.js'
import type { ImageRequest, ResolvedParameters } from './image-request.js'
import { isObject, kindOf, type JsonObject } from './json-values.js'
import type { Model } from './models.js'
import { modelChecks, parameterChecks, type ParameterCheck } from './parameter-checks.js'
import { currentWords } from './parameter-words.js'
import { parameters } from './parameters.js'
import { generationContract, inContract, type BodyFormat, type RequestContract } from './request-contract.js'
import type { OperationName } from './request-properties.js'
import { createServedModels, type GetServedModels } from './served-models.js'

export type UnknownParameters = 'reject' | 'ignore'

export interface ValidationOptions {
  /** How to treat a model without a row. Default `accept`. */
  unknownModels?: 'accept' | 'reject'
  /**
   * How to treat a parameter that the model lacks. Default `reject`, as the API has done since 2025. `ignore` still
   * refuses values that would change the form of the response, such as `stream: true`.
   */
  unknownParameters?: UnknownParameters
  /** Which models are served. Default: all. */
  servedModels?: GetServedModels
  /** The contract of the operation. Default: that of generations. */
  contract?: RequestContract
}

export interface ValidateOptions {
  /** The day whose contract applies, such as `2026-12-01`. Default: the day of the setting `asOf`. */
  asOf?: string | undefined
  /** The format of the body. The values of a form are texts, files and lists of them. Default `json`. */
  format?: BodyFormat | undefined
}

/** Validates a body. */
export type Validate = (body: unknown, options?: ValidateOptions) => ImageRequest | ApiError

/**
 * Creates the validation of request bodies.
 *
 * It returns one refusal, for the first problem in this order: the type of the body, the end of the operation, a missing
 * `model`, the type of `model`, unknown parameters, the parameters in the order of the family, an unknown model, values and
 * combinations that the model does not support.
 */
export function createValidate (options: ValidationOptions = {}): Validate {
  const { unknownModels = 'accept', unknownParameters = 'reject', servedModels = createServedModels(), contract = generationContract } = options

  return (body, { asOf, format = 'json' } = {}) => {
    if (!isObject(body)) return bodyNotObject(kindOf(body))
    const served = servedModels(asOf)
    if (contract.ended !== undefined && served.day !== undefined && served.day >= contract.ended) return endedOperation()
    const defaultName = contract.defaultModel(body, format, served)
    const name = defaultName === undefined ? body['model'] : body['model'] ?? defaultName
    if (name === undefined) return currentWords.missing('model')
    if (typeof name !== 'string') return currentWords.wrongType('model', { type: 'string', expected: 'a string', got: kindOf(name), value: name })
    const row = served.models.get(name)
    const model = inContract(contract.rowOf(row, served), contract, format)
    const { words = currentWords } = model.family
    const { checks, checkModel, isAccepted, resolve } = contractOf(model)
    const unknown = Object.keys(body).find(member => !isAccepted(body, member, unknownParameters))
    if (unknown !== undefined) return refuseMember(unknown, model, contract.operation, format)
    const values = format === 'form' ? { ...body } : body
    for (const parameter of checks) {
      if (isOmitted(body, parameter)) {
        if (parameter.required) return words.missing(parameter.name)
        continue
      }
      const sent = body[parameter.name]
      const value = format === 'form' && typeof sent === 'string' ? parameter.fromText(sent) : sent
      const refusal = value instanceof ApiError ? value : parameter.check(value)
      if (refusal) return refusal
      if (format === 'form') values[parameter.name] = value
    }
    if (row) {
      const refusal = contract.refuseModel(name, row, format)
      if (refusal) return refusal
    } else if (name === '' || unknownModels === 'reject' || !served.mayBeAlias(name)) return words.unknownModel(name)
    const parameters = resolve(values, name)
    return checkModel(parameters) ?? toRequest(parameters, model, contract.operation)
  }
}

function refuseMember (name: string, { family }: Model, operation: OperationName, format: BodyFormat): ApiError {
  const { unsupported, words = currentWords } = family
  if (operation === 'edit' && format === 'json' && (name === 'image' || name === 'image[]')) return imageInJson(name)
  if (operation === 'edit' && format === 'form' && name === 'images') return imagesInForm()
  return unsupported[name]?.refuse?.() ?? words.unknown(name)
}

/** Returns the members of a valid request that were ignored because the model lacks them. */
export function ignoredParameters (body: unknown, model: Model): string[] {
  const { isAccepted } = contractOf(model)
  return isObject(body) ? Object.keys(body).filter(name => !isAccepted(body, name, 'reject')) : []
}

const contracts = new WeakMap<Model, ReturnType<typeof createContract>>()

/** The compiled contract of a model. */
function contractOf (model: Model): ReturnType<typeof createContract> {
  let contract = contracts.get(model)
  if (!contract) contracts.set(model, contract = createContract(model))
  return contract
}

function createContract (model: Model) {
  const { unsupported, unchecked, request: { properties } } = model.family
  const checks = parameterChecks(model)
  const byName = new Map(checks.map(check => [check.name, check]))
  const names = Object.keys(parameters).filter(name => name === 'model' || byName.has(name))

  return {
    checks,
    checkModel: modelChecks(model),
    isAccepted (body: JsonObject, name: string, unknownParameters: UnknownParameters): boolean {
      if (name === 'model' || byName.has(name)) return true
      // Null has no effect for a parameter of the family that the model lacks.
      if (body[name] === null && Object.hasOwn(properties, name) && properties[name]!.nullable) return true
      return Object.hasOwn(unsupported, name) ? unsupported[name]!.acceptedValues.includes(body[name]) : unknownParameters === 'ignore'
    },
    /** The parameters with their defaults. */
    resolve (body: JsonObject, name: string): ResolvedParameters {
      const values: Record<string, unknown> = {}
      for (const member of names) {
        const parameter = byName.get(member)
        const value = parameter === undefined ? name : isOmitted(body, parameter) ? parameter.default : body[member]
        if (value !== undefined) values[member] = unchecked.includes(member) ? textOf(value) : value
      }
      if (!byName.has('prompt')) values['prompt'] = ''
      return values as ResolvedParameters
    }
  }
}

const noInputs: ImageRequest['inputs'] = []

function toRequest (parameters: ResolvedParameters, model: Model, operation: OperationName): ImageRequest {
  return { operation, parameters, model, effective: effectiveParameters(parameters, model), inputs: noInputs }
}

function effectiveParameters (parameters: ResolvedParameters, { auto }: Model): ResolvedParameters {
  if (!auto) return parameters
  const chosen = Object.entries(auto).filter(([name]) => parameters[name] === 'auto')
  return chosen.length === 0 ? parameters : { ...parameters, ...Object.fromEntries(chosen) }
}

/**
 * Returns a value of any type as text, since parameters are strings, numbers or booleans: JSON, or the outer levels of a value
 * that is too deep for JSON.stringify.
 */
function textOf (value: unknown): string {
  if (typeof value === 'string') return value
  try {
    return JSON.stringify(value)
  } catch {
    return inspect(value, { breakLength: Infinity })
  }
}

function isOmitted (body: JsonObject, { name, nullable }: Pick<ParameterCheck, 'name' | 'nullable'>): boolean {
  return !Object.hasOwn(body, name) || (nullable && body[name] === null)
}
