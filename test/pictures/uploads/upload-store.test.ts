/** The store of uploaded images: ids, limits in bytes and time, and images of responses that are in progress. */
import t from 'tap'
import { createUploadStore, type UploadedImages } from '../../../src/pictures/uploads/upload-store.js'

const file = (value: number, bytes = 100) => Buffer.alloc(bytes, value)

/** A store with a clock of its own. `addAll` adds sets of images one after the other, and releases each at once. */
function createStore (maxBytes = 1000) {
  const clock = { ms: 1_700_000_000_000 }
  const store = createUploadStore({ maxBytes, ttlMs: 1000, now: () => clock.ms })
  const addAll = async (...sets: UploadedImages[]) => {
    const ids: string[] = []
    for (const uploads of sets) {
      const { reference, release } = await store.add(uploads)
      release()
      ids.push(reference.id)
    }
    return ids
  }
  return { ...store, clock, addAll, has: (ids: string[]) => ids.map(id => store.get(id) !== undefined) }
}

t.test('returns the images of an id, and nothing for an unknown one', async t => {
  const store = createStore()
  const uploads = { images: [file(1), file(2)], mask: file(3) }
  const { reference } = await store.add(uploads)
  t.match(reference, { id: /^[0-9a-f]{32}$/, images: 2, guide: 'mask' })
  t.equal(store.get(reference.id), uploads)
  for (const id of ['', '__proto__', reference.id.toUpperCase(), '0'.repeat(32)]) t.equal(store.get(id), undefined, id)
})

t.test('equal images have one id and are stored once', async t => {
  const store = createStore()
  const [one, again] = [await store.add({ images: [file(1)] }), await store.add({ images: [file(1)] })]
  t.strictSame(again.reference, one.reference)
  t.strictSame(one.reference, { id: one.reference.id, images: 1 })
  const kept = store.get(one.reference.id)
  one.release()
  again.release()
  await store.addAll({ images: [file(1)] })
  t.equal(store.get(one.reference.id), kept, 'the first copy is kept')
})

t.test('other images, another order, and another role have other ids', async t => {
  const store = createStore(10_000)
  const [a, b, c] = [file(1), file(2), file(3)]
  const ids = await store.addAll(
    { images: [a] }, { images: [b] }, { images: [a, b] }, { images: [b, a] }, { images: [a], mask: b }, { images: [a, b, c] },
    { images: [a, b], mask: c }, { images: [Buffer.concat([a, b])] }, { images: [a, a] }
  )
  t.equal(new Set(ids).size, ids.length)
})

t.test('evicts the least recently used images, as many as necessary', async t => {
  const store = createStore()
  const ids = await store.addAll({ images: [file(1, 300)] }, { images: [file(2, 300)] }, { images: [file(3, 200)], mask: file(4, 100) })
  t.strictSame(store.has([ids[0]!]), [true], 'used')
  await store.addAll({ images: [file(5, 300)] })
  t.strictSame(store.has(ids), [true, false, true])
  await store.addAll({ images: [file(6, 900)] })
  t.strictSame(store.has(ids), [false, false, false])
})

t.test('images that are larger than the store are kept until they are released', async t => {
  const store = createStore()
  const [small] = await store.addAll({ images: [file(1)] })
  const { reference, release } = await store.add({ images: [file(2, 800), file(3, 800)] })
  t.strictSame(store.has([small!, reference.id]), [true, true])
  release()
  t.strictSame(store.has([small!, reference.id]), [true, false])
})

t.test('images are kept until all their requests have released them, regardless of what is added', async t => {
  const store = createStore()
  const [one, other] = [await store.add({ images: [file(1, 600)] }), await store.add({ images: [file(1, 600)] })]
  one.release()
  one.release()
  await store.addAll({ images: [file(2, 900)] })
  store.clock.ms += 5000
  t.strictSame(store.has([one.reference.id]), [true], 'released twice by the same request')
  other.release()
  t.strictSame(store.has([one.reference.id]), [true], 'the time to live starts with the release')
  store.clock.ms += 1001
  t.strictSame(store.has([one.reference.id]), [false])
})

t.test('images can be read until their time to live has passed since they were last added', async t => {
  const store = createStore()
  const ids = await store.addAll({ images: [file(1)] }, { images: [file(2)] })
  store.clock.ms += 900
  await store.addAll({ images: [file(1)] })
  t.strictSame(store.has(ids), [true, true])
  store.clock.ms += 101
  t.strictSame(store.has(ids), [true, false], 'reading does not extend it')
  store.clock.ms += 900
  t.strictSame(store.has(ids), [false, false])
})
