/** The rules that were posted: the newest first, each everybody's or one key's. */
import type { RegexBudget } from '../text/regex-budget.js'
import { RuleError } from './rule-error.js'
import type { Rule } from './rule.js'
import { postedRule, type ActiveRule } from './active-rule.js'

/** Makes an empty collection of at most `max` rules. Whoever names an owner sees and removes only its own. */
export function createPostedRules (max: number, regexBudget: RegexBudget) {
  let rules: readonly ActiveRule[] = []
  let lastNumber = 0
  const isOf = (rule: ActiveRule, owner: string | undefined) => owner === undefined || rule.owner === owner

  return {
    /** Throws a RuleError for a rule that opens a file, and for one too many. */
    add (rule: Rule, owner?: string): ActiveRule {
      if (rule.respond.image !== undefined) {
        throw RuleError.unusable('respond.image', 'requests cannot open files', 'Name the image in a rule file')
      }
      if (rules.length >= max) throw RuleError.unusable('the rule', `there are already ${max} posted rules`, 'Remove some first')
      const added = postedRule(rule, `rule_${++lastNumber}`, owner, regexBudget)
      rules = [added, ...rules]
      return added
    },

    list: (owner?: string): readonly ActiveRule[] => rules.filter(rule => isOf(rule, owner)),

    /** False where the owner has no rule of this id. */
    remove (id: string, owner?: string): boolean {
      const before = rules.length
      rules = rules.filter(rule => rule.id !== id || !isOf(rule, owner))
      return rules.length < before
    },

    clear (owner?: string): void {
      rules = rules.filter(rule => !isOf(rule, owner))
    }
  }
}
