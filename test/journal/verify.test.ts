import t from 'tap'
import { Value } from 'typebox/value'
import type { Exchange } from '../../src/journal/recorded-exchange.js'
import { createJournal } from '../../src/journal/journal.js'
import { NotVerified, Verification, Verified } from '../../src/journal/verification.js'
import { download, exchange, imageUrl } from './exchanges.js'

function verifierOf (...exchanges: Exchange[]) {
  const journal = createJournal()
  exchanges.forEach(journal.record)
  return (verification: Verification) => {
    t.ok(Value.Check(Verification, verification))
    const verdict = journal.verify(verification)
    t.ok(Value.Check(verdict.ok ? Verified : NotVerified, verdict))
    return verdict
  }
}

const fox = { prompt: 'A red fox', model: 'dall-e-3', size: '1792x1024', quality: 'hd', style: 'natural', user: 'u' }

t.test('counts the requests that fit in all that is given', async t => {
  const verified = verifierOf(exchange({ ask: fox, key: 'sk-12345678', status: 200 }), exchange(), exchange({ status: 500 }))
  for (const [match, count] of [
    [{}, 3], [{ prompt: 'A red fox' }, 1], [{ prompt: 'A *' }, 3], [{ prompt: '/otter/' }, 2], [{ model: 'dall-e-3', size: '1792x1024' }, 1],
    [{ quality: 'hd', style: 'natural', n: 1, user: 'u', response_format: 'url' }, 1], [{ key: 'sk-12345678' }, 1], [{ status: 500 }, 1],
    [{ status: '2xx' }, 2], [{ model: 'dall-e-3', status: 500 }, 0]
  ] as const) t.strictSame(verified({ match, count }), { ok: true, count }, JSON.stringify(match))
})

t.test('takes an exact count, a least, a most or both; at least one if nothing is said', async t => {
  const verified = verifierOf(exchange(), exchange())
  for (const [times, ok] of [
    [{}, true], [{ count: 2 }, true], [{ count: 1 }, false], [{ count: 3 }, false], [{ atLeast: 2 }, true], [{ atLeast: 3 }, false],
    [{ atMost: 2 }, true], [{ atMost: 1 }, false], [{ atLeast: 1, atMost: 2 }, true], [{ atLeast: 3, atMost: 4 }, false], [{ count: 0 }, false]
  ] as const) t.equal(verified(times).ok, ok, JSON.stringify(times))
  t.equal(verifierOf()({}).ok, false)
  t.equal(verifierOf()({ atMost: 0 }).ok, true)
})

t.test('the nearest is found among more than a call can take as arguments', async t => {
  const entries = 150_000
  const journal = createJournal({ maxEntries: entries, maxBytes: Infinity })
  const one = exchange()
  for (let index = 0; index < entries; index++) journal.record({ ...one, id: `req_of_many_${index}` })
  t.strictSame(journal.verify({ match: { status: 500 } }), {
    ok: false,
    count: 0,
    expected: 'at least 1',
    nearest: { id: `req_of_many_${entries - 1}`, differences: [{ member: 'status', expected: 500, found: 200 }] },
    message: `Failed to verify: found 0 of ${entries} requests to fit where at least 1 should. Please compare the nearest, req_of_many_${entries - 1}: status is 200 instead of 500.`
  })
})

t.test('counts that contradict each other are refused', async t => {
  const verified = verifierOf()
  t.throws(() => verified({ count: 1, atMost: 2 }), {
    name: 'JournalError', message: 'Failed to verify: found count beside atLeast or atMost. Please give count, or atLeast and an atMost that is not below it.'
  })
  t.throws(() => verified({ count: 1, atLeast: 1 }), { message: /found count beside atLeast or atMost/ })
  t.throws(() => verified({ atLeast: 2, atMost: 1 }), { message: /found atLeast 2 above atMost 1/ })
  t.notOk(Value.Check(Verification, { mach: {} }))
  t.notOk(Value.Check(Verification, { match: { promt: 'x' } }))
})

t.test('only requests for images count, unless the path says otherwise', async t => {
  const verified = verifierOf(
    exchange(), exchange({ url: '/images/generations?x' }), exchange({ operation: undefined, method: 'OPTIONS', request: undefined }),
    exchange({ operation: undefined, url: '/v1/models', method: 'GET', request: undefined, status: 404 }), download(imageUrl('1'))
  )
  t.strictSame(verified({ count: 2 }), { ok: true, count: 2 })
  t.strictSame(verified({ match: { path: '/private/*' }, count: 1 }), { ok: true, count: 1 })
  t.strictSame(verified({ match: { path: '*', status: 404 }, count: 1 }), { ok: true, count: 1 })
})

t.test('too few: says what came nearest, and what of it differs', async t => {
  const verified = verifierOf(exchange({ ask: { prompt: 'Far' } }), exchange({ id: 'near', ask: { prompt: 'A sea otter' } }), exchange({ ask: fox }))
  t.strictSame(verified({ match: { prompt: 'A sea otter', model: 'dall-e-2', size: '512x512', style: 'vivid' }, count: 2 }), {
    ok: false,
    count: 0,
    expected: 'exactly 2',
    message: 'Failed to verify: found 0 of 3 requests to fit where exactly 2 should. Please compare the nearest, near: ' +
      'size is "1024x1024" instead of "512x512", style is absent instead of "vivid".',
    nearest: {
      id: 'near',
      differences: [{ member: 'size', expected: '512x512', found: '1024x1024' }, { member: 'style', expected: 'vivid' }]
    }
  })
})

t.test('of two that are equally near, the newest is told; one that fits is not', async t => {
  const verified = verifierOf(exchange(), exchange({ id: 'new', status: 500 }), exchange({ ask: { size: '256x256' } }))
  t.match(verified({ match: { size: '256x256', status: 200 }, count: 2 }), {
    expected: 'exactly 2', count: 1, nearest: { id: /req_/, differences: [{ member: 'size' }] }
  })
  t.match(verified({ match: { status: 404 } }), { nearest: { differences: [{ expected: 404, found: 200 }] } })
  const twins = verifierOf(exchange({ id: 'old' }), exchange({ id: 'young' }))
  t.match(twins({ match: { n: 2 }, atLeast: 1, atMost: 3 }), { expected: 'from 1 to 3', nearest: { id: 'young' } })
})

t.test('too many, or none at all: there is nothing near', async t => {
  t.strictSame(verifierOf(exchange(), exchange())({ atMost: 1 }), {
    ok: false,
    count: 2,
    expected: 'at most 1',
    message: 'Failed to verify: found 2 of 2 requests to fit where at most 1 should. Please look for the cause of the others.'
  })
  t.strictSame(verifierOf()({ match: { n: 2 } }), {
    ok: false,
    count: 0,
    expected: 'at least 1',
    message: 'Failed to verify: found 0 of 0 requests to fit where at least 1 should. Please check that the client sends them here.'
  })
})

t.test('keys are told masked, and long texts short', async t => {
  const verdict = verifierOf(exchange({ key: 'sk-secret-1111', ask: { prompt: 'x'.repeat(900) } }))({ match: { key: 'sk-secret-2222', prompt: 'y'.repeat(900) } })
  t.match(verdict, { nearest: { differences: [{ member: 'key', expected: '…2222', found: '…1111' }, { member: 'prompt', found: 'x'.repeat(900) }] } })
  t.notMatch(JSON.stringify(verdict), /secret/)
  t.match(verifierOf(exchange({ key: 'sk-secret-1111' }))({ match: { key: '…2222' } }), { nearest: { differences: [{ expected: '…2222', found: '…1111' }] } })
  t.ok(!verdict.ok && verdict.message.length < 500)
})

t.test('where older requests are forgotten, nothing but a least is verified, until the journal is emptied', async t => {
  const journal = createJournal({ maxEntries: 2 })
  const verify = (verification: Verification, owner?: string) => journal.verify(verification, { owner })
  for (const key of ['lost', 'kept', 'lost', 'kept']) journal.record(exchange({ key }))
  const forgotten = (count: number, words: string, older: number) => ({
    ok: false,
    count,
    expected: words,
    message: `Failed to verify: found ${count} of 2 requests to fit where ${words} should, and that ${older} older ones are forgotten. ` +
      'Please give more journalEntries or journalBytes, or reset the mock between tests.'
  })
  t.strictSame(verify({ count: 2 }), forgotten(2, 'exactly 2', 2))
  t.strictSame(verify({ match: { prompt: 'never' }, count: 0 }), forgotten(0, 'exactly 0', 2))
  t.match(verify({ atMost: 3 }), forgotten(2, 'at most 3', 2))
  t.match(verify({ atLeast: 3 }), forgotten(2, 'at least 3', 2))
  t.match(verify({ count: 1 }, 'lost'), { ok: false, message: /that 1 older ones are forgotten/ })
  t.match(verify({ count: 1 }), { ok: false, message: /Please look for the cause of the others\.$/ }, 'too many are too many')
  t.strictSame(verify({ atLeast: 2 }), { ok: true, count: 2 })

  journal.remove({ prompt: 'never' })
  t.notOk(verify({ count: 2 }).ok, 'a part of it is not all')
  journal.remove({}, { owner: 'lost' })
  t.strictSame(verify({ count: 0 }, 'lost'), { ok: true, count: 0 })
  t.notOk(verify({ count: 1 }, 'kept').ok, 'another key is not concerned')
  t.match(verify({ count: 1 }), { message: /that 1 older ones are forgotten/ })
  journal.remove()
  t.strictSame(verify({ count: 0 }), { ok: true, count: 0 })
})
