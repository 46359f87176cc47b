import t from 'tap'
import { createJournal } from '../../src/journal/journal.js'
import { exchange } from './exchanges.js'

const attempt = (id: string, count: number, given: Parameters<typeof exchange>[0] = {}) =>
  exchange({ id, headers: { 'x-stainless-retry-count': String(count) }, ...given })

t.test('a retry names the attempt before it, in the entry and in the card', async t => {
  const journal = createJournal()
  for (const count of [0, 1, 2]) journal.record(attempt(`n${count}`, count))
  t.strictSame(journal.list().map(({ retryOf }) => retryOf), ['n1', 'n0', undefined])
  t.strictSame(journal.cards().map(({ retryOf }) => retryOf), ['n1', 'n0', undefined])
})

t.test('of several such attempts it is the newest', async t => {
  const journal = createJournal()
  for (const [id, count] of [['a0', 0], ['a1', 1], ['b0', 0], ['b1', 1], ['b2', 2]] as const) journal.record(attempt(id, count))
  t.match(journal.get('a1'), { retryOf: 'a0' })
  t.match(journal.get('b1'), { retryOf: 'b0' })
  t.match(journal.get('b2'), { retryOf: 'b1' })
})

t.test('another key, method, path or body is another call, and so is one whose client does not count', async t => {
  const journal = createJournal()
  journal.record(attempt('first', 0, { key: 'k' }))
  journal.record(exchange({ id: 'uncounted', key: 'k', headers: {} }))
  for (const [id, given] of Object.entries({
    key: { key: 'other' },
    'no key': {},
    method: { key: 'k', method: 'PUT' },
    path: { key: 'k', url: '/images/generations' },
    body: { key: 'k', ask: { n: 2 } },
    'no body': { key: 'k', body: undefined },
    'longer body': { key: 'k', body: Buffer.alloc(70_000) }
  })) {
    journal.record(attempt(id, 1, given))
    t.notOk('retryOf' in journal.get(id)!, id)
  }
  journal.record(attempt('second', 1, { key: 'k' }))
  t.match(journal.get('second'), { retryOf: 'first' })
  journal.record(attempt('fourth', 3, { key: 'k' }))
  t.notOk('retryOf' in journal.get('fourth')!, 'the third never came')
})

t.test('what the journal has forgotten is the attempt of no retry; one that was retried leaves its name', async t => {
  const journal = createJournal()
  journal.record(attempt('a0', 0))
  journal.record(attempt('a1', 1))
  journal.remove()
  journal.record(attempt('a2', 2))
  t.notOk('retryOf' in journal.get('a2')!)

  const twice = createJournal()
  for (const [id, count, status] of [['old', 0, 500], ['old1', 1, 200], ['new', 0, 200], ['new1', 1, 200]] as const) twice.record(attempt(id, count, { status }))
  twice.remove({ status: 500 })
  twice.record(attempt('again', 1))
  t.match(twice.get('again'), { retryOf: 'new' }, 'another of the same attempt is still there')

  const small = createJournal({ maxEntries: 2 })
  for (const count of [0, 1, 2]) small.record(attempt(`b${count}`, count))
  t.equal(small.get('b0'), undefined)
  t.match(small.get('b1'), { retryOf: 'b0' })
  for (const id of ['c', 'd']) small.record(exchange({ id }))
  small.record(attempt('b3', 3))
  t.notOk('retryOf' in small.get('b3')!)
})
