/** Rules posted to the control API: the newest first, each for all API keys or for one. */
import type { Stores } from '../stores/stores.js'
import type { RegexBudget } from '../text/regex-budget.js'
import { RuleError } from './rule-error.js'
import type { Rule } from './rule.js'
import { activatePostedRule, type ActiveRule } from './active-rule.js'

/** Creates an empty list of at most `max` rules. With an `owner`, each method is limited to the rules of that API key. */
export function createPostedRules (max: number, { createCounters }: Pick<Stores, 'createCounters'>, regexBudget: RegexBudget) {
  let rules: readonly ActiveRule[] = []
  let lastNumber = 0
  const isOwned = (rule: ActiveRule, owner: string | undefined) => owner === undefined || rule.owner === owner

  return {
    /** Throws a RuleError for a rule with an image file, and if there are `max` rules already. */
    add (rule: Rule, owner?: string): ActiveRule {
      if (rule.respond.image !== undefined) {
        throw RuleError.unusable('respond.image', 'requests cannot open files', 'Name the image in a rule file')
      }
      if (rules.length >= max) throw RuleError.unusable('the rule', `there are already ${max} posted rules`, 'Remove some first')
      const added = activatePostedRule(rule, `rule_${++lastNumber}`, owner, createCounters(1), regexBudget)
      rules = [added, ...rules]
      return added
    },

    list: (owner?: string): readonly ActiveRule[] => rules.filter(rule => isOwned(rule, owner)),

    /** Returns false if the owner has no rule with this id. */
    remove (id: string, owner?: string): boolean {
      const before = rules.length
      rules = rules.filter(rule => rule.id !== id || !isOwned(rule, owner))
      return rules.length < before
    },

    clear (owner?: string): void {
      rules = rules.filter(rule => !isOwned(rule, owner))
    }
  }
}
