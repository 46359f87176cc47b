/** Validation: converts an unknown body to an ImageRequest, or to the one refusal that the API responds with. */
import { inspect } from 'node:util'
import { ApiError } from '../../errors/api-error.js'
import { bodyNotObject, endedOperation } from '../../errors/catalogue.js'
import { customChoices } from '../custom-models/custom-choices.js'
import type { ImageRequest } from '../image-request.js'
import { isObject, kindOf, type JsonObject } from '../body/json-values.js'
import { models, type Model } from '../models.js'
import { modelChecks, parameterChecks, type ParameterCheck } from './parameter-checks.js'
import { currentWords } from './parameter-words.js'
import { generationContract } from '../operations/generation-contract.js'
import type { BodyFormat } from '../operations/operations.js'
import { inContract, refuseOperation, type RequestContract } from '../operations/request-contract.js'
import { parameters, type ResolvedParameters } from '../parameters.js'
import { createServedModels, someModel, type GetServedModels } from '../served-models.js'

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
  /** Called with the refusal of each unknown model and unknown parameter that the settings accept. */
  onViolation?: ((refusal: ApiError) => void) | undefined
}

/** What the check of a repaired body accepts. */
export interface Tolerance {
  /** Whether a model that is unknown or not served is accepted. */
  isModelAccepted: boolean
  /** The parameters whose values are not checked. */
  unchecked: ReadonlySet<string>
}

/** Why a body is refused, for its repair. */
export interface ValidationProblem {
  refusal: ApiError
  /** The member at fault; undefined if no other value would help. */
  member?: string | undefined
  /** The row whose contract applies; undefined if the model has a wrong type or is missing. */
  model?: Model
  /** Whether the model does not exist, or is not served. */
  isUnknownModel?: boolean
  /** A model that is served, if the body has none and needs one. */
  servedModel?: string | undefined
}

/** Checks a body. With a tolerance, a model that is not served has the contract of its row. */
export type CheckBody = (body: unknown, options?: ValidateOptions & { tolerance?: Tolerance }) => ImageRequest | ValidationProblem

/** Validates a body. */
export type Validate = (body: unknown, options?: ValidateOptions) => ImageRequest | ApiError

/** Creates the validation of request bodies, by the check of `createBodyCheck`. */
export function createValidate (options: ValidationOptions = {}): Validate {
  const check = createBodyCheck(options)
  return (body, options) => {
    const result = check(body, options)
    return 'refusal' in result ? result.refusal : result
  }
}

/**
 * Creates the check of request bodies.
 *
 * It returns one refusal, for the first problem in this order: the type of the body, the end of the operation, a missing
 * `model`, the type of `model`, unknown parameters, the parameters in the order of the family, an unknown model, values and
 * combinations that the model does not support.
 */
export function createBodyCheck (options: ValidationOptions = {}): CheckBody {
  const { unknownModels = 'accept', unknownParameters = 'reject', servedModels = createServedModels(), contract = generationContract } = options

  return (body, { asOf, format = 'json', onViolation: report, tolerance } = {}) => {
    // A request that the published schema allows has no violations.
    const onViolation = contract.isPublishedSchema ? undefined : report
    if (!isObject(body)) return { refusal: bodyNotObject(kindOf(body)) }
    const served = servedModels(asOf)
    if (contract.ended !== undefined && served.day !== undefined && served.day >= contract.ended) return { refusal: endedOperation() }
    const defaultName = contract.defaultModel(body, format, served)
    const name = defaultName === undefined ? body['model'] : body['model'] ?? defaultName
    if (name === undefined) return { refusal: currentWords.missing('model'), member: 'model', servedModel: someModel(served) }
    if (typeof name !== 'string') {
      return { refusal: currentWords.wrongType('model', { type: 'string', expected: 'a string', got: kindOf(name), value: name }), member: 'model' }
    }
    const found = served.find(name)
    const row = found ?? (tolerance && models.get(name))
    const lacking = row?.custom && refuseOperation(name, row, contract.operation, format)
    if (lacking) return { refusal: lacking, member: 'model' }
    const model = inContract(contract.rowOf(row, served, body), contract, format)
    const { words = currentWords } = model.family
    const { checks, checkModel, isAccepted, resolve } = contractOf(model)
    const unknown = Object.keys(body).find(member => !isAccepted(body, member, model.custom?.unknownParameters ?? unknownParameters))
    if (unknown !== undefined) return { refusal: refuseMember(unknown, model, contract, format), member: unknown, model }
    const values = format === 'form' ? { ...body } : body
    for (const parameter of checks) {
      if (isOmitted(body, parameter)) {
        if (parameter.required) return { refusal: words.missing(parameter.name), member: parameter.name, model }
        continue
      }
      const sent = body[parameter.name]
      const value = format === 'form' && typeof sent === 'string' ? parameter.fromText(sent) : sent
      const refusal = value instanceof ApiError ? value : parameter.check(value)
      if (refusal && !tolerance?.unchecked.has(parameter.name)) return { refusal, member: parameter.name, model }
      if (format === 'form') values[parameter.name] = value
    }
    if (!found && !tolerance?.isModelAccepted) {
      const refusal = words.unknownModel(name)
      if (name === '' || unknownModels === 'reject' || !served.mayBeAlias(name)) return { refusal, member: 'model', isUnknownModel: name !== '' }
      onViolation?.(refusal)
    }
    const refusal = row && contract.refuseModel(name, row, format)
    if (refusal) return { refusal, member: 'model' }
    const parameters = resolve(values, name)
    const unsupported = checkModel(parameters)
    if (unsupported) return { refusal: unsupported, member: memberOf(unsupported), model }
    if (unknownParameters === 'ignore' && onViolation) {
      for (const ignored of ignoredParameters(body, model)) onViolation(refuseMember(ignored, model, contract, format))
    }
    const effective = effectiveParameters(parameters, model)
    if (effective instanceof ApiError) return { refusal: effective, member: memberOf(effective), model }
    return { operation: contract.operation, parameters, model, effective, inputs: noInputs }
  }
}

/** The parameter that a refusal concerns, by its code: those of combinations that do not name it. */
const memberOfCode: Readonly<Record<string, string>> = {
  invalid_transparent_background_output_format: 'background',
  invalid_png_output_compression: 'output_compression',
  invalid_gif_output_compression: 'output_compression',
  // A stream of several images: the param is `input`.
  unsupported_parameter: 'n'
}

function memberOf ({ envelope: { error: { param, code } } }: ApiError): string | undefined {
  return memberOfCode[code ?? ''] ?? param ?? undefined
}

function refuseMember (name: string, { family }: Model, contract: RequestContract, format: BodyFormat): ApiError {
  const { unsupported, words = currentWords } = family
  return contract.refuseMember?.(name, format) ?? unsupported[name]?.refuse?.() ?? words.unknown(name)
}

/** Returns the members of a valid request that were ignored because the model lacks them. */
export function ignoredParameters (body: unknown, model: Model): string[] {
  if (model.custom?.unknownParameters === 'ignore') return []
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
  const { custom, family: { unsupported, unchecked, request: { properties } } } = model
  const checks = parameterChecks(model)
  const byName = new Map(checks.map(check => [check.name, check]))
  const names = [...new Set([...Object.keys(parameters), ...custom?.parameters.keys() ?? []])].filter(name => name === 'model' || byName.has(name))

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
      if (!byName.has('n')) values['n'] = 1
      return values as ResolvedParameters
    }
  }
}

const noInputs: ImageRequest['inputs'] = []

/** Returns the refusal of a size that a custom model cannot have. */
function effectiveParameters (parameters: ResolvedParameters, { auto, instead, custom }: Model): ResolvedParameters | ApiError {
  if (!auto && !custom) return parameters
  const chosen = Object.entries(auto ?? {}).filter(([name]) => parameters[name] === 'auto')
  const isUnchanged = chosen.length === 0 && !instead
  const effective = isUnchanged ? parameters : { ...parameters, ...Object.fromEntries(chosen), ...instead?.(parameters) }
  return custom ? customChoices(effective, custom) : effective
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
