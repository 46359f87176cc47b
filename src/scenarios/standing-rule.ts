/** A rule in the book: ready to match, to answer and to count. */
import type { ImageRequest } from '../contract/image-request.js'
import type { Counters } from './counters.js'
import type { FileRule } from './load-scenarios.js'
import { createMatcher } from './matches.js'
import { outcomeOf, type Outcome } from './outcome.js'
import type { Rule } from './scenario.js'

/** Where a rule came from. */
export type Source = { kind: 'header' | 'prompt' } | { kind: 'posted', id: string } | { kind: 'file', file: string, index: number }

export interface StandingRule {
  /** `rule_7` of a posted rule, `slow.yaml#0` of the first in a file; of a directive, what it counts by. */
  id: string
  rule: Rule
  source: Source
  /** The key that it belongs to; absent: it is everybody's. */
  owner?: string
  fits: (request: ImageRequest, key: string | undefined) => boolean
  tooSlow: () => boolean
  outcome: Outcome
  /** How often it has served, of what counts towards `times` for this key. */
  used: (key: string | undefined) => number
  /** How often it has served in all. */
  served: () => number
  serve: (key: string | undefined) => void
}

/** A posted rule has one count, whoever calls. */
export function postedRule (rule: Rule, id: string, owner?: string): StandingRule {
  const { fits, tooSlow } = createMatcher(rule.match)
  let served = 0
  return {
    id,
    rule,
    source: { kind: 'posted', id },
    ...(owner !== undefined && { owner }),
    fits: (request, key) => (owner === undefined || owner === key) && fits(request, key),
    tooSlow,
    outcome: outcomeOf(rule.respond),
    used: () => served,
    served: () => served,
    serve: () => { served++ }
  }
}

/** A file's rule counts for each key apart, so that suites that run side by side do not use up each other's. */
export function fileRule ({ rule, file, index, images }: FileRule, counters: Counters): StandingRule {
  const id = `${file}#${index}`
  let served = 0
  return {
    id,
    rule,
    source: { kind: 'file', file, index },
    ...createMatcher(rule.match),
    outcome: outcomeOf(rule.respond, 'respond', images),
    used: key => counters.used(id, key),
    served: () => served,
    serve: key => {
      served++
      counters.add(id, key)
    }
  }
}

/** A directive counts for each key, prompt and wording apart; without `times` there is nothing to count. */
export function directiveRule (rule: Rule, kind: 'header' | 'prompt', prompt: string, counters: Counters): StandingRule {
  const id = JSON.stringify([kind, rule, prompt])
  return {
    id,
    rule,
    source: { kind },
    fits: () => true,
    tooSlow: () => false,
    outcome: outcomeOf(rule.respond),
    used: key => counters.used(id, key),
    served: () => 0,
    serve: key => { if (rule.times !== undefined) counters.add(id, key) }
  }
}

/** How often the rule still serves this key; absent: always. */
export function leftOf ({ rule: { times }, used }: StandingRule, key: string | undefined): number | undefined {
  return times === undefined ? undefined : Math.max(0, times - used(key))
}
