import t from 'tap'
import { Value } from 'typebox/value'
import { Entry } from '../../../src/journal/entries/entry.js'
import { createJournal } from '../../../src/journal/journal.js'
import { exchange, imageUrl, startMs } from '../exchanges.js'

function entryOf (given: Parameters<typeof exchange>[0]) {
  const journal = createJournal()
  const one = exchange(given)
  journal.record(one)
  const entry = journal.get(one.id)!
  t.ok(Value.Check(Entry, entry), 'matches its schema')
  t.strictSame(JSON.parse(JSON.stringify(entry)), entry, 'survives JSON')
  return entry
}

t.test('an entry has the request, the response and the reason for the response', async t => {
  const headers = {
    authorization: 'Bearer sk-proj-abcdefgh4f2a', 'x-mock': 'error=server_error', 'x-stainless-retry-count': '2', 'idempotency-key': 'stainless-node-retry-1234'
  }
  const decidedBy = { kind: 'rule' as const, id: 'rule_1', name: 'server_error', reason: 'The prompt matches.' }
  t.strictSame(entryOf({
    id: 'req_all',
    receivedMs: startMs,
    url: '/v1/images/generations?a=1?b',
    headers,
    key: 'sk-proj-abcdefgh4f2a',
    parameters: { model: 'dall-e-3', user: 'u' },
    answer: { created: 7, data: [{ revised_prompt: 'r', url: imageUrl('all') }] },
    decidedBy
  }), {
    id: 'req_all',
    time: '2026-05-06T22:51:35.250Z',
    method: 'POST',
    path: '/v1/images/generations',
    operation: 'generation',
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

t.test('members without a value are omitted', async t => {
  t.strictSame(entryOf({
    id: 'req_bare', receivedMs: startMs, headers: {}, body: Buffer.alloc(0), request: undefined, status: undefined, answer: undefined, outcome: 'hang'
  }), {
    id: 'req_bare',
    time: '2026-05-06T22:51:35.250Z',
    method: 'POST',
    path: '/v1/images/generations',
    operation: 'generation',
    headers: {},
    outcome: 'hang',
    durationMs: 1.5,
    decidedBy: { kind: 'none', reason: 'No rule matched' }
  })
})

t.test('secrets in headers are masked except for their last four characters, or the last half of short ones', async t => {
  const { headers } = entryOf({
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

t.test('secrets in a query string are masked, in any spelling of their names', async t => {
  for (const [query, expected] of [
    ['api_key=sk-verysecret&api-version=2024-02-01', 'api_key=…cret&api-version=2024-02-01'],
    ['a=1&api-key=0123456789&b=2', 'a=1&api-key=…6789&b=2'],
    ['API_KEY=0123456789&apiKey=0123456789&apikey=0123456789&api%5Fkey=0123456789&x-api-key=0123456789', 'API_KEY=…6789&apiKey=…6789&apikey=…6789&api%5Fkey=…6789&x-api-key=…6789'],
    ['key=0123456789&token=0123456789&access_token=0123456789&accessToken=abcd', 'key=…6789&token=…6789&access_token=…6789&accessToken=…cd'],
    ['sv=2026-02-06&sig=0123456789%3D', 'sv=2026-02-06&sig=…9%3D'],
    ['X-Amz-Credential=0123456789&X-Amz-Security-Token=0123456789&X-Amz-Signature=0123456789', 'X-Amz-Credential=…6789&X-Amz-Security-Token=…6789&X-Amz-Signature=…6789'],
    ['subscription-key=0123456789&client_secret=0123456789&password=0123456789', 'subscription-key=…6789&client_secret=…6789&password=…6789'],
    ['token=a=b=c&token', 'token=…=c&token'],
    ['key=&key&=key&monkey=12345678&keys=12345678&tokens=100&q=api_key', 'key=&key&=key&monkey=12345678&keys=12345678&tokens=100&q=api_key'],
    ['a'.repeat(16_000), 'a'.repeat(16_000)]
  ] as const) t.equal(entryOf({ url: `/v1/images/generations?${query}` }).query, expected)
})

t.test('secrets in URLs in headers are masked', async t => {
  const { headers } = entryOf({
    headers: {
      referer: 'https://app.example/draw?token=0123456789&page=2#key=1',
      'x-original-url': '/images?api_key=0123456789',
      'x-forwarded-uri': '/a?b=1&sig=0123456789',
      link: '<https://a.example/?key=0123456789>; rel="next", <https://b.example/?key=0123456789>',
      'x-mock-key': '0123456789',
      'x-long': '?'.repeat(16_000)
    }
  })
  t.strictSame(headers, {
    referer: 'https://app.example/draw?token=…6789&page=2#key=1',
    'x-original-url': '/images?api_key=…6789',
    'x-forwarded-uri': '/a?b=1&sig=…6789',
    link: '<https://a.example/?key=…6789>; rel="next", <https://b.example/?key=…6789>',
    'x-mock-key': '…6789',
    'x-long': '?'.repeat(16_000)
  })
})

t.test('the signature in an image URL of the mock is not masked, but other secrets are', async t => {
  const { pathname } = new URL(imageUrl('one'))
  t.equal(entryOf({ method: 'GET', url: `${pathname}?st=2026&sig=a/b%2Bc%3D&api_key=0123456789` }).query, 'st=2026&sig=a/b%2Bc%3D&api_key=…6789')
})

t.test('at most 64 KiB of a body is shown, cut between two characters', async t => {
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
    const { body, bodyTruncated, bodyBytes } = entryOf({ body: Buffer.from(text) })
    t.equal(Buffer.byteLength(body!), length)
    t.ok(text.startsWith(body!))
    const whole = Buffer.byteLength(text)
    t.strictSame([bodyTruncated, bodyBytes], whole > limit ? [true, whole] : [undefined, undefined])
  }
})

t.test('a body that is not UTF-8 is recorded', async t => {
  t.equal(entryOf({ body: Buffer.alloc(70_000, 0x80) }).bodyBytes, 70_000)
})

t.test('a retry count that is not a number is ignored', async t => {
  for (const count of ['-1', 'x', '', '1.5']) t.notOk('retryCount' in entryOf({ headers: { 'x-stainless-retry-count': count } }), count)
  t.equal(entryOf({ headers: { 'x-stainless-retry-count': '0' } }).retryCount, 0)
})

t.test('the answer is the envelope of an error, or the text of a body that is not JSON', async t => {
  const envelope = { error: { message: null, type: 'image_generation_user_error', param: null, code: null } }
  t.strictSame(entryOf({ status: 400, request: undefined, answer: envelope }).answer, envelope)
  t.equal(entryOf({ answer: '{ "created": 1, ' }).answer, '{ "created": 1, ')
  t.equal((entryOf({ answer: 'x'.repeat(100_000) }).answer as string).length, 65_536)
})

t.test('images in base64 are stored as their length and hash only', async t => {
  const journal = createJournal()
  const image = (bytes: number) => ({ pieces: [Buffer.from('AAAA')], bytes, sha256: `${bytes}`.repeat(64) })
  const answer = { created: 1, data: [{ b64_json: image(1), revised_prompt: 'r' }, { b64_json: image(2) }, { url: 'http://h/i.png' }] }
  journal.record(exchange({ id: 'req_b64', answer }))
  t.strictSame(journal.get('req_b64')!.answer, {
    created: 1,
    data: [{ b64_json: { bytes: 1, sha256: '1'.repeat(64) }, revised_prompt: 'r' }, { b64_json: { bytes: 2, sha256: '2'.repeat(64) } }, { url: 'http://h/i.png' }]
  })
  t.strictSame(answer.data[0]!.b64_json, image(1), 'the recorded response is not changed')
})
