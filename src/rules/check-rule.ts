/** Validation of rules and rule files. */
import type { TSchema } from 'typebox'
import { withRegexTexts } from '../text/regex-text.js'
import { findSchemaProblem } from '../text/schema-problem.js'
import { checkCompatibility, checkFormat, checkResponseSize } from './incompatible-options.js'
import { createMatcher } from './match-request.js'
import { RuleError } from './rule-error.js'
import { Rule, RuleFile } from './rule.js'
import { checkStreamMatch } from './stream-options.js'

/** Returns the value if it is a valid rule, with texts instead of RegExp objects. Throws a RuleError for the first problem. */
export function checkRule (value: unknown): Rule {
  const rule = withRegexTexts(value)
  checkSchema(Rule, rule, 'the rule')
  checkOptions(rule as Rule, '')
  return rule as Rule
}

/** Returns the rules if the value is the content of a valid rule file. Throws a RuleError for the first problem. */
export function checkRuleFile (value: unknown): Rule[] {
  checkSchema(RuleFile, value, 'the file')
  const { rules } = value as { rules: Rule[] }
  rules.forEach((rule, index) => checkOptions(rule, `rules[${index}].`))
  return rules
}

/** Throws a RuleError for the first problem by the schema. `name` is the name of the value itself. */
function checkSchema (schema: TSchema, value: unknown, name: string): void {
  const problem = findSchemaProblem(schema, value)
  if (problem) throw new RuleError(problem.where, where => problem.messageFor(where || name), problem.unknown)
}

/** Checks what the schema cannot express. */
function checkOptions ({ match, respond }: Rule, prefix: string): void {
  createMatcher(match, undefined, `${prefix}match`)
  checkCompatibility(respond, `${prefix}respond`)
  if (match?.response_format !== undefined) checkFormat(respond, match.response_format, `${prefix}match.response_format`)
  if (match) checkStreamMatch(respond, match, `${prefix}respond`)
  if (match?.n !== undefined) checkResponseSize(respond, match.n, `${prefix}match.n`)
}
