/** Rules in use, with their matcher and usage count, and the form in which the control API lists them. */
import { maskSecret } from '../text/messages.js'
import type { RegexBudget } from '../text/regex-budget.js'
import type { FileRule } from './files/load-rules.js'
import { isPossible } from './incompatible-options.js'
import { createMatcher, type Matcher } from './match-request.js'
import { defineResponse, type ResponseDefinition } from './response-definition.js'
import type { Rule } from './rule.js'
import type { Counters } from './usage-counters.js'

/** The origin of a rule. */
export type Source = { kind: 'header' | 'prompt' } | { kind: 'posted', id: string } | { kind: 'file', file: string, index: number }

export interface ActiveRule extends Matcher {
  /** `rule_7` for a posted rule, `slow.yaml#0` for the first rule of a file, the name of the counter for a directive. */
  id: string
  rule: Rule
  source: Source
  /** The API key to which a posted rule is limited. Default: all keys. */
  owner?: string
  respond: ResponseDefinition
  /** How many times the rule has applied to this key, which its `times` limits. */
  used: (key: string | undefined) => number
  /** How many times the rule has applied to all keys together. */
  served: () => number
  serve: (key: string | undefined) => void
}

/** The usage counts of a rule. */
export type Tally = Pick<ActiveRule, 'used' | 'served' | 'serve'>

/** Creates a tally that counts for each key separately. `name` must be unique among the counters. */
export function createTally (name: string, counters: Counters): Tally {
  let served = 0
  return {
    used: key => counters.used(name, key),
    served: () => served,
    serve: key => {
      served++
      counters.add(name, key)
    }
  }
}

/** The matcher of a rule's `match`, for requests to which its response is possible. */
function createRuleMatcher ({ match, respond }: Rule, regexBudget: RegexBudget): Matcher {
  const matcher = createMatcher(match, regexBudget)
  return { ...matcher, matches: (request, key) => isPossible(respond, request) && matcher.matches(request, key) }
}

/** Activates a rule posted to the control API. It has one count for all keys. */
export function activatePostedRule (rule: Rule, id: string, owner: string | undefined, regexBudget: RegexBudget): ActiveRule {
  const matcher = createRuleMatcher(rule, regexBudget)
  let served = 0
  return {
    id,
    rule,
    source: { kind: 'posted', id },
    ...(owner !== undefined && { owner }),
    ...matcher,
    matches: (request, key) => (owner === undefined || owner === key) && matcher.matches(request, key),
    respond: defineResponse(rule.respond),
    used: () => served,
    served: () => served,
    serve: () => { served++ }
  }
}

/** Activates a rule of a file. It counts for each key separately, so that test suites running in parallel do not share its `times`. */
export function activateFileRule ({ rule, file, index, images }: FileRule, tally: Tally, regexBudget: RegexBudget): ActiveRule {
  return {
    id: `${file}#${index}`,
    rule,
    source: { kind: 'file', file, index },
    ...createRuleMatcher(rule, regexBudget),
    respond: defineResponse(rule.respond, images),
    ...tally
  }
}

/** Activates a directive. It counts for each combination of key, prompt and directive, and only if it has `times`. */
export function activateDirective (rule: Rule, kind: 'header' | 'prompt', prompt: string, counters: Counters): ActiveRule {
  const id = JSON.stringify([kind, rule, prompt])
  return {
    id,
    rule,
    source: { kind },
    matches: () => true,
    mayHang: () => false,
    tooSlow: () => false,
    respond: defineResponse(rule.respond),
    used: key => counters.used(id, key),
    served: () => 0,
    serve: key => { if (rule.times !== undefined) counters.add(id, key) }
  }
}

/** Returns how many times the rule can still apply to this key; undefined if there is no limit. */
export function remainingUses ({ rule: { times }, used }: ActiveRule, key: string | undefined): number | undefined {
  return times === undefined ? undefined : Math.max(0, times - used(key))
}

/** A rule as the control API lists it. */
export interface ListedRule {
  /** `rule_7` for a posted rule, `slow.yaml#0` for the first rule of a file. */
  id: string
  source: 'posted' | 'file'
  /** The API key to which the rule is limited, masked as `…4f2a`. Default: all keys. */
  owner?: string
  rule: Rule
  /** How many times the rule applies. Default: no limit. */
  times?: number
  /** How many times it can still apply; for a rule of a file: to requests with the key of the caller. */
  left?: number
  /** How many times it has applied; for a rule of a file: for all keys together, since the file was read or everything was reset. */
  served: number
  /** One of its regular expressions took too long: the rule matches no more requests. */
  tooSlow?: true
}

/** Converts a rule to its listed form, for an API key. */
export function toListedRule (active: ActiveRule, key: string | undefined): ListedRule {
  const { id, source, owner, rule } = active
  const left = remainingUses(active, key)
  return {
    id,
    source: source.kind === 'file' ? 'file' : 'posted',
    ...(owner !== undefined && { owner: maskSecret(owner) }),
    rule,
    ...(rule.times !== undefined && { times: rule.times }),
    ...(left !== undefined && { left }),
    served: active.served(),
    ...(active.tooSlow() && { tooSlow: true })
  }
}
