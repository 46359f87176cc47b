/** Rules in use, with their matcher and usage count, and the form in which the control API lists them. */
import { andThen, type Awaitable } from '../stores/awaitable.js'
import type { Counters } from '../stores/stores.js'
import { maskSecret } from '../text/messages.js'
import type { RegexBudget } from '../text/regex-budget.js'
import type { FileRule } from './files/load-rules.js'
import { isPossible } from './incompatible-options.js'
import { createMatcher, type Matcher } from './match-request.js'
import { defineResponse, type ResponseDefinition } from './response-definition.js'
import type { Rule } from './rule.js'

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
  uses: Uses
}

/** The uses of a rule, which its `times` limits. */
export interface Uses {
  /** Counts a use for this key. Returns how many were counted; undefined if none was left. */
  take: (key: string | undefined) => Awaitable<number | undefined>
  /** Takes back a use that had no effect. */
  undo: (key: string | undefined) => Awaitable<void>
  /** Returns how many uses are left for this key; undefined if there is no limit. */
  left: (key: string | undefined) => Awaitable<number | undefined>
  /** Returns how many times the rule has applied in this process, to all keys together. */
  served: () => number
}

/** Counts the uses of a rule under a name that must be unique among the counters. Without `times`, the counters are not used. */
export function countUses (name: string, times: number | undefined, counters: Counters): Uses {
  let served = 0
  const serve = (uses: number | undefined) => {
    if (uses !== undefined) served++
    return uses
  }
  if (times === undefined) {
    return { take: () => serve(0), undo: () => { served-- }, left: () => undefined, served: () => served }
  }
  return {
    take: key => andThen(counters.add(name, key, times), serve),
    undo (key) {
      served--
      return counters.undo(name, key)
    },
    left: key => andThen(counters.get(name, key), uses => Math.max(0, times - uses)),
    served: () => served
  }
}

/** The matcher of a rule's `match`, for requests to which its response is possible. */
function createRuleMatcher ({ match, respond }: Rule, regexBudget: RegexBudget): Matcher {
  const matcher = createMatcher(match, regexBudget)
  return { ...matcher, matches: (request, key) => isPossible(respond, request) && matcher.matches(request, key) }
}

/** The same uses for all keys. */
function shared ({ take, undo, left, served }: Uses): Uses {
  return { take: () => take(undefined), undo: () => undo(undefined), left: () => left(undefined), served }
}

/** Activates a rule posted to the control API. It has one count for all keys, in `counters` of its own. */
export function activatePostedRule (
  rule: Rule, id: string, owner: string | undefined, counters: Counters, regexBudget: RegexBudget
): ActiveRule {
  const matcher = createRuleMatcher(rule, regexBudget)
  return {
    id,
    rule,
    source: { kind: 'posted', id },
    ...(owner !== undefined && { owner }),
    ...matcher,
    matches: (request, key) => (owner === undefined || owner === key) && matcher.matches(request, key),
    respond: defineResponse(rule.respond),
    uses: shared(countUses(id, rule.times, counters))
  }
}

/** Activates a rule of a file. It counts for each key separately, so that test suites running in parallel do not share its `times`. */
export function activateFileRule ({ rule, file, index, images }: FileRule, uses: Uses, regexBudget: RegexBudget): ActiveRule {
  return {
    id: `${file}#${index}`,
    rule,
    source: { kind: 'file', file, index },
    ...createRuleMatcher(rule, regexBudget),
    respond: defineResponse(rule.respond, images),
    uses
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
    uses: countUses(id, rule.times, counters)
  }
}

/** The same without RegExp objects: the text of the expression stands in their place, such as `/otter/i`. */
export type WithTexts<Value> = Value extends RegExp
  ? never
  : Value extends object ? { [Name in keyof Value]: WithTexts<Value[Name]> } : Value

/** A rule as the control API lists it. */
export interface ListedRule {
  /** `rule_7` for a posted rule, `slow.yaml#0` for the first rule of a file. */
  id: string
  source: 'posted' | 'file'
  /** The API key to which the rule is limited, masked as `…4f2a`. Default: all keys. */
  owner?: string
  rule: WithTexts<Rule>
  /** How many times the rule applies. Default: no limit. */
  times?: number
  /** How many times it can still apply; for a rule of a file: to requests with the key of the caller. */
  left?: number
  /** How many times it has applied; for a rule of a file: for all keys together, since the file was read or everything was reset. */
  served: number
  /** One of its regular expressions took too long: the rule matches no more requests. */
  tooSlow?: true
}

/** Converts a rule to its listed form. `left` is the number of uses left for the caller. */
export function toListedRule (active: ActiveRule, left: number | undefined): ListedRule {
  const { id, source, owner, rule } = active
  return {
    id,
    source: source.kind === 'file' ? 'file' : 'posted',
    ...(owner !== undefined && { owner: maskSecret(owner) }),
    rule: rule as WithTexts<Rule>,
    ...(rule.times !== undefined && { times: rule.times }),
    ...(left !== undefined && { left }),
    served: active.uses.served(),
    ...(active.tooSlow() && { tooSlow: true })
  }
}
