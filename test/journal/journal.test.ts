import t from 'tap'
import { createJournal } from '../../src/journal/journal.js'
import { download, exchange, imageUrl } from './exchanges.js'

const ids = (entries: Array<{ id: string }>) => entries.map(({ id }) => id)

t.test('stores 1,000 entries by default, and evicts the oldest', async t => {
  const journal = createJournal()
  for (let i = 0; i < 2500; i++) journal.record(exchange({ id: `n${i}` }))
  t.equal(journal.size, 1000)
  t.equal(journal.get('n1499'), undefined)
  t.equal(journal.get('n1500')?.id, 'n1500')
  t.strictSame(ids(journal.list({ limit: 2 })), ['n2499', 'n2498'])
})

t.test('stores at most maxBytes, and evicts the oldest entries', async t => {
  const journal = createJournal({ maxBytes: 10 * 1024 ** 2 })
  const body = Buffer.alloc(64 * 1024, 'x')
  for (let i = 0; i < 500; i++) journal.record(exchange({ id: `n${i}`, body }))
  t.ok(journal.size > 50 && journal.size < 160, String(journal.size))
  t.equal(journal.list({ limit: 1 })[0]!.id, 'n499')
  t.equal(journal.get('n0'), undefined)
})

t.test('every string that a client can make long counts towards maxBytes', async t => {
  const long = 'x'.repeat(500_000)
  const request = exchange().request!
  for (const heavy of [
    { headers: { 'x-long': long } },
    { parameters: { user: long } },
    { parameters: { model: long } },
    { request: { ...request, parameters: { ...request.parameters, prompt: long } } },
    { url: '/' + long },
    { pictures: [{ caption: long }] },
    { answer: { error: { message: long, type: 'invalid_request_error', param: null, code: null } } }
  ]) {
    const journal = createJournal({ maxBytes: 10_000_000 })
    for (let i = 0; i < 50; i++) journal.record(exchange({ ...heavy, body: undefined }))
    t.ok(journal.size <= 10, String(journal.size))
  }
})

t.test('an entry larger than maxBytes is not stored, and later ones are', async t => {
  const journal = createJournal({ maxBytes: 5_000 })
  journal.record(exchange({ body: Buffer.alloc(10_000) }))
  t.equal(journal.size, 0)
  journal.record(exchange({ id: 'small' }))
  t.strictSame(ids(journal.list()), ['small'])
})

t.test('images in base64 do not count towards maxBytes', async t => {
  const journal = createJournal({ maxBytes: 1_000_000 })
  for (let i = 0; i < 20; i++) journal.record(exchange({ answer: { created: 1, data: [{ b64_json: { pieces: [Buffer.alloc(400_000, 'A')], bytes: 300_000, sha256: '0'.repeat(64) } }] } }))
  t.equal(journal.size, 20)
})

t.test('removes the entries that match, and still evicts the oldest ones first', async t => {
  const journal = createJournal({ maxEntries: 4 })
  for (const [id, status] of [['a', 200], ['b', 500], ['c', 200], ['d', 500]] as const) journal.record(exchange({ id, status }))
  t.equal(journal.remove({ status: '5xx' }), 2)
  t.strictSame(ids(journal.list()), ['c', 'a'])
  for (const id of ['e', 'f', 'g']) journal.record(exchange({ id }))
  t.strictSame(ids(journal.list()), ['g', 'f', 'e', 'c'])
  t.equal(journal.remove(), 4)
  t.equal(journal.size, 0)
  for (const id of ['h', 'i', 'j', 'k', 'l']) journal.record(exchange({ id }))
  t.strictSame(ids(journal.list()), ['l', 'k', 'j', 'i'])
})

t.test('listeners are called for each recorded entry in their scope, until they unsubscribe or the journal is closed', async t => {
  const journal = createJournal()
  const calls: string[] = []
  const unsubscribe = journal.subscribe({ recorded: ({ id }) => calls.push(id) })
  journal.subscribe({ recorded: ({ id }) => calls.push(`k: ${id}`) }, { owner: 'k' })
  journal.record(exchange({ id: 'a' }))
  journal.record(exchange({ id: 'b', key: 'k' }))
  unsubscribe()
  journal.record(exchange({ id: 'c', key: 'k' }))
  journal.close()
  journal.record(exchange({ id: 'd', key: 'k' }))
  t.strictSame(calls, ['a', 'b', 'k: b', 'k: c'])
  t.equal(journal.size, 4)
})

t.test('50 keys used at the same time are isolated from each other', async t => {
  const journal = createJournal()
  const keys = Array.from({ length: 50 }, (_, i) => `sk-suite-${i}`)
  const calls = new Map(keys.map(key => [key, 0]))
  for (const owner of keys) journal.subscribe({ recorded: () => calls.set(owner, calls.get(owner)! + 1) }, { owner })
  const waits = keys.map(owner => journal.waitFor({ status: 200 }, { count: 3 }, { owner }))

  for (let round = 0; round < 3; round++) {
    for (const [i, key] of keys.entries()) {
      journal.record(exchange({ id: `${key} request ${round}`, key, answer: { created: 1, data: [{ url: imageUrl(`${round}-${i}`) }] } }))
    }
    for (const [i] of keys.entries()) journal.record(download(imageUrl(`${round}-${i}`), { id: `download ${round} ${i}`, status: 304 }))
  }

  for (const [i, owner] of keys.entries()) {
    const expected = [2, 1, 0].flatMap(round => [`download ${round} ${i}`, `${owner} request ${round}`])
    const actual = [
      ids(journal.list({}, { owner })), calls.get(owner), (await waits[i])!.ok, journal.verify({ match: { prompt: 'A sea otter' }, count: 3 }, { owner }),
      journal.get(`${keys[(i + 1) % 50]} request 0`, { owner })
    ]
    t.strictSame(actual, [expected, 6, true, { ok: true, count: 3 }, undefined], owner)
  }
  const removed = keys.map(owner => [journal.size, journal.remove({}, { owner })])
  t.strictSame(removed, keys.map((_key, i) => [300 - i * 6, 6]))
})

t.test('listeners are called for the removed and evicted entries in their scope', async t => {
  const journal = createJournal({ maxEntries: 4 })
  const calls: unknown[] = []
  journal.subscribe({ recorded: () => {}, removed: ids => calls.push(ids) })
  journal.subscribe({ recorded: () => {}, removed: ids => calls.push(['k', ids]) }, { owner: 'k' })
  for (const id of ['oldest', 'a', 'b', 'c']) journal.record(exchange({ id }))
  journal.record(exchange({ id: 'd', key: 'k' }))
  t.strictSame(calls.splice(0), [['oldest']], 'evicted')
  journal.remove({}, { owner: 'other' })
  journal.remove({ since: 'b' })
  journal.remove()
  journal.remove()
  t.strictSame(calls, [['d', 'c'], ['k', 'all'], 'all'])
})

t.test('returns the entries recorded after one that is still in the journal', async t => {
  const journal = createJournal({ maxEntries: 3 })
  for (const id of ['evicted', 'a', 'b']) journal.record(exchange({ id }))
  journal.record(exchange({ id: 'c', key: 'k' }))
  t.strictSame(journal.since('a')!.map(({ id }) => id), ['b', 'c'])
  t.strictSame(journal.since('c'), [])
  t.equal(journal.since('evicted'), undefined)
  t.strictSame(journal.since('c', { owner: 'k' }), [])
  t.equal(journal.since('a', { owner: 'k' }), undefined)
  const [recorded] = journal.since('b')!
  t.strictSame([recorded!.entry(), recorded!.card()], [journal.get('c'), journal.cards()[0]])
})
