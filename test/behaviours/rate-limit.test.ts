import t from 'tap'
import { createRateLimit } from '../../src/behaviours/rate-limit.js'
import { immediate } from '../../src/stores/awaitable.js'

function createLimit (imagesPerMinute: number) {
  let nowMs = 1_000_000
  const { take, headers, reset } = createRateLimit({ imagesPerMinute, organization: 'org-x', now: () => nowMs })
  const limit = { take: (...args: Parameters<typeof take>) => immediate(take(...args)), headers, reset }
  return { limit, pass: (ms: number) => { nowMs += ms } }
}

t.test('a key gets as many images as the limit; after that, the error has the exact time to wait', async t => {
  const { limit, pass } = createLimit(5)
  t.equal(limit.take('a', 3), undefined)
  t.equal(limit.take('a', 2), undefined)
  const refusal = limit.take('a', 2)!
  t.equal(refusal.message, 'Rate limit exceeded for images per minute in organization org-x. Limit: 5/1min. Current: 7/1min. Please visit https://platform.openai.com/docs/guides/rate-limits to learn how to increase your rate limit.')
  t.match(refusal, { status: 429, envelope: { error: { type: 'requests', param: null, code: 'rate_limit_exceeded' } }, headers: { 'retry-after': '24', 'retry-after-ms': '24000' } })
  pass(23_999)
  t.ok(limit.take('a', 2))
  pass(1)
  t.equal(limit.take('a', 2), undefined)
})

t.test('the time to wait is exact for limits that do not divide a minute', async t => {
  for (const imagesPerMinute of [1, 3, 7, 11, 13, 59, 61, 997]) {
    const { limit, pass } = createLimit(imagesPerMinute)
    const refused = Array.from({ length: imagesPerMinute }, () => limit.take('a', 1)).filter(refusal => refusal !== undefined)
    t.strictSame(refused, [], `${imagesPerMinute} images`)
    for (let round = 0; round < 20; round++) {
      const waitMs = Number(limit.take('a', 1)!.headers['retry-after-ms'])
      pass(waitMs)
      t.notOk(limit.take('a', 1), `${imagesPerMinute}: after ${waitMs} ms`)
    }
  }
})

t.test('each key has its own bucket', async t => {
  const { limit } = createLimit(1)
  for (const key of ['a', 'b', undefined]) {
    t.notOk(limit.take(key, 1))
    t.ok(limit.take(key, 1))
  }
  limit.reset('a')
  t.notOk(limit.take('a', 1))
  t.ok(limit.take('b', 1))
  limit.reset()
  t.notOk(limit.take('b', 1))
})

t.test('a request for more than the bucket holds is refused and takes nothing', async t => {
  const { limit } = createLimit(5)
  t.strictSame(limit.take('a', 10)!.headers, { 'x-should-retry': 'false' })
  t.notOk(limit.take('a', 5))
})

t.test('at most ten thousand keys have a bucket; the least recently used are removed', async t => {
  const { limit } = createLimit(2)
  for (const key of ['often', 'once', 'often']) t.notOk(limit.take(key, 1))
  for (let caller = 0; caller < 9_999; caller++) limit.take(`${caller}`, 1)
  t.ok(limit.take('often', 1))
  t.notOk(limit.take('once', 2))
})

t.test('a clock that is set back removes no images', async t => {
  const { limit, pass } = createLimit(2)
  limit.take('a', 1)
  pass(-30_000)
  t.notOk(limit.take('a', 1))
})

t.test('the headers count down and up again', async t => {
  const { limit, pass } = createLimit(10)
  const header = () => Object.values(limit.headers('a'))
  t.strictSame(header(), ['10', '10', '0s'])
  limit.take('a', 4)
  t.strictSame(header(), ['10', '6', '24s'])
  pass(6_500)
  t.strictSame(header(), ['10', '7', '17.5s'])
})

t.test('a limit of 0 refuses every image at any time, without headers', async t => {
  const { limit, pass } = createLimit(0)
  for (const images of [1, 2]) {
    const { status, headers, envelope } = limit.take('a', images)!
    t.strictSame({ status, headers, envelope }, {
      status: 429,
      headers: {},
      envelope: {
        error: {
          message: `Rate limit exceeded for images per minute in organization org-x. Limit: 0/1min. Current: ${images}/1min. Please visit https://platform.openai.com/docs/guides/rate-limits to learn how to increase your rate limit.`,
          type: 'requests',
          param: null,
          code: 'rate_limit_exceeded'
        }
      }
    })
    pass(3_600_000)
  }
  t.strictSame(limit.headers('a'), {})
})
