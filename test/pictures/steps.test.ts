/** Work in steps: others get their turn in between, and its end is the work's own. */
import t from 'tap'
import { inSteps, type Steps } from '../../src/pictures/steps.js'

/** Takes its time, answers nobody meanwhile, and then tells whether somebody had a turn. */
function * workOf (ms: number): Steps<boolean> {
  let hadTurn = false
  setImmediate(() => { hadTurn = true })
  const endMs = performance.now() + ms
  while (performance.now() < endMs);
  yield
  return hadTurn
}

t.test('lets others have their turn when a step was long', async t => {
  t.equal(await inSteps(workOf(20)), true)
})

t.test('goes on at once while the steps are short', async t => {
  t.equal(await inSteps(workOf(0)), false)
})

t.test('goes on at once when a step was long and others have had their turn', async t => {
  t.equal(await inSteps((function * () { return [yield * workOf(20), yield * workOf(0)] })()).then(String), 'true,false')
})

t.test('fails as the work fails', async t => {
  await t.rejects(inSteps((function * (): Steps { yield; throw new Error('no paint') })()), { message: 'no paint' })
})
