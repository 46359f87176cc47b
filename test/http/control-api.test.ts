import t, { type Test } from 'tap'
import { pino } from 'pino'
import { buildMock, startMock } from '../build-mock.js'

const prompt = 'A cute baby sea otter'

function controlled (t: Test, ...given: Parameters<typeof buildMock> extends [Test, ...infer Rest] ? Rest : never) {
  const { app, send } = buildMock(t, ...given)
  const bearer = (key?: string): Record<string, string> => key ? { authorization: `Bearer ${key}` } : {}
  const control = async (method: 'GET' | 'POST' | 'DELETE', path: string, { body, key }: { body?: unknown, key?: string } = {}) => {
    const answer = await app.inject({ method, url: `/_mock/${path}`, headers: bearer(key), ...(body !== undefined && { payload: body as object }) })
    return { status: answer.statusCode, body: answer.body ? answer.json() : undefined }
  }
  const ask = async (body: object, key?: string) => send(body, bearer(key))
  return { app, control, ask }
}

t.test('the journal tells of each request what was asked, what was answered and why', async t => {
  const { app, control, ask } = controlled(t)
  const answer = await ask({ prompt, n: 2, size: '512x512' }, 'sk-test-0123456789')
  const file = await app.inject(answer.json().data[1].url)
  await ask({ prompt, n: 11 })
  const { body: [refused, download, generation] } = await control('GET', 'requests')
  t.match(generation, {
    id: answer.headers['x-request-id'],
    method: 'POST',
    path: '/v1/images/generations',
    key: '…6789',
    headers: { authorization: 'Bearer …6789' },
    body: JSON.stringify({ prompt, n: 2, size: '512x512' }),
    request: { prompt, model: 'dall-e-2', n: 2, size: '512x512', response_format: 'url' },
    status: 200,
    outcome: undefined,
    answer: answer.json(),
    decidedBy: { kind: 'none' },
    downloads: [download.id]
  })
  t.match(download, { method: 'GET', status: 200, outcome: undefined, generation: generation.id, key: '…6789' })
  t.equal(`req_${String(file.headers['x-ms-request-id']).replaceAll('-', '')}`, download.id)
  t.match(refused, { status: 400, outcome: undefined, request: undefined, answer: { error: { code: 'integer_above_max_value' } }, decidedBy: { kind: 'validation', reason: /^Invalid 'n'/ } })
  t.strictSame((await control('GET', `requests/${generation.id}`)).body, generation)
  t.equal((await control('GET', 'requests/req_none')).status, 404)
})

t.test('of two keys that ask for the same within a second, each has its own downloads', async t => {
  const { app, control, ask } = controlled(t, {}, { now: () => Date.UTC(2026, 4, 6, 22, 51, 35) })
  const keys = ['sk-suite-a', 'sk-suite-b']
  const answers = await Promise.all(keys.map(key => ask({ prompt, size: '256x256' }, key)))
  const urls: string[] = answers.map(answer => answer.json().data[0].url)
  t.not(urls[0], urls[1])
  // The later one's first, and the first one's twice: neither order nor number tells whose they are.
  for (const url of [urls[1]!, urls[0]!, urls[0]!]) t.equal((await app.inject(url)).statusCode, 200)
  for (const [index, count] of [2, 1].entries()) {
    const [generation, ...downloads] = (await control('GET', 'requests', { key: keys[index]! })).body.toReversed()
    const { pathname, search } = new URL(urls[index]!)
    t.match(downloads, Array(count).fill({ path: pathname, query: search.slice(1), generation: generation.id }))
    t.strictSame(generation.downloads, downloads.map(({ id }: { id: string }) => id))
    t.equal(downloads.length, count)
  }
})

t.test('a request to an unknown URL is in the journal with its body', async t => {
  const { app, control } = controlled(t)
  await app.inject({ method: 'POST', url: '/v1/images/edits', headers: { authorization: 'Bearer sk-test-0123456789' }, payload: { prompt } })
  await app.inject({ method: 'PUT', url: '/v1/images/generations', headers: { 'content-type': 'text/plain' }, payload: 'x'.repeat(100_000) })
  t.match((await control('GET', 'requests')).body, [
    { method: 'PUT', status: 405, body: 'x'.repeat(65_536), bodyTruncated: true, bodyBytes: 100_000 },
    { method: 'POST', status: 404, key: '…6789', body: JSON.stringify({ prompt }), answer: { error: { message: 'Invalid URL (POST /v1/images/edits)' } } }
  ])
})

t.test('the journal says why an image was not delivered', async t => {
  const { app, control, ask } = controlled(t)
  const { data: [{ url }] } = (await ask({ prompt: `${prompt} [mock asset=missing]`, size: '256x256' })).json()
  await app.inject(url)
  await app.inject(`${url}x`)
  t.match((await control('GET', 'requests?path=/private/*')).body, [
    { status: 403, decidedBy: { kind: 'auth', name: 'signature', reason: 'The URL is tampered' } },
    { status: 404, decidedBy: { kind: 'rule', name: 'asset=missing' } }
  ])
})

t.test('base64 is told by its length and digest', async t => {
  const { control, ask } = controlled(t)
  await ask({ prompt, size: '256x256', response_format: 'b64_json' })
  const { body: [{ answer }] } = await control('GET', 'requests')
  t.match(answer.data, [{ b64_json: { bytes: Number, sha256: /^[0-9a-f]{64}$/ } }])
})

t.test('requests are filtered, and forgotten', async t => {
  const { control, ask } = controlled(t)
  await ask({ prompt: 'one otter' })
  await ask({ prompt: 'two otters', model: 'dall-e-3' })
  await ask({ prompt: 'three', n: 0 })
  for (const [query, count] of [['prompt=*otter*', 2], ['prompt=/^two/', 1], ['model=dall-e-3', 1], ['status=4xx', 1], ['limit=2', 2], ['path=/v1/*', 3], ['size=256x256', 0]] as const) {
    t.equal((await control('GET', `requests?${query}`)).body.length, count, query)
  }
  t.strictSame((await control('DELETE', 'requests?status=400')).body, { deleted: 1 })
  t.equal((await control('GET', 'requests')).body.length, 2)
})

t.test('verify answers 200, or 409 with what came nearest', async t => {
  const { control, ask } = controlled(t)
  await ask({ prompt, size: '512x512' })
  t.strictSame(await control('POST', 'verify', { body: { match: { size: '512x512' }, count: 1 } }), { status: 200, body: { ok: true, count: 1 } })
  t.match(await control('POST', 'verify', { body: { match: { size: '1024x1024', prompt } } }), {
    status: 409,
    body: { ok: false, count: 0, expected: 'at least 1', nearest: { id: /^req_/, differences: [{ member: 'size', expected: '1024x1024', found: '512x512' }] } }
  })
})

t.test('waiting answers when the requests have come, or 408', async t => {
  const { control, ask } = controlled(t)
  const waiting = control('GET', 'requests/wait?prompt=*otter&count=2&timeout=5s')
  await ask({ prompt })
  await ask({ prompt: 'cat' })
  await ask({ prompt })
  t.match(await waiting, { status: 200, body: [{ request: { prompt } }, { request: { prompt } }] })
  t.match(await control('GET', 'requests/wait?prompt=dog&timeout=20ms'), { status: 408, body: { error: { message: /^Failed to wait for 1 request: found 0 after 20 ms\./ } } })
})

t.test('a posted rule serves, tells what is left of it, and goes', async t => {
  const { control, ask } = controlled(t)
  const added = await control('POST', 'scenarios', { body: { match: { model: 'dall-e-3' }, respond: { error: 'server_error' }, times: 2 } })
  t.match(added, { status: 201, body: { id: /\w/, source: 'posted', left: 2, served: 0 } })
  t.equal((await ask({ prompt, model: 'dall-e-3' })).statusCode, 500)
  t.equal((await ask({ prompt })).statusCode, 200)
  t.match((await control('GET', 'scenarios')).body, [{ id: added.body.id, left: 1, served: 1 }])
  t.equal((await control('DELETE', `scenarios/${added.body.id}`)).status, 204)
  t.equal((await control('DELETE', `scenarios/${added.body.id}`)).status, 404)
  t.equal((await ask({ prompt, model: 'dall-e-3' })).statusCode, 200)
})

t.test('what makes no sense is refused in one form', async t => {
  const { control } = controlled(t)
  for (const [method, path, body] of [
    ['GET', 'requests?status=abc'], ['GET', 'requests?nonsense=1'], ['GET', 'requests?limit=0'], ['GET', 'requests?prompt=/(/'], ['GET', 'requests?since=yesterday'],
    ['GET', 'requests/cards?limit=0'], ['GET', 'requests/cards?limit=1001'], ['GET', 'requests/cards?model=dall-e-3'],
    ['GET', 'requests/wait?timeout=soon'], ['GET', 'requests/wait?count=0'], ['DELETE', 'requests?limit=1'],
    ['POST', 'verify', { count: -1 }], ['POST', 'verify', { count: 1, atMost: 2 }], ['POST', 'verify'], ['POST', 'verify', []],
    ['POST', 'scenarios', { respond: { error: 'nope' } }], ['POST', 'scenarios', { respond: { fault: 'reset', error: 'server_error' } }],
    ['POST', 'scenarios', {}], ['POST', 'scenarios'], ['POST', 'scenarios', { respond: { image: '/etc/passwd' } }]
  ] as const) {
    const answer = await control(method, path, { body })
    t.equal(answer.status, 400, `${method} ${path} ${JSON.stringify(body)}`)
    t.match(answer.body, { error: { message: /^Failed to [^]*: found [^]*\. Please [^]*\.$/ } })
  }
  t.match(await control('GET', 'nothing'), { status: 404, body: { error: { message: 'Failed to GET /_mock/nothing: found nothing there. Please see /_mock/openapi.json.' } } })
})

const requestMembers = 'prompt, model, n, size, quality, style, response_format, user, key, status, path'
const ruleMembers = 'description, match, respond, times'
const behaviourMembers = 'latency, imagesPerMinute, errorRate, errorRateError'

t.test('a refusal names the member, what was found there and what is allowed', async t => {
  const { control } = controlled(t)
  for (const [method, path, body, message] of [
    ['GET', 'requests?modle=x', undefined, `the querystring: found an unknown member "modle". Please give one of ${requestMembers}, since, limit (did you mean model?).`],
    ['GET', 'requests?limit=0', undefined, 'limit in the querystring: found "0". Please give an integer from 1 to 1000000.'],
    ['GET', 'requests?limit=abc', undefined, 'limit in the querystring: found "abc". Please give an integer from 1 to 1000000.'],
    ['GET', 'requests?limit=1&limit=2', undefined, 'limit in the querystring: found ["1","2"]. Please give an integer from 1 to 1000000.'],
    ['GET', 'requests?status=6xx', undefined, 'status in the querystring: found "6xx". Please give a status such as 429, or a class such as 4xx.'],
    ['GET', `requests?model=${'m'.repeat(4097)}`, undefined, `model in the querystring: found "${'m'.repeat(80)}...". Please give a text of at most 4096 characters.`],
    ['GET', 'requests/cards?limit=1001', undefined, 'limit in the querystring: found "1001". Please give an integer from 1 to 1000.'],
    ['GET', 'requests/wait?count=0', undefined, 'count in the querystring: found "0". Please give an integer from 1 to 999999.'],
    ['GET', 'requests/wait?timeout=soon', undefined, 'timeout in the querystring: found "soon". Please give a duration of at most 60m, such as 250ms, 2s or 1m.'],
    ['DELETE', 'requests?limit=1', undefined, `the querystring: found an unknown member "limit". Please give one of ${requestMembers}, since.`],
    ['GET', 'events?view=card', undefined, 'view in the querystring: found "card". Please give one of requests, cards (did you mean cards?).'],
    ['POST', 'verify', undefined, 'the verification: found nothing. Please give an object with some of match, count, atLeast, atMost.'],
    ['POST', 'verify', 'null', 'the verification: found null. Please give an object with some of match, count, atLeast, atMost.'],
    ['POST', 'verify', { cuont: 1 }, 'the verification: found an unknown member "cuont". Please give one of match, count, atLeast, atMost (did you mean count?).'],
    ['POST', 'verify', { count: -1 }, 'count in the verification: found -1. Please give an integer of at least 0.'],
    ['POST', 'verify', { match: { n: [1] } }, 'match.n in the verification: found [1]. Please give an integer from 1 to 1000000.'],
    ['POST', 'scenarios', undefined, `the top level: found nothing. Please give an object with some of ${ruleMembers}.`],
    ['POST', 'scenarios', { respond: { error: { status: '500', message: 'x', type: 'x' } } }, 'respond.error.status: found "500". Please give an integer from 400 to 599.']
  ] as const) {
    t.strictSame(await control(method, path, { body }), { status: 400, body: { error: { message: `Failed to read ${message}` } } }, `${method} ${path}`)
  }
})

t.test('a body nested deeper than the stack is refused like any other', async t => {
  const { app } = controlled(t)
  const lists = '['.repeat(200_000) + ']'.repeat(200_000)
  const objects = (member: string) => `{"${member}":`.repeat(70_000) + '1' + '}'.repeat(70_000)
  for (const [method, path, body, message] of [
    ['POST', 'scenarios', lists, `the top level: found [[[[...]]]]. Please give an object with some of ${ruleMembers}.`],
    ['POST', 'scenarios', objects('match'), 'match: found an unknown member "match". Please give one of prompt, model, size, quality, style, n, user, response_format, key.'],
    ['POST', 'scenarios', `{"respond":{},"times":${objects('times')}}`, 'times: found {"times":{"times":{"times":{...}}}}. Please give an integer from 1 to 1000000.'],
    ['PATCH', 'behaviours', lists, `the top level: found [[[[...]]]]. Please give an object with some of ${behaviourMembers}.`],
    ['PATCH', 'behaviours', objects('errorRate'), 'errorRate: found {"errorRate":{"errorRate":{"errorRate":{...}}}}. Please give a number from 0 to 1.'],
    ['POST', 'verify', lists, 'the verification: found [[[[...]]]]. Please give an object with some of match, count, atLeast, atMost.'],
    ['POST', 'verify', objects('count'), 'count in the verification: found {"count":{"count":{"count":{...}}}}. Please give an integer of at least 0.']
  ] as const) {
    const answer = await app.inject({ method, url: `/_mock/${path}`, payload: body })
    t.strictSame({ status: answer.statusCode, body: answer.json() }, { status: 400, body: { error: { message: `Failed to read ${message}` } } }, `${method} ${path}`)
  }
})

t.test('fifty keys on one mock never see each other', async t => {
  const mock = await startMock(t, { imagesPerMinute: 3 })
  await Promise.all(Array.from({ length: 50 }, async (_, index) => {
    const key = `sk-suite-${index}-abcdefgh`
    const call = async (path: string, init: { method?: string, body?: unknown } = {}) => {
      const answer = await fetch(mock.url + path, {
        method: init.method ?? 'GET',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        ...(init.body !== undefined && { body: JSON.stringify(init.body) })
      })
      const text = await answer.text()
      return { status: answer.status, body: text ? JSON.parse(text) : undefined }
    }
    const ask = () => call('/v1/images/generations', { method: 'POST', body: { prompt: `of suite ${index}` } })
    await call('/_mock/scenarios', { method: 'POST', body: { respond: { error: 'server_is_overloaded' }, times: 1 } })
    const statuses = []
    for (let request = 0; request < 5; request++) statuses.push((await ask()).status)
    t.strictSame(statuses, [503, 200, 200, 200, 429])
    const seen = (await call('/_mock/requests')).body
    t.equal(seen.length, 5)
    t.ok(seen.every(({ request }: { request: { prompt: string } }) => request.prompt === `of suite ${index}`))
    t.equal((await call('/_mock/scenarios')).body.length, 1)
    t.equal((await call('/_mock/verify', { method: 'POST', body: { match: { status: '4xx' }, count: 1 } })).status, 200)
    await call('/_mock/reset', { method: 'POST' })
    t.strictSame((await call('/_mock/requests')).body, [])
    t.equal((await ask()).status, 200, 'the bucket is full again, the rule gone')
  }))
  t.equal(mock.requests({ limit: 1000 }).length, 50)
})

t.test('triggers lists every word, and each example is served', async t => {
  const { control, ask, app } = controlled(t)
  const { body } = await control('GET', 'triggers')
  t.ok(body.length > 30)
  for (const { header, rule, word, value } of body) {
    t.equal((await control('POST', 'scenarios', { body: rule })).status, rule.respond.image ? 400 : 201, `${word} ${value}`)
    if (!header || /reset|empty|hang|drip|delay|truncate/.test(header)) continue
    await control('POST', 'reset')
    const [name, directive] = header.split(/: (.*)/)
    const answer = await app.inject({ method: 'POST', url: '/v1/images/generations', headers: { [name]: directive }, payload: { prompt, ...(header.includes('base64') && { response_format: 'b64_json' }) } })
      .catch(() => ({ statusCode: 0, body: '' }))
    t.notMatch(answer.body, /invalid_mock_directive/, header)
  }
  await control('POST', 'reset')
  t.equal((await ask({ prompt })).statusCode, 200)
})

t.test('a fault of ours is told in the same form, its stack in the log and not in the answer', async t => {
  const lines: string[] = []
  const logger = pino({}, { write: (line: string) => { lines.push(line) } })
  const { app, control } = controlled(t, {}, { logger })
  app.addHook('preHandler', async () => { throw new Error('secret detail') })
  t.strictSame(await control('GET', 'requests'), {
    status: 500, body: { error: { message: 'Failed to answer: found a fault of the mock. Please see its log.' } }
  })
  t.match(lines.join(''), /secret detail.*control-api\.test/)
})

t.test('a setting removes the control API, but for the health check', async t => {
  const { control } = controlled(t, { controlApi: 'off' })
  t.equal((await control('GET', 'requests')).status, 404)
  t.equal((await control('POST', 'reset')).status, 404)
  t.equal((await control('GET', 'health')).status, 200)
})
