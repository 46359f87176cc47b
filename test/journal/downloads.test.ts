import t from 'tap'
import { createJournal } from '../../src/journal/journal.js'
import { download, exchange, imageUrl } from './exchanges.js'

const withImages = (...names: string[]) => ({ answer: { created: 1, data: names.map(name => ({ url: imageUrl(name) })) } })

t.test('a download belongs to the generation whose answer had its URL, and to its key', async t => {
  const journal = createJournal()
  journal.record(exchange({ id: 'generation', key: 'sk-12345678', ...withImages('1', '2') }))
  journal.record(download(imageUrl('2'), { id: 'get' }))
  journal.record(download(imageUrl('1'), { id: 'head', method: 'HEAD' }))
  journal.record(download(imageUrl('2'), { id: 'expired', status: 403 }))
  t.strictSame(journal.get('generation')!.downloads, ['get', 'head', 'expired'])
  for (const id of ['get', 'head', 'expired']) t.match(journal.get(id, { owner: 'sk-12345678' }), { generation: 'generation', key: '…5678' })
})

t.test('a download is known behind a proxy that changes the path, and by a client that escapes the URL anew', async t => {
  const journal = createJournal()
  journal.record(exchange({ id: 'generation', answer: { created: 1, data: [{ url: imageUrl('1', 'https://proxy.test/mock') }] } }))
  const url = new URL(imageUrl('1'))
  url.search = new URLSearchParams(url.searchParams).toString()
  t.not(url.href, imageUrl('1'))
  journal.record(download(imageUrl('1')))
  journal.record(download(url.href))
  t.equal(journal.get('generation')!.downloads!.length, 2)
})

t.test('what is no download of a known image belongs to nobody', async t => {
  const journal = createJournal()
  journal.record(exchange({ id: 'generation', ...withImages('1') }))
  for (const one of [
    download(imageUrl('2')), download(imageUrl('1').replace('sig=a', 'sig=b')), download(imageUrl('1').split('?')[0]!),
    download(imageUrl('1'), { method: 'OPTIONS' }), download('/'), download(''), download('/%'), exchange()
  ]) {
    journal.record(one)
    t.notOk('generation' in journal.get(one.id)!, one.url)
  }
  t.strictSame(journal.get('generation')!.downloads, [])
})

t.test('a URL that is not well escaped is still known', async t => {
  const journal = createJournal()
  journal.record(exchange({ id: 'generation', ...withImages('%') }))
  journal.record(download(imageUrl('%')))
  t.equal(journal.get('generation')!.downloads!.length, 1)
})

t.test('of several generations with the same URL each gets its own download', async t => {
  const journal = createJournal()
  for (const key of ['a', 'b', 'c']) journal.record(exchange({ id: `by ${key}`, key, ...withImages('same') }))
  for (const [id, key, generation] of [
    ['1', 'b', 'by b'], ['2', undefined, 'by a'], ['3', undefined, 'by c'], ['4', undefined, 'by a'], ['5', 'b', 'by b'], ['6', 'z', 'by c']
  ] as const) {
    journal.record(download(imageUrl('same'), { id, key }))
    t.equal(journal.get(id)!.generation, generation)
  }
  t.ok(journal.get('6', { owner: 'z' }), 'whoever sends a key of its own is the owner')
})

t.test('a generation that went takes its URLs along, and leaves its name with its downloads', async t => {
  const journal = createJournal({ maxEntries: 2 })
  journal.record(exchange({ id: 'generation', key: 'k', ...withImages('1') }))
  journal.record(download(imageUrl('1'), { id: 'early' }))
  journal.record(exchange({ ...withImages('2') }))
  journal.record(download(imageUrl('1'), { id: 'late' }))
  t.equal(journal.get('generation'), undefined)
  t.notOk('generation' in journal.get('late')!)

  const wide = createJournal()
  wide.record(exchange({ id: 'generation', key: 'k', ...withImages('1') }))
  wide.record(download(imageUrl('1'), { id: 'early' }))
  wide.remove({ path: '/v1/*' })
  t.match(wide.get('early', { owner: 'k' }), { generation: 'generation' })
})

t.test('an entry that was shown stays as it was', async t => {
  const journal = createJournal()
  journal.record(exchange({ id: 'generation', ...withImages('1') }))
  const shown = journal.get('generation')!
  journal.record(download(imageUrl('1'), { id: 'later' }))
  t.strictSame(shown.downloads, [])
  t.strictSame(journal.get('generation')!.downloads, ['later'])
})

t.test('a download that was removed is no longer listed', async t => {
  const journal = createJournal()
  journal.record(exchange({ id: 'generation', ...withImages('1') }))
  journal.record(download(imageUrl('1')))
  journal.record(download(imageUrl('1'), { id: 'kept', status: 304 }))
  journal.remove({ path: '/private/*', status: 200 })
  t.strictSame(journal.get('generation')!.downloads, ['kept'])
})
