/** Groups of values by a name. */

/** Returns the groups by name, in the order in which their first values came. */
export function groupBy<Value> (values: readonly Value[], nameOf: (value: Value) => string): Map<string, [Value, ...Value[]]> {
  const groups = new Map<string, [Value, ...Value[]]>()
  for (const value of values) {
    const name = nameOf(value)
    const group = groups.get(name)
    if (group) group.push(value)
    else groups.set(name, [value])
  }
  return groups
}

/** The maximum number of findings of one kind: clients choose the names of parameters, models and paths. */
const maxGroups = 20

/** Returns the groups with the most values. */
export function largestGroups<Value> (values: readonly Value[], nameOf: (value: Value) => string): Array<[Value, ...Value[]]> {
  return [...groupBy(values, nameOf).values()].sort((one, other) => other.length - one.length).slice(0, maxGroups)
}

/** Returns the different values, in the order in which they first came. */
export function unique<Value> (values: readonly Value[]): Value[] {
  return [...new Set(values)]
}
