import t from 'tap'
import { createErrorRate } from '../../src/behaviours/runtime-settings.js'
import { createSeededRandom } from '../../src/behaviours/seeded-random.js'
import { immediate } from '../../src/stores/awaitable.js'

const context = (key?: string) => ({
  requestId: 'req_1', model: 'dall-e-2', family: 'dall-e', images: 1, organization: 'org-x', project: 'proj_x', ...(key && { key })
})

function drawn (seed: string, keys: Array<string | undefined>, errorRate = 0.3) {
  const draw = createErrorRate({ errorRate, error: 'server_is_overloaded', random: createSeededRandom(seed) })
  return keys.map(key => immediate(draw(context(key)))?.status === 503)
}

t.test('about the given share of requests fails: the same requests for the same seed', async t => {
  const keys = Array<string>(2000).fill('a')
  const once = drawn('1', keys)
  t.strictSame(drawn('1', keys), once)
  t.notSame(drawn('2', keys), once)
  const share = once.filter(Boolean).length / keys.length
  t.ok(share > 0.26 && share < 0.34, String(share))
})

t.test('no request fails at 0, all fail at 1', async t => {
  t.notOk(drawn('1', Array(100).fill('a'), 0).some(Boolean))
  t.ok(drawn('1', Array(100).fill('a'), 1).every(Boolean))
})

t.test('a reset of a key, or of all keys, restarts the sequence', async t => {
  const random = createSeededRandom('1')
  const draw = () => ['a', 'b'].map(random)
  const [[a, b], [, second]] = [draw(), draw()]
  random.reset('a')
  t.equal(random('a'), a)
  t.not(random('b'), b)
  random.reset()
  t.strictSame(draw(), [a, b])
  t.equal(random('b'), second)
})

t.test('at most ten thousand keys have a sequence; the least recently used are removed', async t => {
  const random = createSeededRandom('1')
  const [first, second] = [random('first'), random('second')]
  for (let caller = 0; caller < 9_999; caller++) random(`${caller}`)
  t.not(random('second'), second)
  t.equal(random('first'), first)
})

t.test('the sequences of keys are independent', async t => {
  const alone = drawn('1', Array(50).fill('a'))
  const mixed = drawn('1', Array(50).fill(['b', 'a', undefined]).flat())
  t.strictSame(mixed.filter((_, index) => index % 3 === 1), alone)
})
