/** From an unknown body to an ImageRequest, or to the one refusal that the real endpoint would answer. */
import { bodyNotObject, invalidType, missingParameter, modelNotFound, unknownParameter } from '../errors/catalogue.js'
import { CreateImageRequest } from './create-image-request.js'
import type { ImageRequest } from './image-request.js'
import { kindOf } from './kind.js'
import { memberRules } from './member-rules.js'
import { anyOtherModel, defaultModel, models, type ModelRules } from './models.js'

const contract = CreateImageRequest.properties
const contractRequires: ReadonlySet<string> = new Set(CreateImageRequest.required)

export interface ValidationOptions {
  /** What a name without a row of its own gets. Default `accept`. */
  unknownModels?: 'accept' | 'reject'
  /** What a member that the model does not have gets. Default `reject`, as the real endpoint does since 2025. */
  unknownParameters?: 'reject' | 'ignore'
}

type Body = Record<string, unknown>

/**
 * Makes the validation. It throws one ApiError, for the first thing that is wrong in this order: the body is
 * an object, the model's type, unknown members, prompt, n, the rest in the contract's order, the model's existence.
 */
export function createValidate (options: ValidationOptions = {}): (body: unknown) => ImageRequest {
  const { unknownModels = 'accept', unknownParameters = 'reject' } = options
  const rulesByModel = new Map([...models.values(), anyOtherModel].map(rules => [rules, memberRules(rules)]))

  return body => {
    if (!isObject(body)) throw bodyNotObject(kindOf(body))
    const model = modelOf(body)
    const rules = models.get(model) ?? anyOtherModel
    const members = rulesByModel.get(rules)!
    if (unknownParameters === 'reject') refuseUnknownMembers(body, members)
    for (const [name, refusalOf] of members) {
      if (isAbsent(body, name)) {
        if (contractRequires.has(name)) throw missingParameter(name)
        continue
      }
      const refusal = refusalOf(body[name])
      if (refusal) throw refusal
    }
    if (model === '' || (unknownModels === 'reject' && !models.has(model))) throw modelNotFound(model)
    return resolved(body as CreateImageRequest, model, rules)
  }
}

function isObject (body: unknown): body is Body {
  return typeof body === 'object' && body !== null && !Array.isArray(body)
}

function modelOf (body: Body): string {
  const model = body.model ?? defaultModel
  if (typeof model !== 'string') throw invalidType('model', 'a string', kindOf(model))
  return model
}

function refuseUnknownMembers (body: Body, members: ReadonlyMap<string, unknown>): void {
  for (const name of Object.keys(body)) {
    if (members.has(name) || name === 'model') continue
    if (Object.hasOwn(contract, name) && isAbsent(body, name)) continue
    throw unknownParameter(name)
  }
}

/** Absent is also null, for the members that the contract calls nullable. */
function isAbsent (body: Body, name: string): boolean {
  if (!Object.hasOwn(body, name)) return true
  const { nullable } = contract[name as keyof typeof contract] as { nullable?: boolean }
  return nullable === true && body[name] === null
}

function resolved (body: CreateImageRequest, model: string, rules: ModelRules): ImageRequest {
  return {
    prompt: body.prompt,
    model,
    rules,
    n: body.n ?? defaultOf('n'),
    size: body.size ?? defaultOf('size'),
    responseFormat: body.response_format ?? defaultOf('response_format'),
    ...(rules.qualities && { quality: body.quality ?? defaultOf('quality') }),
    ...(rules.styles && { style: body.style ?? defaultOf('style') }),
    ...(body.user !== undefined && { user: body.user })
  }
}

function defaultOf<Name extends keyof CreateImageRequest> (name: Name): NonNullable<CreateImageRequest[Name]> {
  return (contract[name] as unknown as { default: NonNullable<CreateImageRequest[Name]> }).default
}
