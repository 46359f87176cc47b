/** Values that may be promises: stores in memory return values, stores over a network return promises. */

export type Awaitable<Value> = Value | Promise<Value>

/**
 * Returns the result of `use` for the value. If the value is not a promise, `use` is called immediately, since an `await`
 * would take time in every request.
 *
 *     andThen(counters.get('rule_1', key), count => count > 0)
 */
export function andThen<Value, Result> (value: Awaitable<Value>, use: (value: Value) => Awaitable<Result>): Awaitable<Result> {
  return value instanceof Promise ? value.then(use) : use(value)
}

/** Returns all values; a promise of them if one of them is a promise. */
export function allOf<Values extends unknown[]> (values: { [Index in keyof Values]: Awaitable<Values[Index]> }): Awaitable<Values> {
  return values.some(value => value instanceof Promise) ? Promise.all(values) as Promise<Values> : values as Values
}

/** Returns a value of a store in memory, for functions of the public API that return no promise. Throws an Error for a promise. */
export function immediate<Value> (value: Awaitable<Value>): Value {
  if (value instanceof Promise) throw new Error('Expected a store in memory for this method, got one that returns promises. Use the control API.')
  return value
}
