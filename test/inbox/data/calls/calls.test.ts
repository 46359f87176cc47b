/** Grouping of cards into calls. */
import t from 'tap'
import { createCalls, downloadsOf } from '../../../../src/inbox/data/calls/calls.js'
import { cardOf, refused } from '../../cards.js'

const shapeOf = (calls: ReturnType<typeof createCalls>) => calls.list().map(({ attempts }) => attempts.map(({ id }) => id).join(' '))
const first = cardOf('first', { ...refused, retryCount: 0 })
const second = cardOf('second', { ...refused, retryCount: 1, retryOf: 'first' })
const third = cardOf('third', { retryCount: 2, retryOf: 'second' })
const download = (id: string, generation: string) => cardOf(id, { method: 'GET', path: '/private/x.png', generation })

t.test('retries are attempts of one call, which keeps its position', async t => {
  const calls = createCalls()
  t.strictSame(calls.addNewer([first, cardOf('other')]).map(({ key }) => key), ['first', 'other'])
  t.strictSame(calls.addNewer([second, third]), [])
  t.strictSame(shapeOf(calls), ['other', 'first second third'])
  t.equal(calls.of('third'), calls.list()[1])
})

t.test('calls are immutable: a change creates a new object with the same key', async t => {
  const calls = createCalls()
  calls.addNewer([first])
  const before = calls.of('first')!
  calls.addNewer([second])
  t.equal(before.attempts.length, 1)
  t.equal(calls.of('first')!.attempts.length, 2)
  t.equal(calls.of('first')!.key, before.key)
})

t.test('loading older pages gives the same calls as receiving every card live', async t => {
  const cards = [cardOf('zero'), first, cardOf('other'), download('a', 'zero'), second, download('b', 'third'), third, download('c', 'gone')]
  // `third` is listed after its download: cards are in the order in which the responses ended.
  const seen = createCalls()
  for (const card of cards) seen.addNewer([card])
  for (const size of [1, 2, 3, 100]) {
    const loaded = createCalls()
    const newestFirst = cards.toReversed()
    for (let from = 0; from < cards.length; from += size) loaded.addOlder(newestFirst.slice(from, from + size))
    t.strictSame(shapeOf(loaded), ['other', 'first second third', 'zero'], `pages of ${size}`)
    t.strictSame(shapeOf(loaded), shapeOf(seen))
    t.strictSame(loaded.list().map(downloadsOf), [0, 1, 1])
  }
})

t.test('the number of downloads starts at the journal\'s count', async t => {
  const calls = createCalls()
  calls.addOlder([cardOf('zero', { downloads: 2 })])
  t.equal(downloadsOf(calls.of('zero')!), 2)
  calls.addOlder([download('a', 'zero'), download('b', 'zero')])
  calls.addNewer([download('c', 'zero'), download('c', 'zero')])
  t.equal(downloadsOf(calls.of('zero')!), 3)
})

t.test('a card that arrives twice is added once', async t => {
  const calls = createCalls()
  calls.addOlder([cardOf('zero')])
  calls.addNewer([cardOf('zero', { downloads: 1 })])
  t.strictSame(shapeOf(calls), ['zero'])
  t.equal(downloadsOf(calls.of('zero')!), 1)
})

t.test('newer calls have a greater sequence, regardless of the order in which they were added', async t => {
  const calls = createCalls()
  calls.addOlder([cardOf('c'), cardOf('b')])
  calls.addNewer([cardOf('d'), cardOf('e')])
  calls.addOlder([cardOf('a')])
  t.strictSame(shapeOf(calls), ['e', 'd', 'c', 'b', 'a'])
  const sequences = calls.list().map(({ sequence }) => sequence)
  t.strictSame(sequences, sequences.toSorted((one, other) => other - one))
})

t.test('removing a card removes the attempt, or the call if it was the last attempt', async t => {
  const calls = createCalls()
  calls.addNewer([first, second, third, cardOf('other')])
  calls.remove(['first', 'other', 'never'])
  t.strictSame(shapeOf(calls), ['second third'])
  t.equal(calls.of('first'), undefined)
  calls.clear()
  t.strictSame(shapeOf(calls), [])
})

t.test('removing a card of a download removes the download, with or without its call', async t => {
  const calls = createCalls()
  calls.addNewer([cardOf('zero'), download('a', 'zero'), download('b', 'zero'), download('early', 'late'), download('earlier', 'late')])
  calls.remove(['a', 'earlier'])
  t.strictSame(calls.of('zero')!.downloads.map(({ id }) => id), ['b'])
  calls.addNewer([cardOf('late')])
  t.strictSame(calls.of('late')!.downloads.map(({ id }) => id), ['early'])
  calls.addNewer([download('a', 'zero')])
  t.strictSame(calls.of('zero')!.downloads.map(({ id }) => id), ['b', 'a'])
  calls.remove(['zero', 'late'])
  t.strictSame(shapeOf(calls), [])
})
