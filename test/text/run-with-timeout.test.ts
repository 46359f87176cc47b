import t from 'tap'
import { runWithTimeout } from '../../src/text/run-with-timeout.js'

t.test('work is done, and may be done again', async t => {
  let times = 0
  t.ok(runWithTimeout(1000, () => { times++ }))
  t.ok(runWithTimeout(1000, () => { times++ }))
  t.equal(times, 2)
})

t.test('work that takes too long is stopped, wherever it is', async t => {
  let steps = 0
  const startMs = performance.now()
  t.notOk(runWithTimeout(20, () => { for (;;) steps++ }))
  t.notOk(runWithTimeout(20, () => { /^(a+)+$/.test(`${'a'.repeat(60)}!`) }))
  t.ok(performance.now() - startMs < 5_000)
  t.ok(steps > 0)
  t.ok(runWithTimeout(1000, () => {}), 'and other work is done as before')
})

t.test('what work throws is thrown on', async t => {
  t.throws(() => runWithTimeout(1000, () => { throw new TypeError('Broken.') }), { name: 'TypeError', message: 'Broken.' })
})
