/** What is typed into the search field, as a question to each call. A pure function: no page is needed. */
import type { Card } from '../journal/card.js'
import { downloadsOf, lastOf, type Call } from './calls.js'
import { isFailed } from './ending.js'

/** The words before a colon, each with an example. All else is looked for in the prompt. */
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
  by: ({ decidedBy }, value) => startsWith(decidedBy.kind, value)
}

const states: Record<string, Test> = {
  failed: call => isFailed(lastOf(call)),
  ok: call => !isFailed(lastOf(call)),
  retried: ({ attempts }) => attempts.length > 1,
  downloaded: call => downloadsOf(call) > 0
}

/** Filters of one name widen each other, those of different names narrow; every word of free text must be there. */
export function parseSearch (text: string): Test {
  const tests: Test[] = []
  const widening = new Map<string, Test[]>()
  for (const [, name = '', quoted, bare = ''] of text.toLowerCase().matchAll(/(?:(\w+):)?(?:"([^"]*)"?|(\S+))|\w+:/g)) {
    const value = quoted ?? bare
    const test = testOf(name, value)
    if (test) widening.set(name, [...widening.get(name) ?? [], test])
    else if (value && !isOpen(value)) tests.push(containing(name ? `${name}:${value}` : value))
  }
  tests.push(...[...widening.values()].map(any => (call: Call) => any.some(test => test(call))))
  return call => tests.every(test => test(call))
}

/** A filter whose value is still to be typed asks for nothing. */
function isOpen (word: string): boolean {
  return word.endsWith(':') && Object.hasOwn(filterExamples, word.slice(0, -1))
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
