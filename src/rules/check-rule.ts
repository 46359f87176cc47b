/** From an unknown value to a Rule, or to a RuleError for the first thing that is wrong with it. */
import type { TSchema } from 'typebox'
import { findSchemaProblem } from '../text/schema-problem.js'
import { refuseContradictions } from './incompatible-options.js'
import { createMatcher } from './match-request.js'
import { refuseFormat, refuseWeight } from './required-format.js'
import { defineResponse } from './response-definition.js'
import { RuleError } from './rule-error.js'
import { Rule, RuleFile } from './rule.js'

/** The value itself, if it is a rule that can be used; throws a RuleError that names the member. */
export function checkRule (value: unknown): Rule {
  checkBySchema(Rule, value, 'the rule')
  checkMeaning(value as Rule, '')
  return value as Rule
}

/** The rules of a rule file's content; throws a RuleError that names the member. */
export function checkRuleFile (value: unknown): Rule[] {
  checkBySchema(RuleFile, value, 'the file')
  const { rules } = value as { rules: Rule[] }
  rules.forEach((rule, index) => checkMeaning(rule, `rules[${index}]`))
  return rules
}

/** Throws a RuleError for the first problem by the schema; `name` is the name of the value itself. */
export function checkBySchema (schema: TSchema, value: unknown, name: string): void {
  const problem = findSchemaProblem(schema, value)
  if (problem) throw new RuleError(problem.where, where => problem.messageFor(where || name), problem.unknown)
}

function checkMeaning ({ match, respond }: Rule, where: string): void {
  createMatcher(match, undefined, member(where, 'match'))
  defineResponse(respond, member(where, 'respond'))
  refuseContradictions(respond, member(where, 'respond'))
  if (match?.response_format !== undefined) refuseFormat(respond, match.response_format, member(where, 'match.response_format'))
  if (match?.n !== undefined) refuseWeight(respond, match.n, member(where, 'match.n'))
}

function member (where: string, name: string): string {
  return where ? `${where}.${name}` : name
}
