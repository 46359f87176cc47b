/** RegExp objects in arguments of code: converted to the text that patterns take. */

/** Patterns are members of a filter, or of the `match` of a rule or a verification. */
const maxDepth = 2

/**
 * Returns the value with the text of each RegExp object in its place, such as `/otter/i`. Objects without one are
 * returned as they are. Flags that patterns do not have are refused later, with the member.
 *
 *     withRegexTexts({ match: { prompt: /otter/i } }) // { match: { prompt: '/otter/i' } }
 */
export function withRegexTexts (value: unknown, depth = 0): unknown {
  if (isRegExp(value)) return String(value)
  if (depth === maxDepth || typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const entries = Object.entries(value)
  const converted = entries.map(([name, member]) => [name, withRegexTexts(member, depth + 1)] as const)
  return converted.every(([, member], index) => member === entries[index]![1]) ? value : { ...value, ...Object.fromEntries(converted) }
}

/** Test runners run tests in contexts of their own, whose RegExp is another class. */
function isRegExp (value: unknown): value is RegExp {
  return Object.prototype.toString.call(value) === '[object RegExp]'
}
