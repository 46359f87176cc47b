/** Error messages for values that do not fit a schema. */
import type { TSchema } from 'typebox'
import { Check } from 'typebox/value'
import { allowedValues, type SchemaKeywords } from './allowed-values.js'
import { expectedMessage, unknownNameMessage } from './messages.js'

/** The first problem of a value. */
export interface SchemaProblem {
  /** The path of the member, such as `rules[1].respond.error`; empty for the value itself. */
  where: string
  /** The name of an unknown member of `where`. */
  unknown?: string
  /** Returns the message, with a name for the member. */
  messageFor: (where: string) => string
}

/**
 * Returns the message for the first problem, or undefined if the value fits the schema.
 *
 *     schemaProblemMessage(Filter, { limit: 0 }, 'the filter') // Expected an integer from 1 to 1000 for limit in the filter, got 0.
 */
export function schemaProblemMessage (schema: TSchema, value: unknown, place: string): string | undefined {
  const problem = findSchemaProblem(schema, value)
  return problem?.messageFor(problem.where ? `${problem.where} in ${place}` : place)
}

/**
 * Returns the first problem, or undefined if the value fits the schema. A member that is undefined counts as omitted.
 *
 * TypeBox's `Errors()` is not used: it reports required members before unknown ones and every branch of a union, so
 * choosing the error that helps needs more code than this walk.
 */
export function findSchemaProblem (schema: TSchema, value: unknown): SchemaProblem | undefined {
  return problemAt(schema as SchemaKeywords, value, '')
}

function problemAt (schema: SchemaKeywords, value: unknown, where: string, unionAllowed?: string): SchemaProblem | undefined {
  if (schema.anyOf) {
    const type = typeOf(value)
    const branch = schema.anyOf.find(branch => branch.type === type || (branch.type === 'number' && type === 'integer'))
    return branch ? problemAt(branch, value, where, schema.allowed) : misfit(schema, value, where)
  }
  if (schema.properties && typeOf(value) === 'object') return problemOfMembers(schema, value as Record<string, unknown>, where)
  if (schema.patternProperties && !schema.allowed && typeOf(value) === 'object') return problemOfNames(schema, value as Record<string, unknown>, where)
  // A copy of a schema loses its refinements, so only a list is copied.
  if (!Check(schema.items ? { ...schema, items: {} } : schema, value)) {
    return misfit({ ...(unionAllowed !== undefined && { allowed: unionAllowed }), ...schema }, value, where)
  }
  return schema.items && first((value as unknown[]).entries(), ([index, item]) => problemAt(schema.items!, item, `${where}[${index}]`))
}

function problemOfMembers (
  { properties = {}, required = [] }: SchemaKeywords, value: Record<string, unknown>, where: string
): SchemaProblem | undefined {
  const names = Object.keys(properties)
  const unknown = Object.keys(value).find(name => !Object.hasOwn(properties, name))
  if (unknown !== undefined) return { where, unknown, messageFor: where => unknownNameMessage({ kind: 'member', name: unknown, where, names }) }
  return first(Object.entries(properties), ([name, schema]) =>
    value[name] === undefined && !required.includes(name) ? undefined : problemAt(schema, value[name], where ? `${where}.${name}` : name))
}

/** The first problem of an object with any names of a pattern. */
function problemOfNames (
  { patternProperties = {}, maxProperties = Infinity }: SchemaKeywords, value: Record<string, unknown>, where: string
): SchemaProblem | undefined {
  const names = Object.keys(value)
  if (names.length > maxProperties) {
    return { where, messageFor: where => expectedMessage({ expected: `at most ${maxProperties} members`, where, got: names.length }) }
  }
  return first(Object.entries(value), ([name, member]) => {
    const [, schema] = Object.entries(patternProperties).find(([pattern]) => new RegExp(pattern).test(name)) ?? []
    if (schema) return problemAt(schema, member, where ? `${where}.${name}` : name)
    return { where, unknown: name, messageFor: where => expectedMessage({ expected: 'a name of at most 64 letters, digits and _', where: `a member of ${where}`, got: name }) }
  })
}

function first<Item> (items: Iterable<Item>, find: (item: Item) => SchemaProblem | undefined): SchemaProblem | undefined {
  for (const item of items) {
    const problem = find(item)
    if (problem) return problem
  }
  return undefined
}

function misfit (schema: SchemaKeywords, value: unknown, where: string): SchemaProblem {
  const choices = schema.enum ?? schema.anyOf?.find(branch => branch.enum)?.enum
  const expected = allowedValues(choices ? { enum: choices } : schema)
  return { where, messageFor: where => expectedMessage({ expected, where, got: value, choices: choices ?? [] }) }
}

/** The type's name in JSON Schema. */
function typeOf (value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return Number.isInteger(value) ? 'integer' : typeof value
}
