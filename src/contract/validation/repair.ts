/** Repair of request bodies that the API would refuse, so that they are answered with the parts that are valid. */
import type { ApiError } from '../../errors/api-error.js'
import type { ParameterSchema } from '../families/family.js'
import { isSentFile } from '../body/image-inputs.js'
import type { ImageRequest } from '../image-request.js'
import { isObject, type JsonObject } from '../body/json-values.js'
import { parameterSchemas } from '../models.js'
import type { CheckBody, Tolerance, ValidateOptions, ValidationProblem } from './validate.js'

export interface RepairedRequest {
  /** The request, or the refusal of a body that cannot be repaired. */
  result: ImageRequest | ApiError
  /** The body with other values for the members at fault, or without them. */
  body: unknown
  /** What the API would refuse and was repaired or accepted, in the order in which it checks. */
  violations: ApiError[]
}

/** Repairs a body. */
export type Repair = (body: unknown, options?: ValidateOptions) => RepairedRequest

/** How many members of a body are repaired. A body with more problems is refused. */
const maxRounds = 20

/** The prompt of a request whose prompt is missing, empty or not text. */
export const placeholderPrompt = '(no prompt)'

/**
 * Creates the repair of bodies, by the check that refuses them. In each round, it repairs the member of the first problem: an
 * unknown parameter is left out, a number is moved into its range, any other value is replaced by the default.
 *
 * @example
 * const repair = createRepair(createBodyCheck())
 * repair({ prompt: 'An otter', n: 11, size: '7x7' }).body // { prompt: 'An otter', n: 10 }
 */
export function createRepair (check: CheckBody): Repair {
  return (sent, options = {}) => {
    const unchecked = new Set<string>()
    const tolerance: Tolerance = { isModelAccepted: false, unchecked }
    const violations = new Map<string, ApiError>()
    const add = (refusal: ApiError) => violations.set(refusal.message, refusal)
    let body = sent
    for (let round = 0; ; round++) {
      const result = check(body, { ...options, tolerance, onViolation: add })
      if (!('refusal' in result)) return { result, body, violations: [...violations.values()] }
      const { refusal, isUnknownModel = false } = result
      // One copy for all rounds: a body may have many thousands of members.
      if (body === sent && isObject(sent)) body = { ...sent }
      tolerance.isModelAccepted ||= isUnknownModel
      const isRepaired = round < maxRounds && (isUnknownModel || repairMember(body as JsonObject, result, unchecked))
      if (!isRepaired) return { result: refusal, body, violations: [...violations.values()] }
      add(refusal)
    }
  }
}

/** Replaces the value of the member at fault, or removes the member. Returns false if neither helps. */
function repairMember (body: JsonObject, problem: ValidationProblem, unchecked: Set<string>): boolean {
  const { refusal: { status, envelope: { error: { code } } }, member, model, servedModel } = problem
  // The API itself would accept what only the mock cannot do, and a file that is too large is no parameter.
  if (member === undefined || code === 'not_imitated_by_mock' || status === 413) return false
  const schema = model && parameterSchemas(model)[member]
  const hasMember = Object.hasOwn(body, member)
  const replacement = schema ? replacementOf(member, schema, hasMember ? body[member] : undefined) : servedModel
  if (replacement === undefined) {
    delete body[member]
    return hasMember
  }
  if (schema?.file || schema?.reference) unchecked.add(member)
  body[member] = replacement
  return true
}

/** Returns a valid value that is near the one that was sent; undefined for the default. */
function replacementOf (name: string, schema: ParameterSchema, value: unknown): unknown {
  const { type, minimum = -Infinity, maximum = Infinity, maxLength, file, reference } = schema
  if (name === 'prompt') return typeof value === 'string' && value !== '' ? [...value].slice(0, maxLength).join('') : placeholderPrompt
  if (file) return severalOrOne(value, file.maxItems, isSentFile)
  if (reference) return severalOrOne(referencesIn(value), reference.maxItems, () => true)
  const number = typeof value === 'string' && /^[+-]?\d+$/.test(value) ? Number(value) : value
  if (type !== 'integer' || typeof number !== 'number') return undefined
  const nearest = Math.min(maximum, Math.max(minimum, number))
  return nearest === number ? undefined : nearest
}

/** The valid items, as many as are accepted: a list if it may be one; undefined if there are none. */
function severalOrOne (value: unknown, maxItems: number | undefined, isValid: (item: unknown) => boolean): unknown {
  const items = (Array.isArray(value) ? value : [value]).filter(isValid).slice(0, maxItems ?? 1)
  return maxItems === undefined || (items.length <= 1 && !Array.isArray(value)) ? items[0] : items.length > 0 ? items : undefined
}

/** The references that name one image each, without other members. */
function referencesIn (value: unknown): JsonObject[] | JsonObject | undefined {
  if (Array.isArray(value)) return value.flatMap<JsonObject>(item => referencesIn(item) ?? [])
  if (!isObject(value)) return undefined
  const { image_url: url, file_id: id } = value
  if (typeof url === 'string') return { image_url: url }
  return typeof id === 'string' ? { file_id: id } : undefined
}
