/** The JSON Schema of a rule file, for editors: `fixtures/scenarios/rules.schema.json`. */
import { RuleFile } from '../rule.js'

/** The published schema, as plain JSON. Our own keyword stays at home. */
export const ruleFileSchema: Record<string, unknown> = JSON.parse(JSON.stringify({
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Rules for openai-images-mock',
  ...RuleFile
}, (name, value) => name === 'allowed' ? undefined : value))
