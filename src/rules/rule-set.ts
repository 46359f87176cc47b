/** The scenario book: the ordered rules, and what is left of each. */
import type { ImageRequest } from '../contract/image-request.js'
import { createRegexBudget, type RegexBudget } from '../text/regex-budget.js'
import { createCounters } from './usage-counters.js'
import { listed, type ListedRule } from './listed-rule.js'
import { createFileRules } from './file-rules.js'
import { findMatchingRules } from './find-matching-rules.js'
import type { FileRule } from './files/load-rules.js'
import { refuseFormat, refuseWeight } from './required-format.js'
import { createPostedRules } from './posted-rules.js'
import type { ResponseDefinition } from './response-definition.js'
import type { Rule } from './rule.js'
import { directiveRule, leftOf, type Source, type ActiveRule } from './active-rule.js'

export interface ScenarioBookOptions {
  /** How many counts are kept of directives, and as many of file rules, one per key; the least recently used go first. Default 10,000. */
  maxCounters?: number
  /** How many posted rules may stand at once. Default 1,000. */
  maxPosted?: number
  /** What the rules' regular expressions may take. Default: a budget of its own. */
  regexBudget?: RegexBudget
  /** Called when the list of rules changes, or what is left of one. */
  onChange?: () => void
}

export interface RequestView {
  request: ImageRequest
  /** The API key; absent where none was sent. */
  key?: string | undefined
  /** The prompt as sent, its directive included. */
  prompt: string
  /** The directive of the header. */
  header?: Rule | undefined
  /** The directive that was cut out of the prompt. */
  promptDirective?: Rule | undefined
}

export interface Decision {
  respond: ResponseDefinition
  /** The rule itself, in the user's words; of a directive, the rule that it stands for. */
  rule: Rule
  source: Source & {
    description?: string
    times?: number
    /** How often it will serve this key after this time; absent: always. */
    left?: number
  }
  /** Counts this serving. To be called once, when the rule's answer is really given, before anything is awaited. */
  serve: () => void
}

export interface RuleSet {
  /** The first rule that fits and is not spent, not counted yet; nothing where none is. Throws a RuleError for a directive that cannot come true for the request. */
  decide: (question: RequestView) => Decision | undefined
  /** Adds a checked rule before all that were posted earlier; throws a RuleError for one that opens a file, or one too many. */
  add: (rule: Rule, owner?: string) => ListedRule
  /** Posted rules, newest first, and the files' rules in their order: with an owner, its own and the files'. */
  list: (owner?: string) => ListedRule[]
  /** Removes a posted rule; false where the owner has none of this id. */
  remove: (id: string, owner?: string) => boolean
  /** Removes the posted rules. */
  clear: (owner?: string) => void
  /** Removes the posted rules; directives and the files' rules count from the start. */
  reset: (owner?: string) => void
  /** Replaces the files' rules; those that stand unchanged in their place go on with their counts. */
  setFileRules: (rules: readonly FileRule[]) => void
}

/**
 * Makes a book without rules. An `owner` is an API key: its posted rules apply to that key alone, and whoever
 * names one sees and touches only what belongs to it.
 */
export function createRuleSet ({ maxCounters = 10_000, maxPosted = 1_000, regexBudget = createRegexBudget(), onChange = () => {} }: ScenarioBookOptions = {}): RuleSet {
  const directives = createCounters(maxCounters)
  const posted = createPostedRules(maxPosted, regexBudget)
  const files = createFileRules(maxCounters, regexBudget)

  /** The strongest first. */
  const rulesFor = ({ prompt, header, promptDirective }: RequestView): ActiveRule[] => [
    ...header ? [directiveRule(header, 'header', prompt, directives)] : [],
    ...promptDirective ? [directiveRule(promptDirective, 'prompt', prompt, directives)] : [],
    ...posted.list(),
    ...files.list()
  ]

  const changing = <Args extends unknown[], Result>(change: (...args: Args) => Result) => (...args: Args): Result => {
    const result = change(...args)
    onChange()
    return result
  }

  return {
    decide (question) {
      const { header, promptDirective, request, key } = question
      const { response_format: format, n } = request.parameters
      for (const directive of [header, promptDirective]) {
        if (!directive) continue
        refuseFormat(directive.respond, format, 'response_format')
        refuseWeight(directive.respond, n, 'n')
      }
      return decide(findMatchingRules(rulesFor(question), request, key, regexBudget), key, onChange)
    },
    add: changing((rule, owner) => listed(posted.add(rule, owner), owner)),
    list: owner => [...posted.list(owner), ...files.list()].map(rule => listed(rule, owner)),
    remove: changing(posted.remove),
    clear: changing(posted.clear),
    reset: changing(owner => {
      posted.clear(owner)
      directives.forget(owner)
      files.reset(owner)
    }),
    setFileRules: changing(files.set)
  }
}

/** The first of the rules that is not spent. */
function decide (fitting: Iterable<ActiveRule>, key: string | undefined, onServed: () => void): Decision | undefined {
  for (const standing of fitting) {
    const left = leftOf(standing, key)
    if (left === 0) continue
    const { rule, respond, source } = standing
    const { description, times } = rule
    return {
      respond,
      rule,
      source: {
        ...source,
        ...(description !== undefined && { description }),
        ...(times !== undefined && { times }),
        ...(left !== undefined && { left: left - 1 })
      },
      serve: () => {
        standing.serve(key)
        onServed()
      }
    }
  }
  return undefined
}
