/** Mistakes of the client that a call shows. */
import t from 'tap'
import { integerAboveMaximum, invalidType, invalidValue, unknownParameter } from '../../../../src/errors/catalogue.js'
import { oneOf } from '../../../../src/errors/parameter-refusals.js'
import { allowedValuesIn, earlyRetryOf, parameterFaultOf } from '../../../../src/inbox/data/calls/findings.js'
import { formatAge, formatDuration } from '../../../../src/inbox/data/time-text.js'
import { cardOf, refused } from '../../cards.js'

t.test('a retry is early if it came before the time that the previous response asked for', async t => {
  const before = cardOf('before', { ...refused, retryAfterMs: 1_000, durationMs: 2 })
  const after = (ms: number) => cardOf('after', { time: new Date(Date.parse(before.time) + ms).toISOString() })
  t.strictSame(earlyRetryOf(before, after(12)), { waitedMs: 10, retryAfterMs: 1_000 })
  t.strictSame(earlyRetryOf(before, after(0)), { waitedMs: 0, retryAfterMs: 1_000 })
  t.equal(earlyRetryOf(before, after(995)), undefined, 'timers fire a little early')
  t.equal(earlyRetryOf(before, after(2_000)), undefined)
  t.equal(earlyRetryOf(cardOf('before', refused), after(12)), undefined, 'the response asked for no time')
  t.equal(earlyRetryOf(undefined, after(12)), undefined)
})

t.test('ages and durations are short', async t => {
  const time = '2026-05-06T22:51:35.000Z'
  t.strictSame([0, 1, 12, 190, 7_300, 400_000].map(seconds => formatAge(time, Date.parse(time) + seconds * 1_000)), ['now', 'now', '12 s', '3 min', '2 h', '4 d'])
  t.strictSame([0, 9.6, 340, 1_000, 1_234, 20_000, 180_000, 54_749_000].map(formatDuration), ['0 ms', '10 ms', '340 ms', '1 s', '1.2 s', '20 s', '3 min', '15.2 h'])
})

t.test('the parameter at fault is the one that the error response names', async t => {
  const error = { message: 'Too long', type: 'invalid_request_error', param: 'prompt', code: null }
  t.strictSame(parameterFaultOf({ error }), { param: 'prompt', message: 'Too long' })
  t.equal(parameterFaultOf({ error: { ...error, param: null } }), undefined)
  for (const [param, body, expected] of [
    ['image[1]', { image: [] }, 'image'], ['images[0].image_url', { images: [] }, 'images'], ['a.b', { a: 1, 'a.b': 2 }, 'a.b'], ['mask', {}, 'mask'], ['image[1]', undefined, 'image[1]']
  ] as const) t.equal(parameterFaultOf({ error: { ...error, param } }, body)!.param, expected)
  t.equal(parameterFaultOf('not JSON'), undefined)
  t.equal(parameterFaultOf(undefined), undefined)
})

t.test('the allowed values are read from OpenAI\'s messages', async t => {
  t.strictSame(allowedValuesIn(invalidValue('size', '1x1', ['1024x1024', '1024x1792', '1792x1024']).message), ['1024x1024', '1024x1792', '1792x1024'])
  t.strictSame(allowedValuesIn(invalidValue('quality', "it's", ['standard', 'hd']).message), ['standard', 'hd'])
  t.strictSame(allowedValuesIn(invalidType('style', oneOf(['vivid', 'natural']), 'an array').message), ['vivid', 'natural'])
  t.strictSame(allowedValuesIn(integerAboveMaximum('n', 10, '11').message), ['<= 10'])
  t.strictSame(allowedValuesIn(unknownParameter('background').message), [])
})
