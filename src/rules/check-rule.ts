/** Validation of rules and rule files. */
import type { TSchema } from 'typebox'
import { noCustomParameters, type CustomParameters } from '../contract/custom-models/custom-parameters.js'
import { withRegexTexts } from '../text/regex-text.js'
import { findSchemaProblem } from '../text/schema-problem.js'
import { checkCompatibility, checkFormat, checkResponseSize } from './incompatible-options.js'
import { ruleSchemas } from './custom-match.js'
import { createMatcher } from './match-request.js'
import { RuleError } from './rule-error.js'
import type { Rule } from './rule.js'
import { checkStreamMatch } from './stream-options.js'

/**
 * Returns the value if it is a valid rule, with texts instead of RegExp objects. `custom` are further parameters that it may match.
 * Throws a RuleError for the first problem.
 */
export function checkRule (value: unknown, custom: CustomParameters = noCustomParameters): Rule {
  const rule = withRegexTexts(value)
  checkSchema(ruleSchemas(custom).rule, rule, 'the rule')
  checkOptions(rule as Rule, '')
  return rule as Rule
}

/** Returns the rules if the value is the content of a valid rule file. Throws a RuleError for the first problem. */
export function checkRuleFile (value: unknown, custom: CustomParameters = noCustomParameters): Rule[] {
  checkSchema(ruleSchemas(custom).file, value, 'the file')
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
