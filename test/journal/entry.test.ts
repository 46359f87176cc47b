import t from 'tap'
import { Value } from 'typebox/value'
import { Entry } from '../../src/journal/entry.js'
import { createJournal } from '../../src/journal/journal.js'
import { exchange, imageUrl, startMs } from './exchanges.js'

function shown (given: Parameters<typeof exchange>[0]) {
  const journal = createJournal()
  const one = exchange(given)
  journal.record(one)
  const entry = journal.get(one.id)!
  t.ok(Value.Check(Entry, entry), 'fits its schema')
  t.strictSame(JSON.parse(JSON.stringify(entry)), entry, 'survives JSON')
  return entry
}

t.test('an entry shows what was asked, what was answered and why', async t => {
  const headers = {
    authorization: 'Bearer sk-proj-abcdefgh4f2a', 'x-mock': 'error=server_error', 'x-stainless-retry-count': '2', 'idempotency-key': 'stainless-node-retry-1234'
  }
  const decidedBy = { kind: 'rule' as const, id: 'rule_1', name: 'server_error', reason: 'The prompt fits.' }
  t.strictSame(shown({
    id: 'req_all',
    receivedMs: startMs,
    url: '/v1/images/generations?a=1?b',
    headers,
    key: 'sk-proj-abcdefgh4f2a',
    ask: { model: 'dall-e-3', user: 'u' },
    answer: { created: 7, data: [{ revised_prompt: 'r', url: imageUrl('all') }] },
    decidedBy
  }), {
    id: 'req_all',
    time: '2026-05-06T22:51:35.250Z',
    method: 'POST',
    path: '/v1/images/generations',
    query: 'a=1?b',
    key: '…4f2a',
    headers: { ...headers, authorization: 'Bearer …4f2a' },
    body: '{"prompt":"A sea otter","model":"dall-e-3","user":"u"}',
    request: { prompt: 'A sea otter', model: 'dall-e-3', n: 1, size: '1024x1024', quality: 'standard', style: 'vivid', user: 'u', response_format: 'url' },
    status: 200,
    answer: { created: 7, data: [{ revised_prompt: 'r', url: imageUrl('all') }] },
    durationMs: 1.5,
    decidedBy,
    retryCount: 2,
    downloads: []
  })
})

t.test('what there is not is absent', async t => {
  t.strictSame(shown({
    id: 'req_bare', receivedMs: startMs, headers: {}, body: Buffer.alloc(0), request: undefined, status: undefined, answer: undefined, outcome: 'hang'
  }), {
    id: 'req_bare',
    time: '2026-05-06T22:51:35.250Z',
    method: 'POST',
    path: '/v1/images/generations',
    headers: {},
    outcome: 'hang',
    durationMs: 1.5,
    decidedBy: { kind: 'none', reason: 'Nothing stood in its way.' }
  })
})

t.test('of secrets in headers only the last four characters are shown, and never more than half', async t => {
  const { headers } = shown({
    headers: {
      authorization: 'sk-1234567890',
      'proxy-authorization': 'Basic dXNlcjpwYXNz',
      'api-key': '0123456789abcdef',
      'x-api-key': 'abcd',
      'ocp-apim-subscription-key': 'x',
      cookie: 'session=12345678',
      'x-auth-token': ['one-token', 'two-token'],
      'x-client-secret': '0123456789',
      accept: undefined,
      'x-mock': 'times=2'
    }
  })
  t.strictSame(headers, {
    authorization: '…7890',
    'proxy-authorization': 'Basic …YXNz',
    'api-key': '…cdef',
    'x-api-key': '…cd',
    'ocp-apim-subscription-key': '…',
    cookie: '…5678',
    'x-auth-token': '…oken',
    'x-client-secret': '…6789',
    'x-mock': 'times=2'
  })
})

t.test('a body is shown up to 64 KiB, cut between two characters', async t => {
  const limit = 64 * 1024
  for (const [text, length] of [
    ['x'.repeat(limit), limit],
    ['x'.repeat(limit + 1), limit],
    ['é'.repeat(limit), limit],
    ['x' + 'é'.repeat(limit), limit - 1],
    ['水'.repeat(limit), limit - 1],
    ['xxx' + '🦦'.repeat(limit), limit - 1],
    ['xx' + '🦦'.repeat(limit), limit - 2],
    ['x' + '🦦'.repeat(limit), limit - 3]
  ] as const) {
    const { body, bodyTruncated, bodyBytes } = shown({ body: Buffer.from(text) })
    t.equal(Buffer.byteLength(body!), length)
    t.ok(text.startsWith(body!))
    const whole = Buffer.byteLength(text)
    t.strictSame([bodyTruncated, bodyBytes], whole > limit ? [true, whole] : [undefined, undefined])
  }
})

t.test('bytes that are not UTF-8 are no obstacle', async t => {
  t.equal(shown({ body: Buffer.alloc(70_000, 0x80) }).bodyBytes, 70_000)
})

t.test('a retry count that is no number is left out', async t => {
  for (const count of ['-1', 'x', '', '1.5']) t.notOk('retryCount' in shown({ headers: { 'x-stainless-retry-count': count } }), count)
  t.equal(shown({ headers: { 'x-stainless-retry-count': '0' } }).retryCount, 0)
})

t.test('a refusal is shown as its envelope, and text as text', async t => {
  const envelope = { error: { message: null, type: 'image_generation_user_error', param: null, code: null } }
  t.strictSame(shown({ status: 400, request: undefined, answer: envelope }).answer, envelope)
  t.equal(shown({ answer: '{ "created": 1, ' }).answer, '{ "created": 1, ')
  t.equal((shown({ answer: 'x'.repeat(100_000) }).answer as string).length, 65_536)
})
