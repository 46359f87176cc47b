/** The gate: who may refuse a call, in the order in which they speak. */
import { ApiError } from '../errors/api-error.js'
import { invalidDirective, invalidRule } from '../errors/catalogue.js'
import type { ErrorContext } from '../errors/named-errors.js'
import type { Validate } from '../contract/validate.js'
import type { DecidedBy } from '../journal/entry.js'
import { cutDirective, parseDirective } from '../scenarios/directive.js'
import { refuseWeight } from '../scenarios/needed-format.js'
import { RuleError } from '../scenarios/rule-error.js'
import type { Decision, ScenarioBook } from '../scenarios/scenario-book.js'
import type { Call } from './call.js'
import { parseJson, requireJson } from './json-body.js'

export interface GateOptions {
  authenticate: (authorization: string | undefined) => ApiError | undefined
  validate: Validate
  takeFromLimit: (key: string | undefined, images: number) => ApiError | undefined
  drawError: (context: ErrorContext) => ApiError | undefined
  decide: ScenarioBook['decide']
  /** Whether headers and prompts may carry directives. */
  directives: boolean
  organization: string
}

interface Speaker {
  kind: DecidedBy['kind']
  name: string
  /** Throws an ApiError, or notes in the call what it learnt. */
  speak: (call: Call) => void
}

/** Makes the gate: it lets a call pass, or throws the refusal of the first who objects. */
export function createGate (options: GateOptions): (call: Call) => void {
  const speakers = speakersInOrder(options)
  return call => {
    for (const { kind, name, speak } of speakers) {
      const before = call.decidedBy
      try {
        speak(call)
      } catch (error) {
        const hasSaidWhy = call.decidedBy !== before
        if (error instanceof ApiError && !hasSaidWhy) call.decidedBy = { kind, name, reason: error.message || 'A refusal without words' }
        throw error
      }
    }
    // A rule that refuses or breaks the answer has served before; any other serves now that nobody has objected.
    if (!refusesOrBreaks(call)) call.decision?.serve()
  }
}

/** URL, method and the body's size are looked at before, by Fastify (assumed). */
function speakersInOrder ({ authenticate, validate, takeFromLimit, drawError, decide, directives, organization }: GateOptions): Speaker[] {
  const contextOf = ({ requestId, request, key }: Call): ErrorContext =>
    ({ requestId, model: request!.parameters.model, organization, ...(key !== undefined && { key }) })
  return [
    // Assumed to come first.
    { kind: 'auth', name: 'key', speak: call => refuse(authenticate(call.authorization)) },
    // This and the next: assumed; measured so on another endpoint, 2026-09.
    { kind: 'transport', name: 'content type', speak: call => requireJson(call.contentType) },
    { kind: 'transport', name: 'JSON', speak: call => { call.body = parseJson(call.bytes) } },
    { kind: 'validation', name: 'directives', speak: call => { if (directives) orRefuse(invalidDirective, () => readDirectives(call)) } },
    // Before the limits: assumed from the 7 ms of a recorded refusal. Its own order: reported 2026-08-29.
    {
      kind: 'validation',
      name: 'validation',
      speak: call => {
        const result = validate(call.body)
        if (result instanceof ApiError) throw result
        call.request = result
      }
    },
    {
      kind: 'rule',
      // Before the limits, so that what a test asked for comes whatever else stands.
      name: 'rules and directives',
      speak: call => {
        const { request, key, asked } = call
        const decision = orRefuse(invalidDirective, () => decide({ request: request!, key, ...(asked ?? { prompt: request!.parameters.prompt }) }))
        if (decision) {
          orRefuse(invalidRule, () => refuseWeight(decision.rule.respond, request!.parameters.n, `n beside the rule ${idOf(decision)}`))
          call.decision = decision
          call.decidedBy = decidedByRule(decision)
        }
        if (refusesOrBreaks(call)) call.decision?.serve()
        refuse(call.decision?.respond.error?.(contextOf(call)))
      }
    },
    { kind: 'behaviour', name: 'imagesPerMinute', speak: call => { if (!refusesOrBreaks(call)) refuse(takeFromLimit(call.key, call.request!.parameters.n)) } },
    { kind: 'behaviour', name: 'errorRate', speak: call => { if (!refusesOrBreaks(call)) refuse(drawError(contextOf(call))) } }
  ]
}

/** Whether a rule has decided that there will be no ordinary answer. */
function refusesOrBreaks ({ decision }: Call): boolean {
  return decision?.respond.error !== undefined || decision?.respond.fault !== undefined
}

function refuse (refusal: ApiError | undefined): void {
  if (refusal) throw refusal
}

/** Notes what header and prompt ask for, and takes the directive out of the prompt. */
function readDirectives (call: Call): void {
  const sent = promptOf(call.body)
  const { prompt, directive } = cutDirective(sent ?? '')
  call.asked = {
    prompt: sent ?? '',
    header: call.directive === undefined ? undefined : parseDirective(call.directive),
    promptDirective: directive === undefined ? undefined : parseDirective(directive)
  }
  // A prompt that was nothing but a directive is blank, not empty: the endpoint accepts it.
  if (directive !== undefined) call.body = { ...call.body as object, prompt: prompt || ' ' }
}

/** A directive or rule that cannot be followed is refused in the words of its RuleError. */
function orRefuse<Result> (refusal: (message: string) => ApiError, read: () => Result): Result {
  try {
    return read()
  } catch (error) {
    throw error instanceof RuleError ? refusal(error.message) : error
  }
}

function promptOf (body: unknown): string | undefined {
  const prompt = typeof body === 'object' && body !== null && 'prompt' in body ? body.prompt : undefined
  return typeof prompt === 'string' ? prompt : undefined
}

/** The id of a rule that was posted or comes from a file. */
function idOf ({ source }: Decision): string | undefined {
  if (source.kind === 'posted') return source.id
  return source.kind === 'file' ? `${source.file}#${source.index}` : undefined
}

function decidedByRule (decision: Decision): DecidedBy {
  const { source, rule } = decision
  const { kind, description, times, left } = source
  const count = times === undefined ? '' : `, ${times - (left ?? 0)} of ${times} times`
  const place = { header: 'The header x-mock', prompt: 'A directive in the prompt', posted: 'A posted rule', file: 'A rule of a file' }[kind]
  const id = idOf(decision)
  const words = Object.entries(rule.respond).map(([word, value]) => [word, wordOf(value)] as const)
  return {
    kind: kind === 'header' || kind === 'prompt' ? kind : 'rule',
    ...(id !== undefined && { id }),
    ...(words.length > 0 && { name: words.map(([word, value]) => `${word}=${value}`).join(' '), respond: Object.fromEntries(words) }),
    reason: `${description ?? place}${count}`
  }
}

/** What a rule asks for, as it may stand in one line. */
function wordOf (value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`
}
