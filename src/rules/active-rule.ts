/** A rule in the book: ready to match, to answer and to count. */
import type { RegexBudget } from '../text/regex-budget.js'
import type { Counters } from './usage-counters.js'
import type { FileRule } from './files/load-rules.js'
import { createMatcher, type Matcher } from './match-request.js'
import { wholeMatch } from './required-format.js'
import { defineResponse, type ResponseDefinition } from './response-definition.js'
import type { Rule } from './rule.js'

/** Where a rule came from. */
export type Source = { kind: 'header' | 'prompt' } | { kind: 'posted', id: string } | { kind: 'file', file: string, index: number }

export interface ActiveRule extends Matcher {
  /** `rule_7` of a posted rule, `slow.yaml#0` of the first in a file; of a directive, what it counts by. */
  id: string
  rule: Rule
  source: Source
  /** The key that it belongs to; absent: it is everybody's. */
  owner?: string
  respond: ResponseDefinition
  /** How often it has served, of what counts towards `times` for this key. */
  used: (key: string | undefined) => number
  /** How often it has served in all. */
  served: () => number
  serve: (key: string | undefined) => void
}

/** How often a rule has served. */
export type Tally = Pick<ActiveRule, 'used' | 'served' | 'serve'>

/** Makes a tally that counts for each key apart; `name` is its own among the counters. */
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

/** A posted rule has one count, whoever calls. */
export function postedRule (rule: Rule, id: string, owner: string | undefined, regexBudget: RegexBudget): ActiveRule {
  const matcher = createMatcher(wholeMatch(rule), regexBudget)
  let served = 0
  return {
    id,
    rule,
    source: { kind: 'posted', id },
    ...(owner !== undefined && { owner }),
    ...matcher,
    fits: (request, key) => (owner === undefined || owner === key) && matcher.fits(request, key),
    respond: defineResponse(rule.respond),
    used: () => served,
    served: () => served,
    serve: () => { served++ }
  }
}

/** A file's rule counts for each key apart, so that suites that run side by side do not use up each other's. */
export function fileRule ({ rule, file, index, images }: FileRule, tally: Tally, regexBudget: RegexBudget): ActiveRule {
  return {
    id: `${file}#${index}`,
    rule,
    source: { kind: 'file', file, index },
    ...createMatcher(wholeMatch(rule), regexBudget),
    respond: defineResponse(rule.respond, 'respond', images),
    ...tally
  }
}

/** A directive counts for each key, prompt and wording apart; without `times` there is nothing to count. */
export function directiveRule (rule: Rule, kind: 'header' | 'prompt', prompt: string, counters: Counters): ActiveRule {
  const id = JSON.stringify([kind, rule, prompt])
  return {
    id,
    rule,
    source: { kind },
    fits: () => true,
    mayHang: () => false,
    tooSlow: () => false,
    respond: defineResponse(rule.respond),
    used: key => counters.used(id, key),
    served: () => 0,
    serve: key => { if (rule.times !== undefined) counters.add(id, key) }
  }
}

/** How often the rule still serves this key; absent: always. */
export function leftOf ({ rule: { times }, used }: ActiveRule, key: string | undefined): number | undefined {
  return times === undefined ? undefined : Math.max(0, times - used(key))
}
