import { getEventListeners } from 'node:events'
import t from 'tap'
import { createJournal } from '../../src/journal/journal.js'
import { exchange } from './exchanges.js'

/** A journal whose time passes when the test says so. */
function journalInSlowTime () {
  const timers = new Map<() => void, number>()
  const journal = createJournal({
    schedule (delayMs, run) {
      timers.set(run, delayMs)
      return () => { timers.delete(run) }
    }
  })
  return { journal, timers, passTime: () => { for (const run of timers.keys()) run() } }
}

const ids = (result: { ok: boolean, entries?: Array<{ id: string }> }) => result.entries?.map(({ id }) => id)

t.test('what is there already is not waited for', async t => {
  const { journal, timers } = journalInSlowTime()
  for (const id of ['a', 'b', 'c']) journal.record(exchange({ id }))
  t.strictSame(ids(await journal.waitFor({ status: 200 }, { count: 2 })), ['c', 'b', 'a'])
  t.equal(timers.size, 0)
})

t.test('what comes later counts with what is there', async t => {
  const { journal, timers } = journalInSlowTime()
  journal.record(exchange({ id: 'a', status: 500 }))
  const waiting = journal.waitFor({ status: '5xx' }, { count: 2 })
  t.strictSame([...timers.values()], [5_000])
  journal.record(exchange({ id: 'b' }))
  journal.record(exchange({ id: 'c', status: 503 }))
  t.strictSame(ids(await waiting), ['c', 'a'])
  t.equal(timers.size, 0)
})

t.test('waiting ends with its time', async t => {
  const { journal, timers, passTime } = journalInSlowTime()
  journal.record(exchange())
  const waiting = journal.waitFor({}, { count: 2, timeoutMs: 70 })
  passTime()
  t.strictSame(await waiting, {
    ok: false,
    reason: 'timeout',
    count: 1,
    message: 'Failed to wait for 2 requests: found 1 after 70 ms. Please check that the client sends what is waited for.'
  })
  t.equal(timers.size, 0)
})

t.test('waiting ends when the journal is closed, now and later', async t => {
  const { journal, timers } = journalInSlowTime()
  const waiting = [journal.waitFor(), journal.waitFor({ status: 500 })]
  journal.close()
  for (const result of await Promise.all([...waiting, journal.waitFor()])) {
    t.match(result, { ok: false, reason: 'closed', message: 'Failed to wait for 1 request: found 0 when the mock was closed. Please ' })
  }
  t.equal(timers.size, 0)
})

t.test('waiting ends when the one who asked has gone, and leaves no listener', async t => {
  const { journal, timers } = journalInSlowTime()
  const controller = new AbortController()
  const arriving = journal.waitFor({}, { signal: controller.signal })
  journal.record(exchange({ id: 'a' }))
  t.strictSame(ids(await arriving), ['a'])
  t.strictSame(getEventListeners(controller.signal, 'abort'), [])
  const waiting = journal.waitFor({ status: 500 }, { signal: controller.signal })
  controller.abort()
  t.match(await waiting, { ok: false, reason: 'aborted' })
  t.match(await journal.waitFor({ status: 500 }, { signal: controller.signal }), { ok: false, reason: 'aborted' })
  t.strictSame(getEventListeners(controller.signal, 'abort'), [])
  t.equal(timers.size, 0)
})

t.test('many wait at once, and each for its own', async t => {
  const { journal, timers } = journalInSlowTime()
  const results = Array.from({ length: 200 }, (_, i) => journal.waitFor({ prompt: `Picture ${i}` }))
  for (let i = 199; i >= 0; i--) journal.record(exchange({ id: `n${i}`, ask: { prompt: `Picture ${i}` } }))
  t.strictSame((await Promise.all(results)).map(ids), results.map((_, i) => [`n${i}`]))
  t.equal(timers.size, 0)
})

t.test('what came counts even where the journal has dropped it since', async t => {
  const journal = createJournal({ maxEntries: 1 })
  const waiting = journal.waitFor({}, { count: 3 })
  for (const id of ['a', 'b', 'c']) journal.record(exchange({ id }))
  t.strictSame(ids(await waiting), ['c'])
})

t.test('a regex that is none, or takes too long, fails the one who waits and nobody else', async t => {
  const { journal, timers } = journalInSlowTime()
  await t.rejects(journal.waitFor({ prompt: '/(/' }), { name: 'JournalError' })
  const bad = t.rejects(journal.waitFor({ prompt: '/^(a+)+$/' }), { name: 'JournalError', message: /takes too long/ })
  const good = journal.waitFor()
  journal.record(exchange({ id: 'a', ask: { prompt: 'a'.repeat(900) + 'b' } }))
  await bad
  t.strictSame(ids(await good), ['a'])
  t.equal(timers.size, 0)
})

t.test('without a schedule of its own it waits by the clock of Node', async t => {
  t.match(await createJournal().waitFor({}, { timeoutMs: 1 }), { ok: false, reason: 'timeout' })
})

t.test('a time that is longer than a timer of Node can take is no short one', async t => {
  const journal = createJournal()
  const long = journal.waitFor({}, { timeoutMs: 2 ** 40 })
  t.match(await journal.waitFor({}, { timeoutMs: 5 }), { ok: false, reason: 'timeout' })
  journal.record(exchange({ id: 'a' }))
  t.strictSame(ids(await long), ['a'])
})

t.test('waiters for a regex that takes too long cost the requests that come a moment once, and no time after that', async t => {
  const { journal, timers } = journalInSlowTime()
  const bad = Array.from({ length: 150 }, () => t.rejects(journal.waitFor({ prompt: '/^(a+)+$/' }, { count: 999 }), { name: 'JournalError', message: /takes too long/ }))
  const good = journal.waitFor({ prompt: '/a!$/' }, { count: 4 })
  const times = Array.from({ length: 4 }, () => {
    const startMs = performance.now()
    journal.record(exchange({ ask: { prompt: `${'a'.repeat(26)}!` } }))
    return performance.now() - startMs
  })
  // Each of them takes some 200 ms for this prompt.
  t.ok(times.every(ms => ms < 1_000), JSON.stringify(times))
  await Promise.all(bad)
  t.equal((await good).ok, true)
  t.equal(timers.size, 0)
})

t.test('waiters for many regexes that take too long leave others their turn, and those for others find what they wait for', async t => {
  const { journal } = journalInSlowTime()
  const bad = Array.from({ length: 12 }, (_, index) => t.rejects(journal.waitFor({ prompt: `/^(a+)+${index}$/` }), { name: 'JournalError' }))
  const good = journal.waitFor({ prompt: '/a!$/' }, { count: 2 })
  let turns = 0
  const others = setInterval(() => { turns++ }, 0)
  for (const id of ['a', 'b']) journal.record(exchange({ id, ask: { prompt: `${'a'.repeat(60)}!` } }))
  t.strictSame(ids(await good), ['b', 'a'])
  await Promise.all(bad)
  clearInterval(others)
  t.ok(turns > 2, `${turns} turns`)
})

t.test('one waiter too many is refused, and when one has ended another may wait', async t => {
  const { journal, passTime } = journalInSlowTime()
  const controller = new AbortController()
  const waiting = [journal.waitFor({}, { signal: controller.signal }), ...Array.from({ length: 199 }, () => journal.waitFor())]
  await t.rejects(journal.waitFor(), {
    name: 'JournalError',
    message: 'Expected at most 200 callers that wait for requests at once, got one more. End some of them first, or wait for several requests in one call.'
  })
  controller.abort()
  await waiting[0]
  waiting.push(journal.waitFor())
  passTime()
  t.equal((await Promise.all(waiting)).length, 201)
})
