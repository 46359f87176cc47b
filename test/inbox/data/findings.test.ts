/** What the attempts of a call show about its client, and what a refusal shows about its request. */
import t from 'tap'
import { integerAboveMaximum, invalidType, invalidValue, unknownParameter } from '../../../src/errors/catalogue.js'
import { oneOf } from '../../../src/errors/parameter-refusals.js'
import { allowedIn } from '../../../src/inbox/data/fault.js'
import { earlyRetryOf } from '../../../src/inbox/data/findings.js'
import { lasting } from '../../../src/inbox/data/time-text.js'
import { cardOf, refused } from '../cards.js'

t.test('a retry is early if it came before the time that the attempt before it asked for', async t => {
  const before = cardOf('before', { ...refused, retryAfterMs: 1_000, durationMs: 2 })
  const after = (ms: number) => cardOf('after', { time: new Date(Date.parse(before.time) + ms).toISOString() })
  t.strictSame(earlyRetryOf(before, after(12)), { waitedMs: 10, retryAfterMs: 1_000 })
  t.strictSame(earlyRetryOf(before, after(0)), { waitedMs: 0, retryAfterMs: 1_000 })
  t.equal(earlyRetryOf(before, after(995)), undefined, 'timers fire a little early')
  t.equal(earlyRetryOf(before, after(2_000)), undefined)
  t.equal(earlyRetryOf(cardOf('before', refused), after(12)), undefined, 'it did not ask for any')
  t.equal(earlyRetryOf(undefined, after(12)), undefined)
})

t.test('times are short', async t => {
  t.strictSame([0, 9.6, 340, 1_000, 1_234, 20_000, 180_000, 54_749_000].map(lasting), ['0 ms', '10 ms', '340 ms', '1 s', '1.2 s', '20 s', '3 min', '15.2 h'])
})

t.test('the allowed values are read from the real wording', async t => {
  t.strictSame(allowedIn(invalidValue('size', '1x1', ['1024x1024', '1024x1792', '1792x1024']).message), ['1024x1024', '1024x1792', '1792x1024'])
  t.strictSame(allowedIn(invalidValue('quality', "it's", ['standard', 'hd']).message), ['standard', 'hd'])
  t.strictSame(allowedIn(invalidType('style', oneOf(['vivid', 'natural']), 'an array').message), ['vivid', 'natural'])
  t.strictSame(allowedIn(integerAboveMaximum('n', 10, '11').message), ['<= 10'])
  t.strictSame(allowedIn(unknownParameter('background').message), [])
})
