import t from 'tap'
import { median, summarise } from '../../bench/statistics.js'

const pair = (mock: number, reference: number, stolen = 0) => ({ mock: { value: mock, stolen }, reference: { value: reference, stolen: 0 } })

t.test('the median of an even number of values is the mean of the two in the middle', async t => {
  t.equal(median([9, 1, 2]), 2)
  t.equal(median([4, 1, 2, 9]), 3)
  t.ok(Number.isNaN(median([])))
})

t.test('the ratio is the median of the ratios of pairs, not the ratio of the medians', async t => {
  // The machine was twice as slow during the last two pairs.
  t.strictSame(summarise([pair(10, 10), pair(11, 10), pair(24, 20), pair(26, 20)]), { mock: 17.5, reference: 15, ratio: 1.15, pairs: 4, skipped: 0 })
})

t.test('a pair with more than 2 % steal time is skipped', async t => {
  t.match(summarise([pair(10, 10), pair(90, 10, 0.021), pair(20, 10, 0.02)]), { ratio: 1.5, pairs: 2, skipped: 1 })
  t.match(summarise([pair(10, 10, 0.5)]), { ratio: NaN, pairs: 0, skipped: 1 })
})
