/** Parser of the search field: from its text to a test of calls. */
import { parameterEntries } from '../../../contract/parameters.js'
import { requestPropertyEntries } from '../../../contract/request-properties.js'
import type { Card } from '../../../journal/entries/card.js'
import { outcomeOf, isFailed } from './call-outcome.js'
import { downloadsOf, effectiveParametersOf, lastOf, parametersOf, type Call } from './calls.js'

type Test = (call: Call) => boolean

interface Filter {
  /** Shown in the list below the field. */
  example: string
  /** A call matches if one of its attempts does. The value is in lower case. */
  matches: (card: Card, value: string) => boolean
}

const startsWith = (found: unknown, value: string) => found !== undefined && found !== null && String(found).toLowerCase().startsWith(value)

const isEqual = (found: string, value: string) => found === value

const searchedParameters = parameterEntries.filter(([name]) => name !== 'prompt')

/** Both `size:auto` and the size that the model chose find a request. */
function parameterFilter (name: string, example: string): Filter {
  return {
    example,
    matches: (card, value) => [parametersOf(card)[name], effectiveParametersOf(card)[name]].some(found =>
      typeof found === 'number' ? String(found) === value : startsWith(found, value.replace('×', 'x')))
  }
}

/** Names of parameters of custom models. */
export type CustomNames = readonly string[]

/** Every filter besides `is`, by name. */
const filters: Readonly<Record<string, Filter>> = {
  ...Object.fromEntries(searchedParameters.map(([name, { examples }]) => [name, parameterFilter(name, `${name}:${examples[0]}`)])),
  ...Object.fromEntries(requestPropertyEntries.map(([name, { type, examples, read, matches = type === 'integer' ? isEqual : startsWith }]) => [name, {
    example: `${name}:${examples[0]}`,
    matches: (card: Card, value: string) => {
      const found = read(card)
      return found !== undefined && matches(String(found), value)
    }
  }])),
  status: {
    example: 'status:4xx',
    matches: ({ status, outcome }, value) => startsWith(status, value.replace(/x+$/, '')) || startsWith(outcome, value)
  },
  error: {
    example: 'error:rate_limit_exceeded',
    matches: ({ error, decidedBy: { respond, name } }, value) =>
      [error?.code, error?.type, respond?.['error'], respond?.['fault'], name].some(found => startsWith(found, value))
  },
  key: { example: 'key:…4f2a', matches: ({ key }, value) => key !== undefined && isSameKey(key.toLowerCase(), value) },
  path: { example: 'path:/edits', matches: ({ path }, value) => path.toLowerCase().includes(value) },
  by: { example: 'by:rule', matches: ({ decidedBy }, value) => startsWith(decidedBy.kind, value) }
}

/** The values of the filter `is`. */
const states: Readonly<Record<string, Test>> = {
  failed: call => isFailed(lastOf(call)),
  ok: call => !isFailed(lastOf(call)),
  broken: call => outcomeOf(lastOf(call)).tone === 'broken',
  retried: ({ attempts }) => attempts.length > 1,
  downloaded: call => downloadsOf(call) > 0
}

/** An example of each filter, by name. */
export const filterExamples: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(filters).map(([name, { example }]) => [name, example])),
  is: 'is:failed'
}

/** One word of the search: `-status:200` is negated, with the name `status` and the value `200`. The name is empty without a colon. */
interface Term { isNegated: boolean, name: string, value: string, isQuoted: boolean }

function termsOf (text: string): Term[] {
  return [...text.toLowerCase().matchAll(/(-?)(?:(\w+):)?(?:"([^"]*)"?|(\S+))/g)].map(([, minus, name = '', quoted, bare = '']) => ({
    isNegated: minus === '-', name, value: quoted ?? bare, isQuoted: quoted !== undefined
  }))
}

/**
 * Returns the test for the text of the search field. Filters with the same name are alternatives; different filters
 * must all match. Other words must be in the prompt. Nothing that is negated may match.
 */
export function parseSearch (text: string, custom: CustomNames = []): Test {
  const tests: Test[] = []
  const alternatives = new Map<string, Test[]>()
  for (const { isNegated, name, value } of termsOf(text)) {
    if (value === '' || isIncomplete(value)) continue
    const filter = testOf(name, value, custom)
    const test = filter ?? containing(name === '' ? value : `${name}:${value}`)
    if (isNegated) tests.push(call => !test(call))
    else if (filter) alternatives.set(name, [...alternatives.get(name) ?? [], test])
    else tests.push(test)
  }
  tests.push(...[...alternatives.values()].map(any => (call: Call) => any.some(test => test(call))))
  return call => tests.every(test => test(call))
}

/** Whether the word is a minus or a filter without a value, as while it is typed. It then matches everything. */
function isIncomplete (value: string): boolean {
  return value === '-' || (value.endsWith(':') && Object.hasOwn(filterExamples, value.slice(0, -1)))
}

/** Returns the words that look like a filter and are none, such as `foo:bar` and `is:green`. The prompt is searched for them. */
export function unknownFilters (text: string, custom: CustomNames = []): string[] {
  return termsOf(text)
    .filter(({ name, value, isQuoted }) => name !== '' && value !== '' && !isQuoted && !testOf(name, value, custom))
    .map(({ name, value }) => `${name}:${value}`)
}

/** Returns the message for an unknown filter. */
export function explainUnknownFilter (word: string, custom: CustomNames = []): string {
  const [name] = word.split(':') as [string]
  const names = name === 'is' ? Object.keys(states).map(state => `is:${state}`) : [...Object.keys(filterExamples), ...custom]
  return `No filter ${name === 'is' ? word : name}. Filters: ${names.join(', ')}.`
}

function testOf (name: string, value: string, custom: CustomNames): Test | undefined {
  if (name === 'is') return Object.hasOwn(states, value) ? states[value] : undefined
  const own = custom.find(parameter => parameter.toLowerCase() === name)
  const filter = Object.hasOwn(filters, name) ? filters[name] : own === undefined ? undefined : parameterFilter(own, '')
  if (!filter) return undefined
  const { matches } = filter
  return ({ attempts }) => attempts.some(card => matches(card, value))
}

function containing (word: string): Test {
  if (word.startsWith('req_')) return call => call.text.includes(word) || call.attempts.some(({ id }) => id.startsWith(word))
  return ({ text }) => text.includes(word)
}

/** Whether the user typed this masked key, its last characters, or the whole key. */
function isSameKey (masked: string, typed: string): boolean {
  const [end, typedEnd] = [masked, typed].map(key => key.replace(/^(…|\.\.\.)/, '').slice(-4)) as [string, string]
  return end !== '' && (typedEnd.length < end.length ? end.endsWith(typedEnd) : typedEnd.endsWith(end))
}
