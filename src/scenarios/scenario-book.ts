/** The scenario book: the ordered rules, and what is left of each. */
import type { ImageRequest } from '../contract/image-request.js'
import { createCounters } from './counters.js'
import { listed, type ListedRule } from './listed-rule.js'
import type { FileRule } from './load-scenarios.js'
import type { Outcome } from './outcome.js'
import { createPostedRules } from './posted-rules.js'
import type { Rule } from './scenario.js'
import { directiveRule, fileRule, leftOf, type Source, type StandingRule } from './standing-rule.js'

export interface ScenarioBookOptions {
  /** How many counts are kept of directives, and as many of file rules, one per key; the least recently used go first. Default 10,000. */
  maxCounters?: number
  /** How many posted rules may stand at once. Default 1,000. */
  maxPosted?: number
}

export interface Question {
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
  respond: Outcome
  source: Source & {
    description?: string
    times?: number
    /** How often it will serve this key from now on; absent: always. */
    left?: number
  }
}

export interface ScenarioBook {
  /** The first rule that fits and is not spent, and counts it; nothing where none is. */
  decide: (question: Question) => Decision | undefined
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
  /** Replaces the files' rules, whose counts begin anew. */
  setFileRules: (rules: readonly FileRule[]) => void
}

/**
 * Makes a book without rules. An `owner` is an API key: its posted rules apply to that key alone, and whoever
 * names one sees and touches only what belongs to it.
 */
export function createScenarioBook ({ maxCounters = 10_000, maxPosted = 1_000 }: ScenarioBookOptions = {}): ScenarioBook {
  const directives = createCounters(maxCounters)
  const posted = createPostedRules(maxPosted)
  const fileCounts = createCounters(maxCounters)
  let files: readonly FileRule[] = []
  let fileRules: readonly StandingRule[] = []

  function setFileRules (rules: readonly FileRule[]): void {
    files = rules
    fileCounts.forget()
    fileRules = files.map(rule => fileRule(rule, fileCounts))
  }

  /** The strongest first. */
  function * rulesFor ({ prompt, header, promptDirective }: Question): Generator<StandingRule> {
    if (header) yield directiveRule(header, 'header', prompt, directives)
    if (promptDirective) yield directiveRule(promptDirective, 'prompt', prompt, directives)
    yield * posted.list()
    yield * fileRules
  }

  return {
    decide: question => decide(rulesFor(question), question),
    add: (rule, owner) => listed(posted.add(rule, owner), owner),
    list: owner => [...posted.list(owner), ...fileRules].map(rule => listed(rule, owner)),
    remove: posted.remove,
    clear: posted.clear,
    reset (owner) {
      posted.clear(owner)
      directives.forget(owner)
      if (owner === undefined) setFileRules(files)
      else fileCounts.forget(owner)
    },
    setFileRules
  }
}

function decide (rules: Iterable<StandingRule>, { request, key }: Question): Decision | undefined {
  for (const standing of rules) {
    if (leftOf(standing, key) === 0 || !standing.fits(request, key)) continue
    standing.serve(key)
    const { rule: { description, times }, outcome, source } = standing
    const left = leftOf(standing, key)
    return {
      respond: outcome,
      source: {
        ...source,
        ...(description !== undefined && { description }),
        ...(times !== undefined && { times }),
        ...(left !== undefined && { left })
      }
    }
  }
  return undefined
}
