/** Schemas of rules and rule files that also match by the parameters of custom models. */
import { Type, type TSchema } from 'typebox'
import { isTabled, type CustomParameter, type CustomParameters } from '../contract/custom-models/custom-parameters.js'
import { publishedValues } from '../contract/operations/all-contracts.js'
import { StringEnum } from '../text/allowed-values.js'
import { Match, Rule, RuleFile } from './rule.js'

export interface RuleSchemas { rule: TSchema, file: TSchema }

const byParameters = new WeakMap<CustomParameters, RuleSchemas>()

/** Returns the schemas. Without custom parameters, they are `Rule` and `RuleFile`. */
export function ruleSchemas (custom: CustomParameters): RuleSchemas {
  if (custom.size === 0) return { rule: Rule, file: RuleFile }
  let schemas = byParameters.get(custom)
  if (!schemas) byParameters.set(custom, schemas = createSchemas(custom))
  return schemas
}

// Only the members that differ are replaced: a copy of a schema would lose its refinements.
function createSchemas (custom: CustomParameters): RuleSchemas {
  const added = Object.fromEntries([...custom].map(([name, parameter]) => [name, memberSchema(name, parameter)]))
  const match = { ...Match, properties: { ...Match.properties, ...added } }
  const rule = { ...Rule, properties: { ...Rule.properties, match } }
  const { rules } = RuleFile.properties
  return { rule, file: { ...RuleFile, properties: { ...RuleFile.properties, rules: { ...rules, items: rule } } } as TSchema }
}

function memberSchema (name: string, { type, values, description, examples }: CustomParameter): TSchema {
  const options = { description: `${description} Requests without one do not match.`, examples }
  if (type === 'integer') return Type.Integer(options)
  if (type === 'number') return Type.Number({ ...options, allowed: 'a number' })
  if (type === 'boolean') return Type.Boolean(options)
  const published = isTabled(name) ? publishedValues(name) ?? [] : []
  return values ? StringEnum([...new Set([...published, ...values])], options) : Type.String({ minLength: 1, maxLength: 4000, ...options })
}
