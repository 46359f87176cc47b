import t from 'tap'
import { Value } from 'typebox/value'
import type { RecordedExchange } from '../../src/journal/recorded-exchange.js'
import { createJournal } from '../../src/journal/journal.js'
import { NotVerified, Verification, Verified } from '../../src/journal/verify.js'
import { download, exchange, imageUrl } from './exchanges.js'

function verifierOf (...exchanges: RecordedExchange[]) {
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
  const journal = createJournal({ maxEntries: entries, maxBytes: Infinity })
  const one = exchange()
  for (let index = 0; index < entries; index++) journal.record({ ...one, id: `req_of_many_${index}` })
  t.strictSame(journal.verify({ match: { status: 500 } }), {
    ok: false,
    count: 0,
    expected: 'at least 1',
    nearest: { id: `req_of_many_${entries - 1}`, differences: [{ member: 'status', expected: 500, found: 200 }] },
    message: `Expected at least 1 matching request, got 0 (${entries} image requests recorded).\n` +
      `The nearest request is req_of_many_${entries - 1}:\n  status: expected 500, got 200`
  })
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

t.test('if too few requests match, the verdict shows the nearest one and its differences', async t => {
  const verified = verifierOf(exchange({ parameters: { prompt: 'Far' } }), exchange({ id: 'near', parameters: { prompt: 'A sea otter' } }), exchange({ parameters: fox }))
  t.strictSame(verified({ match: { prompt: 'A sea otter', model: 'dall-e-2', size: '512x512', style: 'vivid' }, count: 2 }), {
    ok: false,
    count: 0,
    expected: 'exactly 2',
    message: 'Expected exactly 2 matching requests, got 0 (3 image requests recorded).\n' +
      'The nearest request is near:\n  size: expected "512x512", got "1024x1024"\n  style: expected "vivid", got none',
    nearest: {
      id: 'near',
      differences: [{ member: 'size', expected: '512x512', found: '1024x1024' }, { member: 'style', expected: 'vivid' }]
    }
  })
})

t.test('of equally near requests the newest is shown, and never one that matches', async t => {
  const verified = verifierOf(exchange(), exchange({ id: 'new', status: 500 }), exchange({ parameters: { size: '256x256' } }))
  t.match(verified({ match: { size: '256x256', status: 200 }, count: 2 }), {
    expected: 'exactly 2', count: 1, nearest: { id: /req_/, differences: [{ member: 'size' }] }
  })
  t.match(verified({ match: { status: 404 } }), { nearest: { differences: [{ expected: 404, found: 200 }] } })
  const twins = verifierOf(exchange({ id: 'old' }), exchange({ id: 'young' }))
  t.match(twins({ match: { n: 2 }, atLeast: 1, atMost: 3 }), { expected: 'from 1 to 3', nearest: { id: 'young' } })
})

t.test('no nearest request is shown if too many match or none is recorded', async t => {
  t.strictSame(verifierOf(exchange(), exchange())({ atMost: 1 }), {
    ok: false,
    count: 2,
    expected: 'at most 1',
    message: 'Expected at most 1 matching request, got 2 (2 image requests recorded).'
  })
  t.strictSame(verifierOf()({ match: { n: 2 } }), {
    ok: false,
    count: 0,
    expected: 'at least 1',
    message: "Expected at least 1 matching request, got 0 (no image requests recorded). Check that the client's base URL is that of the mock."
  })
})

t.test('keys are masked, and long texts are truncated in the message', async t => {
  const verdict = verifierOf(exchange({ key: 'sk-secret-1111', parameters: { prompt: 'x'.repeat(900) } }))({ match: { key: 'sk-secret-2222', prompt: 'y'.repeat(900) } })
  t.match(verdict, { nearest: { differences: [{ member: 'key', expected: '…2222', found: '…1111' }, { member: 'prompt', found: 'x'.repeat(900) }] } })
  t.notMatch(JSON.stringify(verdict), /secret/)
  t.match(verifierOf(exchange({ key: 'sk-secret-1111' }))({ match: { key: '…2222' } }), { nearest: { differences: [{ expected: '…2222', found: '…1111' }] } })
  t.ok(!verdict.ok && verdict.message.length < 500)
})

t.test('after evictions only atLeast can be verified, until the journal is cleared', async t => {
  const journal = createJournal({ maxEntries: 2 })
  const verify = (verification: Verification, owner?: string) => journal.verify(verification, { owner })
  for (const key of ['first', 'second', 'first', 'second']) journal.record(exchange({ key }))
  const uncertain = (count: number, expected: string, noun: string) => ({
    ok: false,
    count,
    expected,
    message: `Expected ${expected} matching ${noun}, got ${count} (2 image requests recorded, 2 older requests evicted). ` +
      'Evicted requests cannot be counted: increase journalEntries or journalBytes, or reset the mock between tests.'
  })
  t.strictSame(verify({ count: 2 }), uncertain(2, 'exactly 2', 'requests'))
  t.strictSame(verify({ match: { prompt: 'never' }, count: 0 }), uncertain(0, 'exactly 0', 'requests'))
  t.match(verify({ atMost: 3 }), uncertain(2, 'at most 3', 'requests'))
  t.match(verify({ atLeast: 3 }), uncertain(2, 'at least 3', 'requests'))
  t.match(verify({ count: 1 }, 'first'), { ok: false, message: / 1 older request evicted\)/ })
  t.match(verify({ count: 1 }), { ok: false, message: 'Expected exactly 1 matching request, got 2 (2 image requests recorded).' }, 'certain, despite the evictions')
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
