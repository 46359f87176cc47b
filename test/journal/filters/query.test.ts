import t from 'tap'
import { Value } from 'typebox/value'
import { createJournal } from '../../../src/journal/journal.js'
import { checkFilter, JournalFilter } from '../../../src/journal/filters/query.js'
import { download, exchange, imageUrl, startMs } from '../exchanges.js'

const journal = createJournal()
for (const one of [
  exchange({ id: 'first', receivedMs: startMs, key: 'sk-aaaa1111' }),
  exchange({ id: 'second', receivedMs: startMs + 1000, key: 'sk-bbbb2222', parameters: { model: 'dall-e-3', size: '1792x1024', quality: 'hd', style: 'natural', user: 'u', prompt: 'A red fox' } }),
  exchange({ id: 'third', receivedMs: startMs + 2000, parameters: { n: 2, size: '256x256', response_format: 'b64_json', prompt: 'A red otter' }, status: 429 }),
  exchange({ id: 'fourth', receivedMs: startMs + 3000, url: '/images/generations', body: Buffer.from('[]'), request: undefined, status: 400 }),
  exchange({ id: 'fifth', receivedMs: startMs + 4000, body: Buffer.from('[]'), request: undefined, status: undefined, outcome: 'reset' }),
  download(imageUrl('unknown'), { id: 'sixth', receivedMs: startMs + 5000 })
]) journal.record(one)

const listed = (filter: JournalFilter) => {
  t.ok(Value.Check(JournalFilter, filter), JSON.stringify(filter))
  return journal.list(filter).map(({ id }) => id)
}

t.test('entries are listed newest first', async t => {
  t.strictSame(listed({}), ['sixth', 'fifth', 'fourth', 'third', 'second', 'first'])
})

t.test('each filter selects the entries that match', async t => {
  for (const [filter, expected] of [
    [{ key: 'sk-aaaa1111' }, ['first']],
    [{ key: '…2222' }, ['second']],
    [{ key: 'sk-' }, []],
    [{ model: 'dall-e-2' }, ['third', 'first']],
    [{ size: '1792x1024' }, ['second']],
    [{ quality: 'hd' }, ['second']],
    [{ style: 'natural' }, ['second']],
    [{ user: 'u' }, ['second']],
    [{ response_format: 'b64_json' }, ['third']],
    [{ n: 2 }, ['third']],
    [{ n: '1' }, ['second', 'first']],
    [{ status: 429 }, ['third']],
    [{ status: '429' }, ['third']],
    [{ status: '4xx' }, ['fourth', 'third']],
    [{ status: '5xx' }, []],
    [{ prompt: 'A red *' }, ['third', 'second']],
    [{ prompt: '/OTTER$/i' }, ['third', 'first']],
    [{ prompt: 'A sea otter' }, ['first']],
    [{ prompt: '*' }, ['third', 'second', 'first']],
    [{ path: '/images/generations' }, ['fourth']],
    [{ path: '*/images/generations' }, ['fifth', 'fourth', 'third', 'second', 'first']],
    [{ path: '/private/*' }, ['sixth']],
    [{ prompt: 'A red *', status: 200 }, ['second']],
    [{ limit: 2 }, ['sixth', 'fifth']],
    [{ limit: '1', status: '4xx' }, ['fourth']]
  ] as Array<[JournalFilter, string[]]>) t.strictSame(listed(filter), expected, JSON.stringify(filter))
})

t.test('requests are found by operation, number of images, mask and the hash of an upload', async t => {
  const journal = createJournal()
  const digest = (role: 'image' | 'mask', letter: string) => ({ role, name: role, sha256: letter.repeat(64) })
  journal.record(exchange({ id: 'generation' }))
  journal.record(exchange({ id: 'edit', operation: 'edit', inputs: [digest('image', 'a'), digest('image', 'b'), digest('mask', 'c')] }))
  journal.record(exchange({ id: 'variation', operation: 'variation', inputs: [digest('image', 'a')] }))
  journal.record(exchange({ id: 'unread', operation: 'edit', request: undefined, status: 413 }))
  journal.record(download(imageUrl('unknown'), { id: 'download' }))
  for (const [filter, expected] of [
    [{ operation: 'edit' }, ['unread', 'edit']],
    [{ operation: 'variation' }, ['variation']],
    [{ images: 2 }, ['edit']],
    [{ images: '1' }, ['variation']],
    [{ images: 0 }, ['generation']],
    [{ mask: true }, ['edit']],
    [{ mask: 'false' }, ['variation', 'generation']],
    [{ upload: 'a'.repeat(64) }, ['variation', 'edit']],
    [{ upload: 'CCCCCCCC' }, ['edit']],
    [{ upload: 'd'.repeat(64) }, []]
  ] as Array<[JournalFilter, string[]]>) {
    t.ok(Value.Check(JournalFilter, filter), JSON.stringify(filter))
    t.strictSame(journal.list(filter).map(({ id }) => id), expected, JSON.stringify(filter))
  }
  for (const [filter, message] of [
    [{ operation: 'edits' }, 'Expected one of generation, edit, variation for operation in the filter, got "edits".'],
    [{ upload: 'otter' }, 'Expected a SHA-256 in hexadecimal, or at least its first 8 digits for upload in the filter, got "otter".'],
    [{ mask: 'yes' }, 'Expected true or false for mask in the filter, got "yes".'],
    [{ images: 'two' }, 'Expected an integer for images in the filter, got "two".']
  ] as const) t.throws(() => journal.list(checkFilter(filter)), { message })
})

t.test('a refused request is found by the number of images that it sent, even an invalid one', async t => {
  const journal = createJournal()
  for (const n of [0, -1, 9_999_999]) {
    journal.record(exchange({ id: `${n}`, body: Buffer.from(JSON.stringify({ prompt: 'x', n })), request: undefined, status: 400 }))
    for (const asked of [n, String(n)]) t.match(journal.list({ n: asked }), [{ id: `${n}` }])
  }
})

t.test('a refused request is found by the parameters that it sent', async t => {
  const journal = createJournal()
  const body = { model: 'dall-e-3', prompt: 'Three at once', n: 3, size: '512x512', quality: 'hd', style: 'vivid', response_format: 'url', user: 'u-1' }
  journal.record(exchange({ id: 'refused', body: Buffer.from(JSON.stringify(body)), request: undefined, status: 400 }))
  journal.record(exchange({ id: 'broken', body: Buffer.from('{"prompt":'), request: undefined, status: 400 }))
  for (const [member, value] of Object.entries(body)) t.match(journal.list({ [member]: value }), [{ id: 'refused' }], member)
  t.strictSame(journal.verify({ match: { n: 3, status: 400 }, count: 1 }), { ok: true, count: 1 })
  t.strictSame(journal.list({ prompt: 'Two' }), [])
})

t.test('since takes a time, which is included, or the id of a request, which is excluded', async t => {
  t.strictSame(listed({ since: '2026-05-06T22:51:38.250Z' }), ['sixth', 'fifth', 'fourth'])
  t.strictSame(listed({ since: '2026-05-07T00:51:39.250+02:00' }), ['sixth', 'fifth'])
  t.strictSame(listed({ since: '2026-05-07T00:51:39.250 02:00' }), ['sixth', 'fifth'], 'a decoded query string has a space instead of a plus sign')
  t.strictSame(listed({ since: '2026-05-06' }).length, 6)
  t.strictSame(listed({ since: 'fourth' }), ['sixth', 'fifth'])
  t.strictSame(listed({ since: 'sixth' }), [])
  t.throws(() => listed({ since: 'req_gone' }), {
    name: 'JournalError',
    message: 'Expected a time such as 2026-05-06T22:51:35Z or the id of a request in the journal for since, got "req_gone".'
  })
  for (const since of ['5', '2026', 'May 6, 2026', '2026-05-06 22:51', '2026-13-01', '2026-05-06T22:51:38.250Z x', ' 02:00']) {
    t.throws(() => listed({ since }), {
      name: 'JournalError', message: `Expected a time such as 2026-05-06T22:51:35Z or the id of a request in the journal for since, got "${since}".`
    }, since)
  }
  t.throws(() => journal.list({ since: 'first' }, { owner: 'sk-bbbb2222' }), { name: 'JournalError' }, 'an id outside the scope is unknown')
})

t.test('100 entries are listed by default', async t => {
  const journal = createJournal()
  for (let i = 0; i < 150; i++) journal.record(exchange())
  t.equal(journal.list().length, 100)
  t.equal(journal.list({ limit: 1000 }).length, 150)
})

t.test('an unknown member or an invalid value does not match the schema', async t => {
  for (const filter of [{ promt: 'x' }, { status: '4x' }, { status: 42 }, { limit: 0 }, { limit: '0' }, { n: 'two' }, { user: 'x'.repeat(4097) }, { prompt: 'x'.repeat(32_001) }, { prompt: 1 }]) {
    t.notOk(Value.Check(JournalFilter, filter), JSON.stringify(filter))
  }
})

t.test('filters select by the parameters of the GPT image models', async t => {
  const journal = createJournal()
  journal.record(exchange({ id: 'png', parameters: { model: 'gpt-image-2', moderation: 'low' } }))
  journal.record(exchange({ id: 'webp', parameters: { model: 'gpt-image-1.5', output_format: 'webp', output_compression: 80, background: 'transparent' } }))
  journal.record(exchange({ id: 'gif', parameters: { model: 'gpt-image-2.6-flare', output_format: 'gif', frame_count: 4, complexity: 'high', safety_identifier: 'user-7' } }))
  for (const [filter, expected] of [
    [{ output_format: 'webp' }, ['webp']],
    [{ output_compression: '80' }, ['webp']],
    [{ background: 'transparent' }, ['webp']],
    [{ moderation: 'low' }, ['png']],
    [{ frame_count: 4, complexity: 'high' }, ['gif']],
    [{ safety_identifier: 'user-*' }, ['gif']],
    [{ stream: 'false', size: 'auto' }, ['gif', 'webp', 'png']],
    [{ stream: true }, []]
  ] as const) t.strictSame(journal.list(filter).map(({ id }) => id), expected, JSON.stringify(filter))
})
