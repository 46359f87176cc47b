import t from 'tap'
import { createJournal } from '../../src/journal/journal.js'
import { createJournalStore } from '../../src/journal/journal-store.js'
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

t.test('a download that is dropped twice takes no other one along', async t => {
  const store = createJournalStore({ maxEntries: 10, maxBytes: 2 ** 20 })
  const { kept: generation } = store.put(exchange(withImages('1')))
  const { kept: first } = store.put(download(imageUrl('1')))
  const { kept: second } = store.put(download(imageUrl('1')))
  store.drop(first)
  store.drop(first)
  t.strictSame([...generation.downloads], [second.id])
  t.strictSame(store.newestFirst({ owner: undefined }), [second, generation])
})

t.test('a download is known by the name of its file, whatever a proxy or a client makes of the rest of its URL', async t => {
  const journal = createJournal()
  journal.record(exchange({ id: 'generation', answer: { created: 1, data: [{ url: imageUrl('1', 'https://proxy.test/mock') }] } }))
  const url = imageUrl('1')
  const downloads = [
    url, url.replace('/private/', '/elsewhere/'), url.replace('rsct=image/png', 'rsct=image%2Fpng'), url.replace('img-', 'img%2D'),
    url.replace('sig=a', 'sig=forged'), url.split('?')[0]!
  ].map(url => download(url))
  downloads.forEach(journal.record)
  t.strictSame(journal.get('generation')!.downloads, downloads.map(({ id }) => id))
})

t.test('what is no download of a known image belongs to nobody', async t => {
  const journal = createJournal()
  journal.record(exchange({ id: 'generation', ...withImages('1') }))
  for (const one of [
    download(imageUrl('2')), download(`/x?${imageUrl('1')}`), download(imageUrl('1'), { method: 'OPTIONS' }), download('/'), download(''), download('/%'), exchange()
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

t.test('whoever sends a key of its own with a download is its owner', async t => {
  const journal = createJournal()
  journal.record(exchange({ id: 'generation', key: 'a', ...withImages('1') }))
  journal.record(download(imageUrl('1'), { id: 'foreign', key: 'b' }))
  t.equal(journal.get('foreign', { owner: 'b' })!.generation, 'generation')
  t.equal(journal.get('foreign', { owner: 'a' }), undefined)
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
