/** The parser of the search field: from its text to a test of calls. */
import type { Card } from '../../journal/card.js'
import { downloadsOf, lastOf, type Call } from './calls.js'
import { outcomeOf, isFailed } from './call-outcome.js'

/** The names of the filters, each with an example. All other words are looked for in the prompt. */
export const filterExamples: Readonly<Record<string, string>> = {
  model: 'model:dall-e-3',
  size: 'size:1024x1792',
  status: 'status:4xx',
  error: 'error:rate_limit_exceeded',
  key: 'key:…4f2a',
  quality: 'quality:hd',
  style: 'style:vivid',
  format: 'format:b64_json',
  user: 'user:user-1234',
  path: 'path:/edits',
  by: 'by:rule',
  is: 'is:failed'
}

type Test = (call: Call) => boolean

/** A refused request is looked for by what it sent. */
const askedOf = ({ request, sent }: Card) => request ?? sent

const startsWith = (found: unknown, value: string) => found !== undefined && found !== null && String(found).toLowerCase().startsWith(value)

/** Of one attempt; a call fits by any of its attempts. */
const filters: Record<string, (card: Card, value: string) => boolean> = {
  model: (card, value) => startsWith(askedOf(card)?.model, value),
  size: (card, value) => startsWith(askedOf(card)?.size, value.replace('×', 'x')),
  status: ({ status, outcome }, value) => startsWith(status, value.replace(/x+$/, '')) || startsWith(outcome, value),
  error: ({ error, decidedBy }, value) => [error?.code, error?.type, decidedBy.respond?.['error'], decidedBy.respond?.['fault'], decidedBy.name].some(word => startsWith(word, value)),
  key: ({ key }, value) => key !== undefined && isSameKey(key.toLowerCase(), value),
  quality: (card, value) => startsWith(askedOf(card)?.quality, value),
  style: (card, value) => startsWith(askedOf(card)?.style, value),
  format: (card, value) => startsWith(askedOf(card)?.response_format, value),
  user: (card, value) => startsWith(askedOf(card)?.user, value),
  path: ({ path }, value) => path.toLowerCase().includes(value),
  by: ({ decidedBy }, value) => startsWith(decidedBy.kind, value)
}

const states: Record<string, Test> = {
  failed: call => isFailed(lastOf(call)),
  ok: call => !isFailed(lastOf(call)),
  broken: call => outcomeOf(lastOf(call)).tone === 'broken',
  retried: ({ attempts }) => attempts.length > 1,
  downloaded: call => downloadsOf(call) > 0
}

/** One word of the search: `-status:200` is negated, with the name `status` and the value `200`. A word without a colon has no name. */
interface Term { isNegated: boolean, name: string, value: string, isQuoted: boolean }

function termsOf (text: string): Term[] {
  return [...text.toLowerCase().matchAll(/(-?)(?:(\w+):)?(?:"([^"]*)"?|(\S+))/g)].map(([, minus, name = '', quoted, bare = '']) => ({
    isNegated: minus === '-', name, value: quoted ?? bare, isQuoted: quoted !== undefined
  }))
}

/**
 * Filters of one name widen each other, those of different names narrow. Every word of free text must be in the prompt,
 * and nothing that is negated may match.
 */
export function parseSearch (text: string): Test {
  const tests: Test[] = []
  const widening = new Map<string, Test[]>()
  for (const { isNegated, name, value } of termsOf(text)) {
    if (value === '' || isOpen(value)) continue
    const filter = testOf(name, value)
    const test = filter ?? containing(name === '' ? value : `${name}:${value}`)
    if (isNegated) tests.push(call => !test(call))
    else if (filter) widening.set(name, [...widening.get(name) ?? [], test])
    else tests.push(test)
  }
  tests.push(...[...widening.values()].map(any => (call: Call) => any.some(test => test(call))))
  return call => tests.every(test => test(call))
}

/** Whether the rest of the word is still to be typed: it matches everything until then. */
function isOpen (value: string): boolean {
  return value === '-' || (value.endsWith(':') && Object.hasOwn(filterExamples, value.slice(0, -1)))
}

/** The words that look like filters and are none, such as `foo:bar` and `is:green`. They are looked for in the prompt. */
export function unknownFilters (text: string): string[] {
  return termsOf(text).filter(({ name, value, isQuoted }) => name !== '' && value !== '' && !isQuoted && !testOf(name, value)).map(({ name, value }) => `${name}:${value}`)
}

/** The text that explains an unknown filter. */
export function explain (filter: string): string {
  const [name] = filter.split(':') as [string]
  const names = name === 'is' ? Object.keys(states).map(state => `is:${state}`) : Object.keys(filterExamples)
  return `No filter ${filter.startsWith('is:') ? filter : name}. Filters: ${names.join(', ')}.`
}

function testOf (name: string, value: string): Test | undefined {
  if (name === 'is') return Object.hasOwn(states, value) ? states[value] : undefined
  if (!Object.hasOwn(filters, name)) return undefined
  const fits = filters[name]!
  return ({ attempts }) => attempts.some(card => fits(card, value))
}

function containing (word: string): Test {
  if (word.startsWith('req_')) return call => call.text.includes(word) || call.attempts.some(({ id }) => id.startsWith(word))
  return ({ text }) => text.includes(word)
}

/** A key as it is shown, its end alone, or all of it. */
function isSameKey (shown: string, asked: string): boolean {
  const [end, askedEnd] = [shown, asked].map(key => key.replace(/^(…|\.\.\.)/, '').slice(-4)) as [string, string]
  return end !== '' && (askedEnd.length < end.length ? end.endsWith(askedEnd) : askedEnd.endsWith(end))
}
