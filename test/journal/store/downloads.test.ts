import t from 'tap'
import { createJournal } from '../../../src/journal/journal.js'
import { createJournalStore } from '../../../src/journal/store/journal-store.js'
import { download, exchange, imageUrl } from '../exchanges.js'

const withImages = (...names: string[]) => ({ answer: { created: 1, data: names.map(name => ({ url: imageUrl(name) })) } })

t.test('a download belongs to the request whose response contained its URL, and to the key of that request', async t => {
  const journal = createJournal()
  journal.record(exchange({ id: 'generation', key: 'sk-12345678', ...withImages('1', '2') }))
  journal.record(download(imageUrl('2'), { id: 'get' }))
  journal.record(download(imageUrl('1'), { id: 'head', method: 'HEAD' }))
  journal.record(download(imageUrl('2'), { id: 'expired', status: 403 }))
  t.strictSame(journal.get('generation')!.downloads, ['get', 'head', 'expired'])
  for (const id of ['get', 'head', 'expired']) t.match(journal.get(id, { owner: 'sk-12345678' }), { generation: 'generation', key: '…5678' })
})

t.test('removing a download twice removes no other download', async t => {
  const store = createJournalStore({ maxEntries: 10, maxBytes: 2 ** 20 })
  const { stored: generation } = store.add(exchange(withImages('1')))
  const { stored: first } = store.add(download(imageUrl('1')))
  const { stored: second } = store.add(download(imageUrl('1')))
  store.remove(first)
  store.remove(first)
  t.strictSame([...generation.downloads!], [second.id])
  t.strictSame(store.newestFirst({ owner: undefined }), [second, generation])
})

t.test('a download is recognised by its file name, even if a proxy or a client changed the rest of the URL', async t => {
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

t.test('a request that is not a download of a known image has no generation', async t => {
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

t.test('a URL with an invalid escape sequence is recognised', async t => {
  const journal = createJournal()
  journal.record(exchange({ id: 'generation', ...withImages('%') }))
  journal.record(download(imageUrl('%')))
  t.equal(journal.get('generation')!.downloads!.length, 1)
})

t.test('a download with its own key belongs to that key', async t => {
  const journal = createJournal()
  journal.record(exchange({ id: 'generation', key: 'a', ...withImages('1') }))
  journal.record(download(imageUrl('1'), { id: 'foreign', key: 'b' }))
  t.equal(journal.get('foreign', { owner: 'b' })!.generation, 'generation')
  t.equal(journal.get('foreign', { owner: 'a' }), undefined)
})

t.test('the URLs of an evicted request are no longer recognised; earlier downloads keep its id and its key', async t => {
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

t.test('a returned entry does not change when downloads follow', async t => {
  const journal = createJournal()
  journal.record(exchange({ id: 'generation', ...withImages('1') }))
  const returned = journal.get('generation')!
  journal.record(download(imageUrl('1'), { id: 'later' }))
  t.strictSame(returned.downloads, [])
  t.strictSame(journal.get('generation')!.downloads, ['later'])
})

t.test('a removed download is no longer listed in the entry of its generation', async t => {
  const journal = createJournal()
  journal.record(exchange({ id: 'generation', ...withImages('1') }))
  journal.record(download(imageUrl('1')))
  journal.record(download(imageUrl('1'), { id: 'kept', status: 304 }))
  journal.remove({ path: '/private/*', status: 200 })
  t.strictSame(journal.get('generation')!.downloads, ['kept'])
})
