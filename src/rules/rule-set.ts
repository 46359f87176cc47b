/** The ordered rules of a mock: finds the rule that decides a request and has uses left. */
import type { ImageRequest } from '../contract/image-request.js'
import { allOf, andThen, type Awaitable } from '../stores/awaitable.js'
import { memoryStores } from '../stores/memory/memory-stores.js'
import type { Stores } from '../stores/stores.js'
import { createRegexBudget, type RegexBudget } from '../text/regex-budget.js'
import { activateDirective, toListedRule, type ActiveRule, type ListedRule, type Source } from './active-rule.js'
import { createFileRules } from './file-rules.js'
import type { FileRule } from './files/load-rules.js'
import { findMatchingRules } from './find-matching-rules.js'
import { checkPossible, checkResponseSize } from './incompatible-options.js'
import { createPostedRules } from './posted-rules.js'
import type { ResponseDefinition } from './response-definition.js'
import type { Rule } from './rule.js'

export interface RuleSetOptions {
  /** Stores the counts of uses. Default: in memory. */
  stores?: Pick<Stores, 'createCounters'>
  /** The maximum number of counts of directives, and of file rules; the least recently used are removed. Default 10,000. */
  maxCounters?: number
  /** The maximum number of posted rules. Default 1,000. */
  maxPosted?: number
  /** The time limit of the rules' regular expressions. Default: a budget of its own. */
  regexBudget?: RegexBudget
  /** Called when the list of rules or the remaining uses of a rule have changed. */
  onChange?: () => void
}

export interface RequestView {
  request: ImageRequest
  /** The API key; undefined if the request has none. */
  key?: string | undefined
  /** The prompt as sent, including its directive. */
  prompt: string
  /** The directive of the header. */
  header?: Rule | undefined
  /** The directive of the prompt. */
  promptDirective?: Rule | undefined
}

export interface Decision {
  respond: ResponseDefinition
  /** The rule as it was written; for a directive, the equivalent rule. */
  rule: Rule
  source: Source & {
    description?: string
    times?: number
    /** How many times the rule can apply to this key after this request. Default: no limit. */
    left?: number
  }
  /** Takes back the use of the rule, if the request is refused before the rule has an effect. */
  undo: () => Awaitable<void>
}

export interface RuleSet {
  /**
   * Returns the first rule that matches and has uses left, and counts the use; undefined if there is none.
   * Throws a RuleError for a directive that is incompatible with the request.
   */
  decide: (view: RequestView) => Awaitable<Decision | undefined>
  /** Adds a checked rule before all posted rules. Throws a RuleError for a rule with an image file, and for one too many. */
  add: (rule: Rule, owner?: string) => ListedRule
  /** Lists the posted rules, newest first, and then the rules of files; with an owner, only its own posted rules. */
  list: (owner?: string) => Awaitable<ListedRule[]>
  /** Removes a posted rule. Returns false if the owner has no rule with this id. */
  remove: (id: string, owner?: string) => boolean
  /** Removes the posted rules. */
  clear: (owner?: string) => void
  /** Removes the posted rules, and resets the counts of directives and of file rules. */
  reset: (owner?: string) => Awaitable<void>
  /** Replaces the rules of files. Rules that are unchanged at their place keep their counts. */
  setFileRules: (rules: readonly FileRule[]) => void
}

/**
 * Creates an empty rule set. An `owner` is an API key: rules posted with an owner apply to requests with that key only,
 * and a call with an owner is limited to the rules and counts of that key.
 */
export function createRuleSet ({
  stores = memoryStores, maxCounters = 10_000, maxPosted = 1_000, regexBudget = createRegexBudget(), onChange = () => {}
}: RuleSetOptions = {}): RuleSet {
  const directives = stores.createCounters(maxCounters)
  const posted = createPostedRules(maxPosted, stores, regexBudget)
  const files = createFileRules(stores.createCounters(maxCounters), regexBudget)

  /** Returns the rules by precedence. */
  const rulesFor = ({ prompt, header, promptDirective }: RequestView): ActiveRule[] => [
    ...header ? [activateDirective(header, 'header', prompt, directives)] : [],
    ...promptDirective ? [activateDirective(promptDirective, 'prompt', prompt, directives)] : [],
    ...posted.list(),
    ...files.list()
  ]

  const notifying = <Args extends unknown[], Result>(change: (...args: Args) => Result) => (...args: Args): Result => {
    const result = change(...args)
    onChange()
    return result
  }

  return {
    decide (view) {
      const { header, promptDirective, request, key } = view
      for (const directive of [header, promptDirective]) {
        if (!directive) continue
        checkPossible(request, directive.respond)
        checkResponseSize(directive.respond, request.parameters.n, 'n')
      }
      const rules = rulesFor(view)
      return rules.length === 0 ? undefined : decide(findMatchingRules(rules, request, key, regexBudget), key, onChange)
    },
    add: notifying((rule, owner) => toListedRule(posted.add(rule, owner), rule.times)),
    list (owner) {
      const rules = [...posted.list(owner), ...files.list()]
      return allOf(rules.map(rule => andThen(rule.uses.left(owner), left => toListedRule(rule, left))))
    },
    remove: notifying(posted.remove),
    clear: notifying(posted.clear),
    reset: notifying(owner => {
      posted.clear(owner)
      return andThen(allOf([directives.reset(owner), files.reset(owner)]), () => {})
    }),
    setFileRules: notifying(files.set)
  }
}

/** Returns the decision of the first rule that has uses left, and counts the use. */
function decide (matching: Iterator<ActiveRule>, key: string | undefined, onUse: () => void): Awaitable<Decision | undefined> {
  for (let next = matching.next(); !next.done; next = matching.next()) {
    const active = next.value
    const uses = active.uses.take(key)
    const toDecision = (uses: number) => decisionOf(active, uses, key, onUse)
    if (uses instanceof Promise) return uses.then(uses => uses === undefined ? decide(matching, key, onUse) : toDecision(uses))
    if (uses !== undefined) return toDecision(uses)
  }
  return undefined
}

function decisionOf (active: ActiveRule, uses: number, key: string | undefined, onUse: () => void): Decision {
  const { rule, respond, source } = active
  const { description, times } = rule
  onUse()
  return {
    respond,
    rule,
    source: {
      ...source,
      ...(description !== undefined && { description }),
      ...(times !== undefined && { times, left: times - uses })
    },
    undo () {
      onUse()
      return active.uses.undo(key)
    }
  }
}
