import t from 'tap'
import { createRegexBudget, createRunWithTimeout, type RegexBudget } from '../../src/text/regex-budget.js'
import { cpuTimeMs } from '../cpu-time.js'

const hostile = `${'a'.repeat(60)}!`
const evil = /^(a+)+$/

const evilIn = (budget: RegexBudget) => budget.watch(String(evil), evil)

t.test('an expression that takes too long is stopped, retired after a second time, and not run again', async t => {
  const budget = createRegexBudget()
  const { test, isTooSlow } = evilIn(budget)
  let times = 0
  // Twice; more often if other processes use the time.
  for (; !isTooSlow(); times++) {
    const { done, slowMs } = budget.within(25, () => { test(hostile) })
    t.notOk(done)
    t.ok(slowMs <= 25)
  }
  t.ok(times >= 2)
  let found: boolean | undefined
  t.strictSame(budget.within(10_000, () => { found = test(hostile) || test('a') }), { done: true, slowMs: 0 })
  t.equal(found, false)
})

/** Tries a few times: a busy machine may pause this process during an attempt, which ends it. */
const succeedsOnce = (attempt: () => boolean) => Array.from({ length: 5 }).some(attempt)

t.test('an expression that is slow but never stopped is retired when its total time is spent', async t => {
  t.ok(succeedsOnce(() => {
    const budget = createRegexBudget()
    // About 2 ms for 18 letters, and four times as much for each two more.
    const { test, isTooSlow } = evilIn(budget)
    let [times, length, done] = [0, 16, true]
    for (; !isTooSlow() && times < 200 && done; times++) {
      const { slowMs, done: ended } = budget.within(1_000, () => { test(`${'a'.repeat(length)}!`) })
      done = ended
      if (slowMs < 3) length++
    }
    return done && isTooSlow() && times > 2
  }))
})

t.test('expressions with the same name share one total, others have their own', async t => {
  const budget = createRegexBudget()
  const [one, same] = [evilIn(budget), evilIn(budget)]
  const other = budget.watch('/other/', evil)
  for (let times = 0; !one.isTooSlow(); times++) budget.within(25, () => { [one, same][times % 2]!.test(hostile) })
  t.strictSame([one, same, evilIn(budget), other].map(({ isTooSlow }) => isTooSlow()), [true, true, true, false])
  t.notOk(evilIn(createRegexBudget()).isTooSlow())
})

t.test('ordinary expressions spend nothing, even if they are tested often', async t => {
  t.ok(succeedsOnce(() => {
    const budget = createRegexBudget()
    const { test, isTooSlow } = budget.watch('/otter/i', /otter/i)
    let found = 0
    const { done } = budget.within(10_000, () => { for (let count = 0; count < 100_000; count++) if (test('A sea otter')) found++ })
    return done && found === 100_000 && !isTooSlow()
  }))
})

t.test('an expression that exceeds the memory of the engine is retired', async t => {
  const budget = createRegexBudget()
  const { test, isTooSlow } = budget.watch('/deep/', /^(?:(.)|x)*y/u)
  let found: boolean | undefined
  while (!isTooSlow()) budget.within(1_000, () => { found = test('a'.repeat(2e7)) })
  t.notOk(found)
})

t.test('the budget throws the errors of the work', async t => {
  t.throws(() => createRegexBudget().within(25, () => { throw new TypeError('Broken.') }), { name: 'TypeError', message: 'Broken.' })
})

const runWithTimeout = createRunWithTimeout()

t.test('runs work, more than once', async t => {
  let times = 0
  t.ok(runWithTimeout(1000, () => { times++ }))
  t.ok(runWithTimeout(1000, () => { times++ }))
  t.equal(times, 2)
})

t.test('stops work that takes too long, at any step', async t => {
  let steps = 0
  const startMs = cpuTimeMs()
  t.notOk(runWithTimeout(20, () => { for (;;) steps++ }))
  t.notOk(runWithTimeout(20, () => { /^(a+)+$/.test(`${'a'.repeat(60)}!`) }))
  t.ok(cpuTimeMs() - startMs < 5_000)
  t.ok(steps > 0)
  t.ok(runWithTimeout(1000, () => {}), 'later work runs as before')
})

t.test('throws the errors of the work', async t => {
  t.throws(() => runWithTimeout(1000, () => { throw new TypeError('Broken.') }), { name: 'TypeError', message: 'Broken.' })
})
