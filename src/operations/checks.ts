/** The checks of a request, in the order in which the API makes them. */
import type { Repair } from '../contract/validation/repair.js'
import type { Validate } from '../contract/validation/validate.js'
import { ApiError } from '../errors/api-error.js'
import { invalidDirective, invalidRule } from '../errors/catalogue.js'
import type { ErrorContext } from '../errors/named-errors.js'
import type { DecidedBy } from '../journal/entries/entry.js'
import { cutDirective, parseDirective } from '../rules/directive.js'
import { checkResponseSize } from '../rules/incompatible-options.js'
import { RuleError } from '../rules/rule-error.js'
import type { Decision, RuleSet } from '../rules/rule-set.js'
import { andThen, type Awaitable } from '../stores/awaitable.js'
import type { Exchange } from './exchange.js'
import { addViolation } from './violations.js'

/** A refusal, or undefined if the request passes; a promise if the check needs a store that returns promises. */
export type CheckResult = Awaitable<ApiError | undefined>

export interface ChecksOptions {
  authenticate: (key: string | undefined) => CheckResult
  /** Reads the body into `exchange.json`. */
  readBody: (exchange: Exchange) => CheckResult
  validate: Validate
  /** Repairs a body that is refused. Default: it is refused. */
  repair?: Repair | undefined
  /** Decodes the images of a valid request and checks them. Default: the operation has no images. */
  readImages?: (exchange: Exchange) => CheckResult
  /** `gptModel` is the name of a GPT image model, whose refusals have a different wording. */
  takeFromLimit: (key: string | undefined, images: number, gptModel: string | undefined) => CheckResult
  drawError: (context: ErrorContext) => CheckResult
  decide: RuleSet['decide']
  /** Whether headers and prompts may carry directives. */
  directives: boolean
  organization: string
  project: string
}

interface Check {
  kind: DecidedBy['kind']
  name: string
  /** Returns a refusal, or adds its result to the exchange. */
  run: (exchange: Exchange) => CheckResult
}

/** Creates a function that runs the checks. It returns the first refusal, and sets `exchange.decidedBy` to its check. */
export function createChecks (options: ChecksOptions): (exchange: Exchange) => Promise<ApiError | undefined> {
  const checks = checksInOrder(options)
  return async exchange => {
    for (const { kind, name, run } of checks) {
      const before = exchange.decidedBy
      const result = run(exchange)
      // Only a promise is awaited, since each await takes time in every request.
      const refusal = result instanceof Promise ? await result : result
      if (!refusal) continue
      // The rule has had no effect.
      if (kind === 'behaviour') await exchange.decision?.undo()
      if (exchange.decidedBy === before) exchange.decidedBy = { kind, name, reason: refusal.message || 'A refusal without a message' }
      return refusal
    }
    return undefined
  }
}

/** Fastify checks URL, method and the size of the body before these (assumed). */
function checksInOrder (options: ChecksOptions): Check[] {
  const { authenticate, readBody, readImages, takeFromLimit, drawError, decide, directives, organization, project } = options
  const contextOf = ({ id: requestId, request, key }: Exchange): ErrorContext => {
    const { parameters: { model, n }, model: { family } } = request!
    return { requestId, model, family: family.name, images: n, key, organization, project }
  }
  return [
    // Assumed to come first.
    { kind: 'auth', name: 'key', run: ({ key }) => authenticate(key) },
    // Content type and JSON: assumed from another endpoint, measured 2026-09.
    { kind: 'transport', name: 'body', run: readBody },
    { kind: 'validation', name: 'directives', run: exchange => directives ? readDirectives(exchange) : undefined },
    // Before the limits: assumed, since a recorded refusal took 7 ms. The order of parameters: reported 2026-08-29.
    {
      kind: 'validation',
      name: 'validation',
      run: exchange => {
        const { header, prompt } = exchange.directives ?? {}
        return readRequest(exchange, options, header?.respond.asOf ?? prompt?.respond.asOf)
      }
    },
    // After all parameters: recorded refusals took 264 to 330 ms.
    ...readImages ? [{ kind: 'validation', name: 'images', run: readImages } as const] : [],
    {
      kind: 'rule',
      // Before the limits, so that a test gets the failure that it requests, whatever the limits are.
      name: 'rules and directives',
      run: exchange => andThen(applyRules(exchange, decide), refusal =>
        refusal ?? applyDay(exchange, options) ?? errorOfRule(exchange, contextOf))
    },
    {
      kind: 'behaviour',
      name: 'imagesPerMinute',
      run: exchange => {
        if (refusesOrBreaks(exchange)) return undefined
        const { effective: { model, n }, model: { family } } = exchange.request!
        return takeFromLimit(exchange.key, n, family.name === 'gpt-image' ? model : undefined)
      }
    },
    { kind: 'behaviour', name: 'errorRate', run: exchange => refusesOrBreaks(exchange) ? undefined : drawError(contextOf(exchange)) }
  ]
}

type Validation = Pick<ChecksOptions, 'validate' | 'repair'>

/** Validates the body, by the contract of a day if one is given, and adds the request to the exchange. */
function readRequest (exchange: Exchange, { validate, repair }: Validation, asOf: string | undefined): ApiError | undefined {
  const { json, format } = exchange
  let result = validate(json, { asOf, format, onViolation: refusal => addViolation(exchange, refusal) })
  if (result instanceof ApiError && repair) {
    const repaired = repair(json, { asOf, format })
    for (const violation of repaired.violations) addViolation(exchange, violation)
    exchange.repairedBody = repaired.body
    result = repaired.result
  }
  if (result instanceof ApiError) return result
  exchange.request = exchange.request ? { ...result, inputs: exchange.request.inputs } : result
  return undefined
}

/** Validates the body again if a rule selects the contract of a day. Directives were applied before. */
function applyDay (exchange: Exchange, validation: Validation): ApiError | undefined {
  const { decision } = exchange
  if (decision?.respond.asOf === undefined || decision.source.kind === 'header' || decision.source.kind === 'prompt') return undefined
  return readRequest(exchange, validation, decision.respond.asOf)
}

/** The error of the rule that applies, unless it comes within the stream. */
function errorOfRule (exchange: Exchange, contextOf: (exchange: Exchange) => ErrorContext): ApiError | undefined {
  const { error, after } = exchange.decision?.respond ?? {}
  if (!error || after === undefined) return error?.(contextOf(exchange))
  exchange.streamError = error(contextOf(exchange))
  return undefined
}

/** Whether a rule has decided that there will be no ordinary response. */
function refusesOrBreaks ({ decision }: Exchange): boolean {
  return decision?.respond.error !== undefined || decision?.respond.fault !== undefined
}

/** Parses the directives of header and prompt, and removes the directive from the prompt. */
function readDirectives (exchange: Exchange): ApiError | undefined {
  const rawPrompt = promptOf(exchange.json) ?? ''
  try {
    const { prompt, directive } = cutDirective(rawPrompt)
    exchange.directives = {
      rawPrompt,
      header: exchange.directiveHeader === undefined ? undefined : parseDirective(exchange.directiveHeader),
      prompt: directive === undefined ? undefined : parseDirective(directive)
    }
    // A prompt that consists only of a directive becomes blank, not empty: the API accepts a blank prompt.
    if (directive !== undefined) exchange.json = { ...exchange.json as object, prompt: prompt || ' ' }
    return undefined
  } catch (error) {
    return refusalOf(error, invalidDirective)
  }
}

function promptOf (body: unknown): string | undefined {
  const prompt = typeof body === 'object' && body !== null && 'prompt' in body ? body.prompt : undefined
  return typeof prompt === 'string' ? prompt : undefined
}

/** Finds the rule that decides, if any. Refuses a directive or a rule that is incompatible with the request. */
function applyRules (exchange: Exchange, decide: RuleSet['decide']): CheckResult {
  const { key, directives } = exchange
  const request = exchange.request!
  const prompt = directives?.rawPrompt ?? request.parameters.prompt
  try {
    const decision = decide({ request, key, prompt, header: directives?.header, promptDirective: directives?.prompt })
    return andThen(decision, decision => decision && applyDecision(exchange, decision))
  } catch (error) {
    return refusalOf(error, invalidDirective)
  }
}

function applyDecision (exchange: Exchange, decision: Decision): CheckResult {
  try {
    checkResponseSize(decision.rule.respond, exchange.request!.parameters.n, `n of a request that matches ${idOf(decision)}`)
  } catch (error) {
    return andThen(decision.undo(), () => refusalOf(error, invalidRule))
  }
  exchange.decision = decision
  exchange.decidedBy = decidedByRule(decision)
  return undefined
}

function refusalOf (error: unknown, refuse: (message: string) => ApiError): ApiError {
  if (error instanceof RuleError) return refuse(error.message)
  throw error
}

/** Returns the id of a posted rule or of a rule from a file; undefined for a directive. */
function idOf ({ source }: Decision): string | undefined {
  if (source.kind === 'posted') return source.id
  return source.kind === 'file' ? `${source.file}#${source.index}` : undefined
}

const places = { header: 'The header x-mock', prompt: 'A directive in the prompt', posted: 'A posted rule', file: 'A rule of a file' }

function decidedByRule (decision: Decision): DecidedBy {
  const { source: { kind: source, description, times, left = 0 }, rule } = decision
  const id = idOf(decision)
  const served = times === undefined ? undefined : times - left
  const words = Object.entries(rule.respond).map(([word, value]) => [word, wordOf(value)] as const)
  return {
    kind: source === 'header' || source === 'prompt' ? source : 'rule',
    source,
    ...(id !== undefined && { id }),
    ...(description !== undefined && { description }),
    ...(words.length > 0 && { name: words.map(([word, value]) => `${word}=${value}`).join(' '), respond: Object.fromEntries(words) }),
    ...(served !== undefined && { served, times: times! }),
    reason: `${description ?? places[source]}${served === undefined ? '' : `, ${served} of ${times} times`}`
  }
}

/** Returns a value of a rule on one line, truncated if it is long. */
function wordOf (value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`
}
