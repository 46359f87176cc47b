import { getEventListeners } from 'node:events'
import t from 'tap'
import { createJournal } from '../../../src/journal/journal.js'
import { exchange, startMs } from '../exchanges.js'
import { cpuTimeMs } from '../../cpu-time.js'

/** Creates a journal whose timers run when the test calls `passTime`. */
function journalWithManualTime () {
  const timers = new Map<() => void, number>()
  const journal = createJournal({
    now: () => startMs + 100_000,
    schedule (delayMs, run) {
      timers.set(run, delayMs)
      return () => { timers.delete(run) }
    }
  })
  return { journal, timers, passTime: () => { for (const run of timers.keys()) run() } }
}

const ids = (result: { ok: boolean, entries?: Array<{ id: string }> }) => result.entries?.map(({ id }) => id)

t.test('returns immediately if enough requests have arrived', async t => {
  const { journal, timers } = journalWithManualTime()
  for (const id of ['a', 'b', 'c']) journal.record(exchange({ id }))
  t.strictSame(ids(await journal.waitFor({ status: 200 }, { count: 2 })), ['c', 'b', 'a'])
  t.equal(timers.size, 0)
})

t.test('earlier and later requests count together', async t => {
  const { journal, timers } = journalWithManualTime()
  journal.record(exchange({ id: 'a', status: 500 }))
  const waiting = journal.waitFor({ status: '5xx' }, { count: 2 })
  t.strictSame([...timers.values()], [5_000])
  journal.record(exchange({ id: 'b' }))
  journal.record(exchange({ id: 'c', status: 503 }))
  t.strictSame(ids(await waiting), ['c', 'a'])
  t.equal(timers.size, 0)
})

t.test('a wait ends at its timeout, and says what it waited for and what came meanwhile', async t => {
  const { journal, timers, passTime } = journalWithManualTime()
  journal.record(exchange({ id: 'req_before' }))
  const waiting = journal.waitFor({ prompt: 'A sea otter', n: 2 }, { count: 2, timeoutMs: 70 }, {}, { inboxUrl: 'http://mock/' })
  journal.record(exchange({ id: 'req_cat', receivedMs: startMs + 98_000, parameters: { prompt: 'A cat', n: 2 } }))
  journal.record(exchange({ id: 'req_models', receivedMs: startMs + 99_000, operation: undefined, method: 'GET', url: '/v1/models', request: undefined }))
  journal.record(exchange({ id: 'req_near', receivedMs: startMs + 99_950 }))
  passTime()
  t.strictSame(await waiting, {
    ok: false,
    reason: 'timeout',
    count: 0,
    expected: { prompt: 'A sea otter', n: 2 },
    actual: { prompt: 'A sea otter', n: 1 },
    nearest: { id: 'req_near', differences: [{ member: 'n', expected: 2, found: 1 }] },
    message: `expected 2 requests within 70 ms, got 0 (3 requests came meanwhile)
  match   prompt  "A sea otter"
          n       2
  closest req_near  200, 50 ms ago  http://mock/?open=req_near
          n       1  ← expected 2
  came    req_cat  2 s ago  200  dall-e-2  1024x1024  "A cat"
          req_models  1 s ago  200  GET /v1/models
          req_near  50 ms ago  200  dall-e-2  1024x1024  "A sea otter"`
  })
  t.equal(timers.size, 0)
})

t.test('all waits end when the journal is closed, and later ones immediately', async t => {
  const { journal, timers } = journalWithManualTime()
  const waiting = [journal.waitFor(), journal.waitFor({ status: 500 })]
  journal.close()
  for (const result of await Promise.all([...waiting, journal.waitFor()])) {
    t.match(result, { ok: false, reason: 'closed', message: /^expected 1 request, got 0 before the mock was closed \(no requests came meanwhile\)/ })
  }
  t.equal(timers.size, 0)
})

t.test('a wait ends when its signal is aborted, and leaves no listener', async t => {
  const { journal, timers } = journalWithManualTime()
  const controller = new AbortController()
  const arriving = journal.waitFor({}, { signal: controller.signal })
  journal.record(exchange({ id: 'a' }))
  t.strictSame(ids(await arriving), ['a'])
  t.strictSame(getEventListeners(controller.signal, 'abort'), [])
  const waiting = journal.waitFor({ status: 500 }, { signal: controller.signal })
  controller.abort()
  t.match(await waiting, { ok: false, reason: 'aborted', count: 0, message: /^expected 1 request, got 0 before the call was aborted / })
  t.match(await journal.waitFor({ status: 500 }, { signal: controller.signal }), { ok: false, reason: 'aborted' })
  t.strictSame(getEventListeners(controller.signal, 'abort'), [])
  t.equal(timers.size, 0)
})

t.test('many calls can wait at the same time with different filters', async t => {
  const { journal, timers } = journalWithManualTime()
  const results = Array.from({ length: 200 }, (_, i) => journal.waitFor({ prompt: `Picture ${i}` }))
  for (let i = 199; i >= 0; i--) journal.record(exchange({ id: `n${i}`, parameters: { prompt: `Picture ${i}` } }))
  t.strictSame((await Promise.all(results)).map(ids), results.map((_, i) => [`n${i}`]))
  t.equal(timers.size, 0)
})

t.test('a request counts even if it has been evicted since', async t => {
  const journal = createJournal({ maxEntries: 1 })
  const waiting = journal.waitFor({}, { count: 3 })
  for (const id of ['a', 'b', 'c']) journal.record(exchange({ id }))
  t.strictSame(ids(await waiting), ['c'])
})

t.test('an invalid or slow regular expression fails only the call that uses it', async t => {
  const { journal, timers } = journalWithManualTime()
  await t.rejects(journal.waitFor({ prompt: '/(/' }), { name: 'JournalError' })
  const bad = t.rejects(journal.waitFor({ prompt: '/^(a+)+$/' }), { name: 'JournalError', message: /takes too long/ })
  const good = journal.waitFor()
  journal.record(exchange({ id: 'a', parameters: { prompt: 'a'.repeat(900) + 'b' } }))
  await bad
  t.strictSame(ids(await good), ['a'])
  t.equal(timers.size, 0)
})

t.test('the timeout works with Node.js timers by default', async t => {
  t.match(await createJournal().waitFor({}, { timeoutMs: 1 }), { ok: false, reason: 'timeout' })
})

t.test('a timeout above the maximum delay of a Node.js timer does not end early', async t => {
  const journal = createJournal()
  const long = journal.waitFor({}, { timeoutMs: 2 ** 40 })
  t.match(await journal.waitFor({}, { timeoutMs: 5 }), { ok: false, reason: 'timeout' })
  journal.record(exchange({ id: 'a' }))
  t.strictSame(ids(await long), ['a'])
})

t.test('waits with a slow regular expression delay recording only once', async t => {
  const { journal, timers } = journalWithManualTime()
  const bad = Array.from({ length: 150 }, () => t.rejects(journal.waitFor({ prompt: '/^(a+)+$/' }, { count: 999 }), { name: 'JournalError', message: /takes too long/ }))
  const good = journal.waitFor({ prompt: '/a!$/' }, { count: 4 })
  const times = Array.from({ length: 4 }, () => {
    const startMs = cpuTimeMs()
    journal.record(exchange({ parameters: { prompt: `${'a'.repeat(26)}!` } }))
    return cpuTimeMs() - startMs
  })
  // Each wait would take about 200 ms for this prompt.
  t.ok(times.every(ms => ms < 1_000), JSON.stringify(times))
  await Promise.all(bad)
  t.equal((await good).ok, true)
  t.equal(timers.size, 0)
})

t.test('waits with many slow regular expressions do not block the event loop or other waits', async t => {
  const { journal } = journalWithManualTime()
  const bad = Array.from({ length: 12 }, (_, index) => t.rejects(journal.waitFor({ prompt: `/^(a+)+${index}$/` }), { name: 'JournalError' }))
  const good = journal.waitFor({ prompt: '/a!$/' }, { count: 2 })
  let turns = 0
  const others = setInterval(() => { turns++ }, 0)
  for (const id of ['a', 'b']) journal.record(exchange({ id, parameters: { prompt: `${'a'.repeat(60)}!` } }))
  t.strictSame(ids(await good), ['b', 'a'])
  await Promise.all(bad)
  clearInterval(others)
  t.ok(turns > 2, `${turns} turns`)
})

t.test('at most 200 calls can wait at the same time; when one ends, another can start', async t => {
  const { journal, passTime } = journalWithManualTime()
  const controller = new AbortController()
  const waiting = [journal.waitFor({}, { signal: controller.signal }), ...Array.from({ length: 199 }, () => journal.waitFor())]
  await t.rejects(journal.waitFor(), {
    name: 'JournalError',
    message: 'Expected at most 200 calls to wait for requests at the same time, got one more. End some of them first, or wait for several requests in one call.'
  })
  controller.abort()
  await waiting[0]
  waiting.push(journal.waitFor())
  passTime()
  t.equal((await Promise.all(waiting)).length, 201)
})
