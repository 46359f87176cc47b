/** Cases that every implementation of the stores passes. */
import t from 'tap'
import { allOf, andThen, immediate } from '../../src/stores/awaitable.js'
import { memoryStores } from '../../src/stores/memory/memory-stores.js'
import type { Stores } from '../../src/stores/stores.js'
import { delayedStores } from './delayed-stores.js'

const implementations: Record<string, Stores> = { memory: memoryStores, delayed: delayedStores }

for (const [name, { createCounters, createBuckets }] of Object.entries(implementations)) {
  t.test(`${name}: a counter starts at 0 and counts for each name and key`, async t => {
    const { add, get } = createCounters(10)
    t.equal(await get('a', 'k'), 0)
    t.strictSame([await add('a', 'k'), await add('a', 'k'), await add('a', 'l'), await add('a', undefined), await add('b', 'k')], [1, 2, 1, 1, 1])
    t.strictSame([await get('a', 'k'), await get('a', undefined), await get('b', 'l')], [2, 1, 0])
  })

  t.test(`${name}: counters with different names or keys are separate, however long these are`, async t => {
    const { add } = createCounters(10)
    const long = 'x'.repeat(10_000)
    for (const [name, key] of [['a', 'b\nc'], ['a\nb', 'c'], ['a', undefined], ['a', ''], [long, 'c'], [`${long}y`, 'c']] as const) t.equal(await add(name, key), 1)
  })

  t.test(`${name}: a counter never exceeds its maximum, however many add at the same time`, async t => {
    const { add, get } = createCounters(10)
    const values = await Promise.all(Array.from({ length: 10 }, () => add('a', 'k', 2)))
    t.strictSame(values.filter(value => value !== undefined).sort(), [1, 2])
    t.equal(await get('a', 'k'), 2)
    t.equal(await add('b', 'k', 0), undefined)
  })

  t.test(`${name}: undo subtracts 1, at least down to 0`, async t => {
    const { add, undo, get } = createCounters(10)
    await undo('a', 'k')
    t.equal(await add('a', 'k', 1), 1)
    t.equal(await add('a', 'k', 1), undefined)
    await undo('a', 'k')
    await undo('a', 'k')
    t.equal(await get('a', 'k'), 0)
    t.equal(await add('a', 'k', 1), 1)
  })

  t.test(`${name}: reset removes the counters of a key, or all`, async t => {
    const { add, get, reset } = createCounters(10)
    for (const [name, key] of [['a', 'k'], ['b', 'k'], ['a', 'l'], ['a', undefined]] as const) await add(name, key)
    await reset('k')
    t.strictSame([await get('a', 'k'), await get('b', 'k'), await get('a', 'l'), await get('a', undefined)], [0, 0, 1, 1])
    await reset()
    t.strictSame([await get('a', 'l'), await get('a', undefined)], [0, 0])
  })

  t.test(`${name}: the least recently used counters are removed, and counters are independent`, async t => {
    const [{ add, get }, other] = [createCounters(2), createCounters(2)]
    await add('a', 'k')
    await add('b', 'k')
    await add('a', 'k')
    await add('c', 'k')
    t.strictSame([await get('a', 'k'), await get('b', 'k'), await get('c', 'k')], [2, 0, 1])
    t.equal(await other.get('a', 'k'), 0)
  })

  t.test(`${name}: a bucket is full at first, and filled again over time`, async t => {
    let nowMs = 1_000_000
    const { take, credit } = createBuckets({ capacity: 100, creditPerMs: 2, now: () => nowMs })
    t.equal(await credit('k'), 100)
    t.strictSame(await take('k', 70), { isTaken: true, credit: 30 })
    t.strictSame(await take('k', 31), { isTaken: false, credit: 30 })
    nowMs += 10
    t.equal(await credit('k'), 50)
    nowMs -= 1_000
    t.equal(await credit('k'), 30, 'a clock that is set back takes nothing')
    nowMs += 10_000
    t.equal(await credit('k'), 100)
    t.strictSame([await credit('l'), await credit(undefined)], [100, 100])
  })

  t.test(`${name}: concurrent calls take no more than a bucket has; reset fills it`, async t => {
    const { take, credit, reset } = createBuckets({ capacity: 100, creditPerMs: 1, now: () => 0 })
    const results = await Promise.all(Array.from({ length: 10 }, () => take('k', 40)))
    t.equal(results.filter(({ isTaken }) => isTaken).length, 2)
    await take('l', 40)
    await reset('k')
    t.strictSame([await credit('k'), await credit('l')], [100, 60])
    await reset()
    t.equal(await credit('l'), 100)
  })
}

t.test('values stay values and promises stay promises', async t => {
  const half = (value: number) => value / 2
  t.equal(andThen(4, half), 2)
  t.equal(await andThen(Promise.resolve(4), half), 2)
  t.strictSame(allOf([1, 2]), [1, 2])
  t.strictSame(await allOf([1, Promise.resolve(2)]), [1, 2])
  t.equal(immediate(1), 1)
  t.throws(() => immediate(Promise.resolve(1)), { message: 'Expected a store in memory for this method, got one that returns promises. Use the control API.' })
})
