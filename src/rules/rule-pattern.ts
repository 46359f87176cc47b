/** A rule's pattern. */
import { createTextPattern, PatternError, type TextPattern } from '../text/pattern.js'
import type { RegexBudget } from '../text/regex-budget.js'
import { RuleError } from './rule-error.js'

/** The pattern of a text; throws a RuleError that names `where` for a regular expression that cannot be read. */
export function parsePattern (text: string, regexBudget: RegexBudget, where = 'the pattern'): TextPattern {
  try {
    return createTextPattern(text, regexBudget)
  } catch (error) {
    if (!(error instanceof PatternError)) throw error
    throw RuleError.expected(where, `a JavaScript regular expression with the flags i, m, s and u (${error.message})`, text)
  }
}
