/** The routes of the control API. */
import { createHash } from 'node:crypto'
import t from 'tap'
import { startMock } from '../../build-mock.js'
import { controlled } from './controlled.js'
import { cpuTimeMs } from '../../cpu-time.js'

const prompt = 'A cute baby sea otter'

t.test('the journal contains each request, its response and the reason', async t => {
  const { app, control, generate } = controlled(t)
  const response = await generate({ prompt, n: 2, size: '512x512' }, 'sk-test-0123456789')
  const file = await app.inject(response.json().data[1].url)
  await generate({ prompt, n: 11 })
  const { body: [refused, download, generation] } = await control('GET', 'requests')
  t.match(generation, {
    id: response.headers['x-request-id'],
    method: 'POST',
    path: '/v1/images/generations',
    key: '…6789',
    headers: { authorization: 'Bearer …6789' },
    body: JSON.stringify({ prompt, n: 2, size: '512x512' }),
    request: { prompt, model: 'dall-e-2', n: 2, size: '512x512', response_format: 'url' },
    status: 200,
    outcome: undefined,
    answer: response.json(),
    decidedBy: { kind: 'none' },
    downloads: [download.id]
  })
  t.match(download, { method: 'GET', status: 200, outcome: undefined, generation: generation.id, key: '…6789' })
  t.equal(`req_${String(file.headers['x-ms-request-id']).replaceAll('-', '')}`, download.id)
  t.match(refused, { status: 400, outcome: undefined, request: undefined, answer: { error: { code: 'integer_above_max_value' } }, decidedBy: { kind: 'validation', reason: /^Invalid 'n'/ } })
  t.strictSame((await control('GET', `requests/${generation.id}`)).body, generation)
  t.equal((await control('GET', 'requests/req_none')).status, 404)
})

t.test('identical requests of two API keys within one second have separate downloads', async t => {
  const { app, control, generate } = controlled(t, {}, { now: () => Date.UTC(2026, 4, 6, 22, 51, 35) })
  const keys = ['sk-suite-a', 'sk-suite-b']
  const responses = await Promise.all(keys.map(key => generate({ prompt, size: '256x256' }, key)))
  const urls: string[] = responses.map(response => response.json().data[0].url)
  t.not(urls[0], urls[1])
  // The second key downloads first and the first key twice, so neither order nor number identifies a key.
  for (const url of [urls[1]!, urls[0]!, urls[0]!]) t.equal((await app.inject(url)).statusCode, 200)
  for (const [index, count] of [2, 1].entries()) {
    const [generation, ...downloads] = (await control('GET', 'requests', { key: keys[index]! })).body.toReversed()
    const { pathname, search } = new URL(urls[index]!)
    t.match(downloads, Array(count).fill({ path: pathname, query: search.slice(1), generation: generation.id }))
    t.strictSame(generation.downloads, downloads.map(({ id }: { id: string }) => id))
    t.equal(downloads.length, count)
  }
})

t.test('a request to an unknown URL is recorded with its body', async t => {
  const { app, control } = controlled(t)
  await app.inject({ method: 'POST', url: '/v1/images/unknown', headers: { authorization: 'Bearer sk-test-0123456789' }, payload: { prompt } })
  await app.inject({ method: 'PUT', url: '/v1/images/generations', headers: { 'content-type': 'text/plain' }, payload: 'x'.repeat(100_000) })
  t.match((await control('GET', 'requests')).body, [
    { method: 'PUT', status: 405, body: 'x'.repeat(65_536), bodyTruncated: true, bodyBytes: 100_000 },
    { method: 'POST', status: 404, key: '…6789', body: JSON.stringify({ prompt }), answer: { error: { message: 'Invalid URL (POST /v1/images/unknown)' } } }
  ])
})

t.test('the journal contains the reason why an image was not delivered', async t => {
  const { app, control, generate } = controlled(t)
  const { data: [{ url }] } = (await generate({ prompt: `${prompt} [mock asset=missing]`, size: '256x256' })).json()
  await app.inject(url)
  await app.inject(`${url}x`)
  t.match((await control('GET', 'requests?path=/private/*')).body, [
    { status: 403, decidedBy: { kind: 'auth', name: 'signature', reason: 'The URL is tampered' } },
    { status: 404, decidedBy: { kind: 'rule', name: 'asset=missing' } }
  ])
})

t.test('the journal replaces base64 by its length and digest', async t => {
  const { control, generate } = controlled(t)
  const body = { prompt: `${prompt} [mock fault=bad_base64 times=1]`, size: '256x256', response_format: 'b64_json' }
  for (const fault of ['bad_base64', undefined]) {
    const file = Buffer.from((await generate(body)).json().data[0].b64_json, 'base64')
    const { body: [entry] } = await control('GET', 'requests')
    t.equal(entry.decidedBy.respond?.fault, fault)
    t.strictSame(entry.answer.data, [{ b64_json: { bytes: file.length, sha256: createHash('sha256').update(file).digest('hex') } }])
  }
})

t.test('requests can be filtered and deleted', async t => {
  const { control, generate } = controlled(t)
  await generate({ prompt: 'one otter' })
  await generate({ prompt: 'two otters', model: 'dall-e-3' })
  await generate({ prompt: 'three', n: 0 })
  for (const [query, count] of [['prompt=*otter*', 2], ['prompt=/^two/', 1], ['model=dall-e-3', 1], ['status=4xx', 1], ['limit=2', 2], ['path=/v1/*', 3], ['size=256x256', 0]] as const) {
    t.equal((await control('GET', `requests?${query}`)).body.length, count, query)
  }
  const long = 'ö'.repeat(4_000)
  t.match(await control('POST', 'requests/find', { body: { prompt: `/otter|${long}/`, limit: 1 } }), { status: 200, body: [{}] }, 'a filter that is too long for a URL')
  t.equal((await control('POST', 'requests/find')).body.length, 3)
  t.strictSame((await control('DELETE', 'requests?status=400')).body, { deleted: 1 })
  t.equal((await control('GET', 'requests')).body.length, 2)
})

t.test('verify responds with 200, or with 409 and the nearest request', async t => {
  const { control, generate } = controlled(t)
  await generate({ prompt, size: '512x512' })
  t.strictSame(await control('POST', 'verify', { body: { match: { size: '512x512' }, count: 1 } }), { status: 200, body: { ok: true, count: 1 } })
  t.match(await control('POST', 'verify', { body: { match: { size: '1024x1024', prompt } } }), {
    status: 409,
    body: { ok: false, count: 0, message: /closest req_\w+ {2}200, .* {2}http:\/\/localhost(:80)?\/\?open=req_/, expected: { size: '1024x1024', prompt }, actual: { size: '512x512', prompt }, nearest: { id: /^req_/, differences: [{ member: 'size', expected: '1024x1024', found: '512x512' }] } }
  })
})

t.test('wait responds when the requests have arrived, or with 408', async t => {
  const { control, generate } = controlled(t)
  const waiting = control('GET', 'requests/wait?prompt=*otter&count=2&timeout=5s')
  await generate({ prompt })
  await generate({ prompt: 'cat' })
  await generate({ prompt })
  t.match(await waiting, { status: 200, body: [{ request: { prompt } }, { request: { prompt } }] })
  t.match(await control('GET', 'requests/wait?prompt=dog&timeout=20ms'), {
    status: 408, body: { error: { message: /^expected 1 request within 20 ms, got 0 \(no requests came meanwhile\)\n {2}match {3}prompt {2}"dog"\n {2}closest /, count: 0, expected: { prompt: 'dog' }, actual: { prompt } } }
  })
  t.match(await control('GET', 'requests/wait?prompt=dog&timeout=20'), { status: 408, body: { error: { message: / within 20 ms,/ } } }, 'a number is milliseconds')
  t.match(await control('POST', 'requests/wait', { body: { match: { prompt: 'dog' }, count: 2, timeout: 20 } }), { status: 408, body: { error: { message: /^expected 2 requests within 20 ms, / } } })
  t.match(await control('POST', 'requests/wait', { body: { match: { prompt: '*otter' }, count: 2, timeout: '5s' } }), { status: 200, body: [{}, {}] })
})

t.test('a posted rule applies, counts down and can be removed', async t => {
  const { control, generate } = controlled(t)
  const added = await control('POST', 'scenarios', { body: { match: { model: 'dall-e-3' }, respond: { error: 'server_error' }, times: 2 } })
  t.match(added, { status: 201, body: { id: /\w/, source: 'posted', left: 2, served: 0 } })
  t.equal((await generate({ prompt, model: 'dall-e-3' })).statusCode, 500)
  t.equal((await generate({ prompt })).statusCode, 200)
  t.match((await control('GET', 'scenarios')).body, [{ id: added.body.id, left: 1, served: 1 }])
  t.equal((await control('DELETE', `scenarios/${added.body.id}`)).status, 204)
  t.equal((await control('DELETE', `scenarios/${added.body.id}`)).status, 404)
  t.equal((await generate({ prompt, model: 'dall-e-3' })).statusCode, 200)
})

t.test('fifty API keys on one mock are isolated from each other', async t => {
  // No time passes in which the limit would admit more.
  const { control, generate } = controlled(t, { imagesPerMinute: 3 }, { now: () => 1_000_000 })
  await Promise.all(Array.from({ length: 50 }, async (_, index) => {
    const key = `sk-suite-${index}-abcdefgh`
    const body = { prompt: `of suite ${index}` }
    await control('POST', 'scenarios', { key, body: { respond: { error: 'server_is_overloaded' }, times: 1 } })
    const statuses = []
    for (let request = 0; request < 5; request++) statuses.push((await generate(body, key)).statusCode)
    const seen = (await control('GET', 'requests', { key })).body.map(({ request }: { request: { prompt: string } }) => request.prompt)
    const rules = (await control('GET', 'scenarios', { key })).body.length
    const verified = (await control('POST', 'verify', { key, body: { match: { status: '4xx' }, count: 1 } })).status
    await control('POST', 'reset', { key })
    const left = (await control('GET', 'requests', { key })).body
    // The bucket is full again, the rule gone.
    const { statusCode: afterReset } = await generate(body, key)
    t.strictSame({ statuses, seen, rules, verified, left, afterReset }, {
      statuses: [503, 200, 200, 200, 429], seen: Array(5).fill(body.prompt), rules: 1, verified: 200, left: [], afterReset: 200
    }, key)
  }))
  t.equal((await control('GET', 'requests?limit=1000')).body.length, 50)
})

const isForStreams = (directive: string) => /after=|partial|unknown_event|keepalive/.test(directive)

t.test('triggers lists every trigger, and each example is valid', async t => {
  const { control, generate, app } = controlled(t)
  const { body } = await control('GET', 'triggers')
  t.ok(body.length > 30)
  for (const { header, rule, word, value } of body) {
    t.equal((await control('POST', 'scenarios', { body: rule })).status, rule.respond.image ? 400 : 201, `${word} ${value}`)
    if (!header || /reset|empty|hang|drip|delay|truncate/.test(header)) continue
    await control('POST', 'reset')
    const [name, directive] = header.split(/: (.*)/)
    const response = await app.inject({ method: 'POST', url: '/v1/images/generations', headers: { [name]: directive }, payload: { prompt, ...(header.includes('base64') && { response_format: 'b64_json' }), ...(isForStreams(header) && { model: 'gpt-image-2', size: '1024x640', quality: 'low', stream: true, partial_images: 3 }) } })
      .catch(() => ({ statusCode: 0, body: '' }))
    t.notMatch(response.body, /invalid_mock_directive/, header)
  }
  await control('POST', 'reset')
  t.equal((await generate({ prompt })).statusCode, 200)
})

t.test('controlApi: off removes the control API except the health check', async t => {
  const { control } = controlled(t, { controlApi: 'off' })
  t.equal((await control('GET', 'requests')).status, 404)
  t.equal((await control('POST', 'reset')).status, 404)
  t.equal((await control('GET', 'health')).status, 200)
})

t.test('rules, filters, verify and wait share the time budget of a regular expression', async t => {
  const mock = await startMock(t)
  const slow = '/^(a+)+$/'
  await fetch(`${mock.baseURL}/images/generations`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ prompt: `${'a'.repeat(60)}!` }) })
  const path = `requests?prompt=${encodeURIComponent(slow)}`
  const get = async (path: string) => {
    const response = await fetch(`${mock.url}/_mock/${path}`)
    return { status: response.status, body: await response.json() }
  }
  const refusal = { status: 400, body: { error: { message: `The regular expression ${slow} for prompt takes too long to match. Avoid repetitions inside repetitions, such as (a+)+.` } } }
  mock.scenarios.add({ match: { prompt: slow }, respond: {} })
  t.notOk(mock.scenarios.list()[0]!.tooSlow)
  t.strictSame(await get(path), refusal)
  const startMs = cpuTimeMs()
  t.equal(mock.scenarios.list()[0]!.tooSlow, true)
  t.strictSame(await get(path.replace('?', '/wait?')), refusal)
  t.throws(() => mock.verify({ match: { prompt: slow } }), { name: 'JournalError', message: refusal.body.error.message })
  for (let count = 0; count < 20; count++) t.strictSame(await get(path), refusal)
  // Each would take 250 ms.
  t.ok(cpuTimeMs() - startMs < 2_500)
})

t.test('a waiting call above the limit receives a 429', async t => {
  const mock = await startMock(t)
  const waiting = Promise.allSettled(Array.from({ length: 200 }, () => mock.waitFor()))
  const response = await mock.app.inject('/_mock/requests/wait')
  t.equal(response.statusCode, 429)
  t.strictSame(response.json(), { error: { message: 'Expected at most 200 calls to wait for requests at the same time, got one more. End some of them first, or wait for several requests in one call.' } })
  await mock.app.inject('/nowhere')
  t.ok((await waiting).every(({ status }) => status === 'fulfilled'))
})
