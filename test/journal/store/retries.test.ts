import t from 'tap'
import { createJournal } from '../../../src/journal/journal.js'
import { exchange } from '../exchanges.js'
import { cpuTimeMs } from '../../cpu-time.js'

const attempt = (id: string, count: number, given: Parameters<typeof exchange>[0] = {}) =>
  exchange({ id, headers: { 'x-stainless-retry-count': String(count) }, ...given })

t.test('the entry and the card of a retry name the previous attempt', async t => {
  const journal = createJournal()
  for (const count of [0, 1, 2]) journal.record(attempt(`n${count}`, count))
  t.strictSame(journal.list().map(({ retryOf }) => retryOf), ['n1', 'n0', undefined])
  t.strictSame(journal.cards().map(({ retryOf }) => retryOf), ['n1', 'n0', undefined])
})

t.test('if there are several such attempts, a retry names the newest', async t => {
  const journal = createJournal()
  for (const [id, count] of [['a0', 0], ['a1', 1], ['b0', 0], ['b1', 1], ['b2', 2]] as const) journal.record(attempt(id, count))
  t.match(journal.get('a1'), { retryOf: 'a0' })
  t.match(journal.get('b1'), { retryOf: 'b0' })
  t.match(journal.get('b2'), { retryOf: 'b1' })
})

t.test('a request with another key, method, path or body is not a previous attempt, nor is one without a retry count', async t => {
  const journal = createJournal()
  journal.record(attempt('first', 0, { key: 'k' }))
  journal.record(exchange({ id: 'uncounted', key: 'k', headers: {} }))
  for (const [id, given] of Object.entries({
    key: { key: 'other' },
    'no key': {},
    method: { key: 'k', method: 'PUT' },
    path: { key: 'k', url: '/images/generations' },
    body: { key: 'k', parameters: { n: 2 } },
    'no body': { key: 'k', body: undefined },
    'longer body': { key: 'k', body: Buffer.alloc(70_000) }
  })) {
    journal.record(attempt(id, 1, given))
    t.notOk('retryOf' in journal.get(id)!, id)
  }
  journal.record(attempt('second', 1, { key: 'k' }))
  t.match(journal.get('second'), { retryOf: 'first' })
  journal.record(attempt('fourth', 3, { key: 'k' }))
  t.notOk('retryOf' in journal.get('fourth')!, 'the third attempt is missing')
})

t.test('a removed or evicted request is not a previous attempt of new retries; earlier retries keep its id', async t => {
  const journal = createJournal()
  journal.record(attempt('a0', 0))
  journal.record(attempt('a1', 1))
  journal.remove()
  journal.record(attempt('a2', 2))
  t.notOk('retryOf' in journal.get('a2')!)

  const twice = createJournal()
  for (const [id, count, status] of [['old', 0, 500], ['old1', 1, 200], ['new', 0, 200]] as const) twice.record(attempt(id, count, { status }))
  twice.remove({ status: 500 })
  twice.record(attempt('again', 1))
  t.match(twice.get('again'), { retryOf: 'new' }, 'another request of the same attempt is still in the journal')

  const small = createJournal({ maxEntries: 2 })
  for (const count of [0, 1, 2]) small.record(attempt(`b${count}`, count))
  t.equal(small.get('b0'), undefined)
  t.match(small.get('b1'), { retryOf: 'b0' })
  for (const id of ['c', 'd']) small.record(exchange({ id }))
  small.record(attempt('b3', 3))
  t.notOk('retryOf' in small.get('b3')!)
})

const uncounted = (id: string, receivedMs: number, given: Parameters<typeof exchange>[0] = {}) =>
  exchange({ id, receivedMs, headers: {}, durationMs: 5, status: 500, ...given })
const retryOf = (journal: ReturnType<typeof createJournal>, id: string) => {
  const { retryOf, retryInferred } = journal.get(id)!
  return [retryOf, retryInferred]
}

t.test('without a retry count, the same request after a failed one is inferred to be its retry', async t => {
  const journal = createJournal()
  journal.record(uncounted('a0', 0))
  journal.record(uncounted('a1', 1_000, { status: undefined, outcome: 'reset' }))
  journal.record(uncounted('a2', 2_000, { status: 200, decidedBy: { kind: 'rule', respond: { fault: 'malformed' }, reason: 'A rule' } }))
  journal.record(uncounted('a3', 3_000, { status: 200 }))
  journal.record(uncounted('b0', 4_000))
  t.strictSame(['a0', 'a1', 'a2', 'a3', 'b0'].map(id => retryOf(journal, id)), [
    [undefined, undefined], ['a0', true], ['a1', true], ['a2', true], [undefined, undefined]
  ])
  t.strictSame(journal.cards().map(({ retryOf, retryInferred }) => [retryOf, retryInferred])[1], ['a2', true])
})

t.test('a retry is inferred within 60 seconds, unless the request arrived before the failed one ended', async t => {
  const journal = createJournal()
  journal.record(uncounted('first', 0, { durationMs: 1_000 }))
  journal.record(uncounted('parallel', 998, { durationMs: 10 }))
  journal.record(uncounted('retry of first', 60_999))
  journal.record(uncounted('retry of none', 200_000))
  t.strictSame(['parallel', 'retry of first', 'retry of none'].map(id => retryOf(journal, id)[0]), [undefined, 'first', undefined])
})

t.test('each of several parallel requests has its own retry', async t => {
  const journal = createJournal()
  for (const id of ['a0', 'b0']) journal.record(uncounted(id, 0))
  for (const id of ['a1', 'b1', 'c1']) journal.record(uncounted(id, 100))
  t.strictSame(['b0', 'a1', 'b1', 'c1'].map(id => retryOf(journal, id)[0]), [undefined, 'a0', 'b0', undefined])
})

t.test('no retry is inferred for another key, path, directive or body, after a success, or with a retry count', async t => {
  const journal = createJournal()
  journal.record(uncounted('failed', 0, { key: 'k' }))
  for (const [index, [id, given]] of Object.entries({
    key: { key: 'other' },
    'no key': {},
    path: { key: 'k', url: '/images/generations' },
    directive: { key: 'k', headers: { 'x-mock': 'error=server_error' } },
    body: { key: 'k', parameters: { prompt: 'A fox otter' } },
    'no body': { key: 'k', method: 'GET', body: Buffer.alloc(0) },
    counting: { key: 'k', headers: { 'x-stainless-retry-count': '0' } },
    'later retry': { key: 'k', headers: { 'x-stainless-retry-count': '2' } }
  } as Record<string, Parameters<typeof exchange>[0]>).entries()) {
    journal.record(uncounted(id, 100 * (index + 1), { status: 200, ...given }))
    t.strictSame(retryOf(journal, id), [undefined, undefined], id)
  }
  journal.record(uncounted('again', 5_000, { key: 'k', status: 200 }))
  t.strictSame(retryOf(journal, 'again'), ['failed', true])
  journal.record(uncounted('after a success', 6_000, { key: 'k' }))
  t.strictSame(retryOf(journal, 'after a success'), [undefined, undefined])
})

t.test('no retry of an evicted or removed request is inferred', async t => {
  const journal = createJournal({ maxEntries: 2 })
  journal.record(uncounted('evicted', 0))
  for (const id of ['x', 'y']) journal.record(uncounted(id, 10, { parameters: { prompt: id } }))
  journal.record(uncounted('late', 20))
  t.strictSame(retryOf(journal, 'late'), [undefined, undefined])
  journal.record(uncounted('next', 30))
  t.strictSame(retryOf(journal, 'next'), ['late', true])
  journal.remove()
  journal.record(uncounted('new', 40))
  t.strictSame(retryOf(journal, 'new'), [undefined, undefined])
})

t.test('a thousand failed requests with long bodies of the same length are indexed quickly', async t => {
  const journal = createJournal({ maxEntries: 100_000, maxBytes: 2 ** 30 })
  const bodies = Array.from({ length: 1_000 }, (_, number) => Buffer.from(`${'x'.repeat(60_000)}${String(number).padStart(4, '0')}`))
  const record = (round: number) => bodies.forEach((body, number) => journal.record(uncounted(`${round} ${number}`, round * 1_000, { body, request: undefined as never })))
  record(0)
  const startMs = cpuTimeMs()
  record(1)
  t.ok(cpuTimeMs() - startMs < 2_000, 'each body is hashed only once')
  t.strictSame(retryOf(journal, '1 999'), ['0 999', true])
})
