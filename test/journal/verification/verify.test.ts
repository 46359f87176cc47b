import t from 'tap'
import { Value } from 'typebox/value'
import type { RecordedExchange } from '../../../src/journal/store/recorded-exchange.js'
import { createJournal } from '../../../src/journal/journal.js'
import { cpuTimeMs } from '../../cpu-time.js'
import { checkVerification, NotVerified, Verification, Verified } from '../../../src/journal/verification/verify.js'
import { download, exchange, imageUrl, startMs } from '../exchanges.js'

const nowMs = startMs + 60_000
const ago = (ms: number) => ({ receivedMs: nowMs - ms })

function verifierOf (...exchanges: RecordedExchange[]) {
  const journal = createJournal({ now: () => nowMs })
  exchanges.forEach(journal.record)
  return (verification: Verification) => {
    t.ok(Value.Check(Verification, verification))
    const verdict = journal.verify(verification, {}, { inboxUrl: 'http://127.0.0.1:8080/', baseURL: 'http://127.0.0.1:8080/v1' })
    t.ok(Value.Check(verdict.ok ? Verified : NotVerified, verdict))
    return verdict
  }
}

const fox = { prompt: 'A red fox', model: 'dall-e-3', size: '1792x1024', quality: 'hd', style: 'natural', user: 'u' }

t.test('counts the requests that match all members', async t => {
  const verified = verifierOf(exchange({ parameters: fox, key: 'sk-12345678', status: 200 }), exchange(), exchange({ status: 500 }))
  for (const [match, count] of [
    [{}, 3], [{ prompt: 'A red fox' }, 1], [{ prompt: 'A *' }, 3], [{ prompt: '/otter/' }, 2], [{ model: 'dall-e-3', size: '1792x1024' }, 1],
    [{ quality: 'hd', style: 'natural', n: 1, user: 'u', response_format: 'url' }, 1], [{ key: 'sk-12345678' }, 1], [{ status: 500 }, 1],
    [{ status: '2xx' }, 2], [{ model: 'dall-e-3', status: 500 }, 0]
  ] as const) t.strictSame(verified({ match, count }), { ok: true, count }, JSON.stringify(match))
})

t.test('accepts count, atLeast, atMost, or atLeast and atMost; expects at least one request by default', async t => {
  const verified = verifierOf(exchange(), exchange())
  for (const [times, ok] of [
    [{}, true], [{ count: 2 }, true], [{ count: 1 }, false], [{ count: 3 }, false], [{ atLeast: 2 }, true], [{ atLeast: 3 }, false],
    [{ atMost: 2 }, true], [{ atMost: 1 }, false], [{ atLeast: 1, atMost: 2 }, true], [{ atLeast: 3, atMost: 4 }, false], [{ count: 0 }, false]
  ] as const) t.equal(verified(times).ok, ok, JSON.stringify(times))
  t.equal(verifierOf()({}).ok, false)
  t.equal(verifierOf()({ atMost: 0 }).ok, true)
})

t.test('the nearest request is found among 150,000', async t => {
  const entries = 150_000
  const journal = createJournal({ maxEntries: entries, maxBytes: Infinity, now: () => nowMs })
  const one = exchange(ago(1_250))
  for (let index = 0; index < entries; index++) journal.record({ ...one, id: `req_of_many_${index}` })
  t.strictSame(journal.verify({ match: { status: 500 } }), {
    ok: false,
    count: 0,
    expected: { status: 500 },
    actual: { status: 200 },
    nearest: { id: `req_of_many_${entries - 1}`, differences: [{ member: 'status', expected: 500, found: 200 }] },
    message: `expected at least 1 request, got 0 (150,000 image requests recorded)
  match   status  500
  closest req_of_many_${entries - 1}  200, 1.3 s ago
          status  200  ← expected 500`
  })
})

t.test('a thousand long prompts are compared quickly', async t => {
  const journal = createJournal()
  for (let index = 0; index < 1_000; index++) journal.record(exchange({ parameters: { model: 'dall-e-3', prompt: `${index} `.repeat(800).slice(0, 4_000) } }))
  for (const prompt of ['An otter '.repeat(400), `/${'An otter '.repeat(50)}/i`]) {
    const startMs = cpuTimeMs()
    t.ok(!journal.verify({ match: { prompt } }).ok)
    const tookMs = cpuTimeMs() - startMs
    t.ok(tookMs < 1_000, `${tookMs} ms`)
  }
})

t.test('contradicting numbers are refused', async t => {
  const verified = verifierOf()
  t.throws(() => verified({ count: 1, atMost: 2 }), {
    name: 'JournalError', message: 'Cannot use count together with atLeast or atMost. Remove one of them.'
  })
  t.throws(() => verified({ count: 1, atLeast: 1 }), { message: 'Cannot use count together with atLeast or atMost. Remove one of them.' })
  t.throws(() => verified({ atLeast: 2, atMost: 1 }), { message: 'Expected at most 1 (the value of atMost) for atLeast, got 2.' })
  t.notOk(Value.Check(Verification, { mach: {} }))
  t.notOk(Value.Check(Verification, { match: { promt: 'x' } }))
})

t.test('only requests for images count, unless a path is given', async t => {
  const verified = verifierOf(
    exchange(), exchange({ url: '/images/generations?x' }), exchange({ operation: undefined, method: 'OPTIONS', request: undefined }),
    exchange({ operation: undefined, url: '/v1/models', method: 'GET', request: undefined, status: 404 }), download(imageUrl('1'))
  )
  t.strictSame(verified({ count: 2 }), { ok: true, count: 2 })
  t.strictSame(verified({ match: { path: '/private/*' }, count: 1 }), { ok: true, count: 1 })
  t.strictSame(verified({ match: { path: '*', status: 404 }, count: 1 }), { ok: true, count: 1 })
})

t.test('a verification that every request would pass is refused', async t => {
  const message = 'Expected match, count, atLeast or atMost for the verification, got {}. Without them, any request would do.'
  for (const value of [{}, { count: undefined }]) t.throws(() => checkVerification(value), { name: 'JournalError', message: /^Expected match, count, / })
  t.throws(() => checkVerification({}), { message })
  t.same(checkVerification({ match: {} }), { match: {} })
})

t.test('downloads are verified by their kind, and by the parameters of the request that generated the image', async t => {
  const answer = (name: string) => ({ answer: { created: 1, data: [{ url: imageUrl(name) }] } })
  const verified = verifierOf(
    exchange({ id: 'req_otter', ...answer('1') }), exchange({ id: 'req_fox', parameters: fox, ...answer('2') }),
    exchange({ operation: undefined, url: '/v1/models', method: 'GET', request: undefined }),
    download(imageUrl('1'), { id: 'req_get', status: 403, ...ago(500) }), download(imageUrl('2')), download(imageUrl('unknown'), { status: 404 })
  )
  for (const [match, count] of [
    [{ kind: 'download' }, 3], [{ kind: 'image' }, 2], [{ kind: 'other' }, 1], [{ kind: 'download', prompt: '*otter*' }, 1], [{ kind: 'download', prompt: 'A red fox', status: 200 }, 1],
    [{ kind: 'download', operation: 'generation' }, 2], [{ kind: 'download', operation: 'edit' }, 0], [{ prompt: '*otter*' }, 1], [{ kind: 'image', path: '/private/*' }, 0]
  ] as const) t.strictSame(verified({ match, count }), { ok: true, count }, JSON.stringify(match))
  t.match(verified({ match: { kind: 'download', prompt: '*otter*', status: 403 }, count: 0 }), {
    message: 'expected exactly 0 requests, got 1:\n  req_get  500 ms ago  403  GET an image of req_otter'
  })
  t.match(verified({ match: { kind: 'download', prompt: '*otter*', status: 200 } }), {
    message: /^expected at least 1 request, got 0 \(3 downloads recorded\)\n/, nearest: { id: 'req_get', differences: [{ member: 'status', expected: 200, found: 403 }] }
  })
  t.match(verifierOf()({ match: { kind: 'download' } }), { message: 'expected at least 1 request, got 0 (no downloads recorded)\n  match   kind  "download"' })
})

t.test('if too few requests match, the message has the nearest one and its differences', async t => {
  const verified = verifierOf(
    exchange({ id: 'req_otter', ...ago(1_200), parameters: { prompt: 'A cute baby sea otter', model: 'dall-e-3', size: '1792x1024' } }),
    exchange({ id: 'req_bicycle', parameters: { prompt: 'A red bicycle', model: 'dall-e-3', size: '1024x1024' } }),
    exchange({ id: 'req_fail', status: 500, parameters: { prompt: 'fail', model: 'dall-e-3', size: '1024x1024' } })
  )
  t.strictSame(verified({ match: { prompt: 'A cute baby see otter', size: '1024x1024' }, count: 1 }), {
    ok: false,
    count: 0,
    expected: { prompt: 'A cute baby see otter', size: '1024x1024' },
    actual: { prompt: 'A cute baby sea otter', size: '1792x1024' },
    message: `expected exactly 1 request, got 0 (3 image requests recorded)
  match   prompt  "A cute baby see otter"
          size    "1024x1024"
  closest req_otter  200, 1.2 s ago  http://127.0.0.1:8080/?open=req_otter
          prompt  "A cute baby sea otter"  ← one character differs
          size    "1792x1024"              ← expected "1024x1024"`,
    nearest: {
      id: 'req_otter',
      differences: [
        { member: 'prompt', expected: 'A cute baby see otter', found: 'A cute baby sea otter' },
        { member: 'size', expected: '1024x1024', found: '1792x1024' }
      ]
    }
  })
})

t.test('the prompt counts by its similarity, model and size twice, other members once', async t => {
  const sent = (id: string, parameters: object, members: object = {}) => exchange({ id, parameters: { model: 'dall-e-3', ...parameters }, ...members })
  const otter = 'A cute baby sea otter'
  for (const [match, nearer, farther] of [
    [{ prompt: otter, size: '1024x1024' }, { prompt: otter, size: '1792x1024' }, { prompt: 'A red bicycle', size: '1024x1024' }],
    [{ prompt: 'A cute baby see otter' }, { prompt: otter }, { prompt: 'A cat' }],
    [{ prompt: otter, size: '1024x1024' }, { prompt: 'A cute baby sea otters', size: '1024x1024' }, { prompt: otter, size: '1792x1024' }],
    [{ model: 'dall-e-3', quality: 'hd', style: 'vivid' }, { model: 'dall-e-3', quality: 'standard', style: 'vivid' }, { model: 'gpt-4-image', quality: 'hd', style: 'vivid' }],
    [{ prompt: '*sea otter*' }, { prompt: 'Two small sea otters asleep'.replace('otters', 'oters') }, { prompt: 'See a doctor' }],
    [{ prompt: '/\\bsea +(otter|lion)\\b/i' }, { prompt: 'A mole and a SEA OTER' }, { prompt: 'x y z' }],
    [{ prompt: otter }, { prompt: otter.toUpperCase() }, {}]
  ] as const) {
    // In both orders, since the newest of equally near requests is shown.
    for (const exchanges of [[sent('near', nearer), sent('far', farther)], [sent('far', farther), sent('near', nearer)]]) {
      t.match(verifierOf(...exchanges)({ match: match as object, count: 3 }), { nearest: { id: 'near' } }, JSON.stringify(match))
    }
  }
})

t.test('the arrows show what differs in long, wrong and missing values', async t => {
  const arrows = (expected: object, sent: object) => {
    const verdict = verifierOf(exchange({ parameters: sent }))({ match: expected })
    return verdict.ok ? [] : verdict.message.split('\n').filter(line => line.includes('←')).map(line => line.trim())
  }
  const long = 'A long story about an otter. '.repeat(40)
  t.strictSame([
    arrows({ prompt: 'A sea otter' }, { prompt: 'A Sea Otter' }),
    arrows({ prompt: 'A sea otter' }, { prompt: ' A sea otter\n' }),
    arrows({ prompt: 'A sea otter' }, { prompt: 'A sea oter!' }),
    arrows({ prompt: 'A cat' }, { prompt: 'A sea otter' }),
    arrows({ prompt: '/cat/i' }, { prompt: 'A \u001b[31m\u202esea otter' }),
    arrows({ style: 'vivid', n: 2, model: 'dall-e-3', quality: undefined }, { n: 1 }),
    arrows({ prompt: `${long}with a hat` }, { model: 'dall-e-3', prompt: `${long}with a cap` })
  ], [
    ['prompt  "A Sea Otter"  ← upper and lower case differ'],
    ['prompt  " A sea otter\\n"  ← spaces at the start or end differ'],
    ['prompt  "A sea oter!"  ← 2 characters differ'],
    ['prompt  "A sea otter"  ← expected "A cat"'],
    ['prompt  "A \\u001b[31m\\u202esea otter"  ← expected /cat/i'],
    ['style  (none)      ← expected "vivid"', 'n      1           ← expected 2', 'model  "dall-e-2"  ← expected "dall-e-3"'],
    [`prompt  "…${`${long}with a cap`.slice(-80)}"  ← 2 characters differ`]
  ])
})

t.test('of equally near requests the newest is shown, and never one that matches', async t => {
  const verified = verifierOf(exchange(), exchange({ id: 'new', status: 500 }), exchange({ id: 'req_small', ...ago(3_000), parameters: { size: '256x256' } }))
  t.match(verified({ match: { size: '256x256', status: 200 }, count: 2 }), {
    count: 1,
    nearest: { id: /req_/, differences: [{ member: 'size' }] },
    message: /\n {2}found {3}req_small {2}3 s ago {2}200 {2}dall-e-2 {2}256x256 {2}"A sea otter"\n {2}closest /
  })
  t.match(verified({ match: { status: 404 } }), { nearest: { differences: [{ expected: 404, found: 200 }] } })
  const twins = verifierOf(exchange({ id: 'old' }), exchange({ id: 'young' }))
  t.match(twins({ match: { n: 2 }, atLeast: 1, atMost: 3 }), { expected: { n: 2 }, nearest: { id: 'young' }, message: /^expected from 1 to 3 requests, got 0 / })
})

t.test('if too many requests match, they are listed, oldest first', async t => {
  const refused = exchange({ id: 'req_refused', ...ago(400), status: 400, request: undefined, body: Buffer.from('{"size":"1x1"}') })
  t.strictSame(verifierOf(exchange({ id: 'req_one', ...ago(200_000) }), exchange({ id: 'req_lost', ...ago(1_234), status: undefined }), refused)({ atMost: 1 }), {
    ok: false,
    count: 3,
    expected: { count: 'at most 1' },
    actual: { count: 3 },
    message: `expected at most 1 request, got 3:
  req_one  3 min ago  200  dall-e-2  1024x1024  "A sea otter"
  req_lost  1.2 s ago  no response  dall-e-2  1024x1024  "A sea otter"
  req_refused  400 ms ago  400  1x1  (no prompt)`
  })
  const many = verifierOf(...Array.from({ length: 1_000 }, () => exchange()))({ match: { prompt: '*otter*' }, count: 1 })
  t.match(many, { expected: { count: 1 }, message: /^expected exactly 1 request, got 1000:\n(?: {2}req_.*\n){10} {2}… and 990 more$/ })
})

t.test('without requests for images, the message has the base URL and what came instead', async t => {
  const hint = "Check that the client's base URL is http://127.0.0.1:8080/v1."
  t.strictSame(verifierOf()({ match: { n: 2 } }), {
    ok: false,
    count: 0,
    expected: { count: 'at least 1' },
    actual: { count: 0 },
    message: `expected at least 1 request, got 0 (no image requests recorded)\n  match   n  2\n  ${hint}`
  })
  const doubled = { operation: undefined, url: '/v1/v1/images/generations', status: 404 }
  t.match(verifierOf(exchange(doubled), exchange(doubled))({ count: 1 }), {
    message: `expected exactly 1 request, got 0 (no image requests recorded)\n  2 other requests came, the last POST /v1/v1/images/generations (404). ${hint}`
  })
})

t.test('keys are masked, and long texts are truncated in the message', async t => {
  const verdict = verifierOf(exchange({ key: 'sk-secret-1111', parameters: { prompt: 'x'.repeat(900) } }))({ match: { key: 'sk-secret-2222', prompt: 'y'.repeat(900) } })
  t.match(verdict, { nearest: { differences: [{ member: 'key', expected: '…2222', found: '…1111' }, { member: 'prompt', found: 'x'.repeat(900) }] } })
  t.notMatch(JSON.stringify(verdict), /secret/)
  t.match(verifierOf(exchange({ key: 'sk-secret-1111' }))({ match: { key: '…2222' } }), { nearest: { differences: [{ expected: '…2222', found: '…1111' }] } })
  t.ok(!verdict.ok && verdict.message.length < 800)
})

t.test('after evictions only atLeast can be verified, until the journal is cleared', async t => {
  const journal = createJournal({ maxEntries: 2 })
  const verify = (verification: Verification, owner?: string) => journal.verify(verification, { owner })
  for (const key of ['first', 'second', 'first', 'second']) journal.record(exchange({ key }))
  const uncertain = (count: number, expected: string) => ({
    ok: false,
    count,
    message: new RegExp(`^expected ${expected} requests, got ${count} \\(2 image requests recorded, 2 older requests evicted\\)\\n[^]* {2}Evicted requests cannot be counted: ` +
      'increase journalEntries or journalBytes, or reset the mock between tests\\.$')
  })
  t.match(verify({ count: 2 }), uncertain(2, 'exactly 2'))
  t.match(verify({ match: { prompt: 'never' }, count: 0 }), uncertain(0, 'exactly 0'))
  t.match(verify({ atMost: 3 }), uncertain(2, 'at most 3'))
  t.match(verify({ atLeast: 3 }), uncertain(2, 'at least 3'))
  t.match(verify({ count: 1 }, 'first'), { ok: false, message: / 1 older request evicted\)/ })
  t.match(verify({ count: 1 }), { ok: false, message: /^expected exactly 1 request, got 2:\n/ }, 'certain, despite the evictions')
  t.strictSame(verify({ atLeast: 2 }), { ok: true, count: 2 })

  journal.remove({ prompt: 'never' })
  t.notOk(verify({ count: 2 }).ok, 'removing some entries does not clear the evictions')
  journal.remove({}, { owner: 'first' })
  t.strictSame(verify({ count: 0 }, 'first'), { ok: true, count: 0 })
  t.notOk(verify({ count: 1 }, 'second').ok, 'the evictions of another key are not cleared')
  t.match(verify({ count: 1 }), { message: / 1 older request evicted\)/ })
  journal.remove()
  t.strictSame(verify({ count: 0 }), { ok: true, count: 0 })
})
