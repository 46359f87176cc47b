import t from 'tap'
import { Value } from 'typebox/value'
import { Card } from '../../../src/journal/entries/card.js'
import { createJournal } from '../../../src/journal/journal.js'
import { download, exchange, imageUrl, startMs } from '../exchanges.js'

function cardOf (given: Parameters<typeof exchange>[0]) {
  const journal = createJournal()
  journal.record(exchange(given))
  const [card] = journal.cards()
  t.ok(Value.Check(Card, card), 'matches its schema')
  t.strictSame(JSON.parse(JSON.stringify(card)), card, 'survives JSON')
  return card
}

const decidedBy = { kind: 'none' as const, reason: 'No rule matched' }
const refusal = { error: { message: 'No.', type: 'invalid_request_error', param: 'n', code: null } }

t.test('a card summarises a request and its response', async t => {
  t.strictSame(cardOf({
    id: 'req_all',
    receivedMs: startMs,
    url: '/v1/images/generations?a=1',
    headers: { 'x-stainless-retry-count': '0' },
    key: 'sk-proj-abcdefgh4f2a',
    parameters: { model: 'dall-e-3', user: 'u' },
    answer: { created: 7, data: [{ revised_prompt: 'r', url: imageUrl('all') }] },
    pictures: [{ caption: 'picture' }]
  }), {
    id: 'req_all',
    time: '2026-05-06T22:51:35.250Z',
    method: 'POST',
    path: '/v1/images/generations',
    operation: 'generation',
    key: '…4f2a',
    prompt: 'A sea otter',
    request: { model: 'dall-e-3', n: 1, size: '1024x1024', quality: 'standard', style: 'vivid', user: 'u', response_format: 'url' },
    dimensions: { width: 1024, height: 1024 },
    status: 200,
    images: 1,
    pictures: 1,
    durationMs: 1.5,
    decidedBy,
    retryCount: 0,
    downloads: 0
  })
})

t.test('the card of a refused request shows the error, and the prompt and parameters that could be read', async t => {
  const refused = (body: string | Buffer) => cardOf({ id: 'r', receivedMs: startMs, headers: {}, body: Buffer.from(body), request: undefined, status: 400, answer: refusal })
  t.strictSame(refused('{"prompt":"An otter","n":0}'), {
    id: 'r',
    time: '2026-05-06T22:51:35.250Z',
    method: 'POST',
    path: '/v1/images/generations',
    operation: 'generation',
    prompt: 'An otter',
    sent: { n: 0 },
    status: 400,
    error: refusal.error,
    images: 0,
    pictures: 0,
    durationMs: 1.5,
    decidedBy,
    downloads: 0
  })
  t.strictSame(refused(`{"model":"dall-e-3","size":${JSON.stringify('9'.repeat(5000))},"n":"2","style":null,"other":"x"}`)!.sent, { model: 'dall-e-3', size: '9'.repeat(1000) })
  for (const body of ['', '{"prompt":7}', '{"prompt":"cut', '["prompt"]', '"prompt"', 'null', `{"prompt":"long","x":"${'x'.repeat(70_000)}"}`]) {
    t.notOk('prompt' in refused(body)! || 'sent' in refused(body)!, body.slice(0, 20))
  }
})

t.test('the card of a refused form shows its fields as values of the right type', async t => {
  const body = Buffer.from('{"prompt":"An otter","n":"0","stream":"true","size":"1x1","output_compression":"80.5","partial_images":"x"}')
  const card = cardOf({ operation: 'edit', headers: { 'content-type': 'multipart/form-data; boundary=b' }, body, request: undefined, status: 400, answer: refusal })
  t.strictSame(card!.sent, { n: 0, stream: true, size: '1x1' })
  t.equal(card!.prompt, 'An otter')
})

t.test('long strings are truncated, and never within a surrogate pair', async t => {
  t.match(cardOf({ parameters: { model: 'm'.repeat(4000), user: 'u'.repeat(4000) } })!.request, { model: 'm'.repeat(1000), user: 'u'.repeat(1000) })
  t.equal(cardOf({ parameters: { model: 'dall-e-3', prompt: 'x'.repeat(4000) } })!.prompt, 'x'.repeat(1000))
  t.equal(cardOf({ parameters: { model: 'dall-e-3', prompt: 'x'.repeat(999) + '🦦' } })!.prompt, 'x'.repeat(999))
})

t.test('the card counts the pictures that were created, even if a fault changed the response', async t => {
  const pictures = [{ index: 0 }, { index: 1 }]
  for (const [answer, images] of [[{ created: 1, data: [] }, 0], ['{ "created": 1, ', 0], [undefined, 0], [{ created: 1, data: [{ url: '/1' }, { url: '/2' }] }, 2]] as const) {
    t.match(cardOf({ answer, pictures }), { images, pictures: 2 })
  }
})

t.test('cards are listed newest first, page by page, and in a scope only those of its key', async t => {
  const journal = createJournal({ maxEntries: 6 })
  for (const id of ['evicted', 'a', 'b', 'c', 'd', 'e', 'f']) journal.record(exchange({ id, key: id < 'd' ? 'early' : 'late' }))
  const ids = (...args: Parameters<typeof journal.cards>) => journal.cards(...args).map(({ id }) => id).join('')
  t.equal(ids(), 'fedcba')
  t.equal(ids({ limit: '2' }), 'fe')
  t.equal(ids({ limit: '2', before: 'e' }), 'dc')
  t.equal(ids({ before: 'a' }), '')
  t.equal(ids({ before: 'evicted' }), '')
  t.equal(ids({}, { owner: 'early' }), 'cba')
  t.equal(ids({ before: 'b' }, { owner: 'early' }), 'a')
  t.equal(ids({ before: 'b' }, { owner: 'late' }), '')
})

t.test('a page has 500 cards by default', async t => {
  const journal = createJournal()
  for (let index = 0; index < 501; index++) journal.record(exchange())
  t.equal(journal.cards().length, 500)
  t.equal(journal.cards({ limit: '1000' }).length, 501)
})

t.test('a card counts the downloads, and the card of a download names the request that generated the image', async t => {
  const journal = createJournal()
  journal.record(exchange({ id: 'generation', answer: { created: 1, data: [{ url: imageUrl('1') }] } }))
  journal.record(download(imageUrl('1')))
  journal.record(download(imageUrl('1')))
  t.match(journal.cards(), [{ method: 'GET', generation: 'generation', images: 0 }, { generation: 'generation' }, { downloads: 2, images: 1 }])
})

t.test('a card shows what the model chose for auto, and the usage', async t => {
  const usage = {
    input_tokens: 9,
    input_tokens_details: { image_tokens: 0, text_tokens: 9 },
    output_tokens: 1265,
    output_tokens_details: { image_tokens: 1056, text_tokens: 209 },
    total_tokens: 1274
  }
  const parameters = { model: 'gpt-image-1.5', background: 'transparent', output_format: 'webp' }
  const card = cardOf({ parameters, answer: { created: 7, data: [], usage }, isBilled: true, usage })
  t.match(card, { request: { size: 'auto', quality: 'auto', ...parameters }, dimensions: { width: 1024, height: 1024 } })
  t.strictSame([card!.chosen, card!.billed, card!.usage], [{ size: '1024x1024', quality: 'medium' }, true, usage])
  const explicit = cardOf({ parameters: { ...parameters, size: '1024x1536', quality: 'low' } })
  t.strictSame([explicit!.chosen, explicit!.usage], [undefined, undefined])
})
