/** Log lines of requests and control calls. */
import { pino } from 'pino'
import t from 'tap'
import { buildMock, startMock } from '../../build-mock.js'
import { halfMask, imageOf, postForm } from '../uploads.js'

const prompt = 'A cute baby sea otter'
const operation = 'POST /v1/images/generations'

interface Line { level: number, requestId: string, end?: number | string, decidedBy: string, path: string, msg: string, error?: object }

/** Creates a logger, with its lines for requests, its warnings, and the messages for requests without their duration. */
function createLog () {
  const lines: Line[] = []
  const warnings: string[] = []
  const logger = pino({}, {
    write: (text: string) => {
      const line: Line = JSON.parse(text)
      if (line.end === undefined) warnings.push(line.msg)
      else lines.push(line)
    }
  })
  return { lines, warnings, logger, words: () => lines.map(({ msg }) => msg.replace(/ in [\d.]+ ms/, '')) }
}

t.test('a log line contains the request and its result', async t => {
  const { lines, logger, words } = createLog()
  const { send, app } = buildMock(t, {}, { logger })
  const { headers, ...response } = await send({ prompt, n: 2, size: '512x512' })
  t.match(lines, [{ level: 30, requestId: headers['x-request-id'], method: 'POST', path: '/v1/images/generations', end: 200, durationMs: Number, decidedBy: 'none' }])
  t.match(lines[0]!.msg, /^POST \/v1\/images\/generations 200 in [\d.]+ ms \| dall-e-2 512x512 n=2 url "A cute baby sea otter"$/)

  const { pathname, search } = new URL(response.json().data[0].url)
  await app.inject(pathname + search)
  await app.inject(pathname)
  await send({ model: 'dall-e-3', prompt, size: '1024x1792', quality: 'hd', style: 'natural', response_format: 'b64_json' })
  const file = pathname.slice(pathname.lastIndexOf('/'))
  t.strictSame(words().slice(1), [
    `GET /private/...${file} 200`,
    `GET /private/...${file} 409 | The URL is unsigned`,
    `${operation} 200 | dall-e-3 1024x1792 hd natural b64_json "A cute baby sea otter"`
  ])
})

t.test('the line of an edit has the number of images, and whether there is a mask', async t => {
  const { words, lines, logger } = createLog()
  const { app } = buildMock(t, {}, { logger })
  const image = await imageOf()
  const fields = { model: 'gpt-image-2', prompt, size: '1024x640', quality: 'low', image }
  await postForm(app, 'edits', fields)
  await postForm(app, 'edits', { ...fields, mask: await halfMask() })
  await postForm(app, 'variations', { image, size: '256x256' })
  await postForm(app, 'edits', { ...fields, n: '11' })
  t.match(words(), [
    `POST /v1/images/edits 200 | gpt-image-2 1024x640 low png opaque images=1 "${prompt}"`,
    `POST /v1/images/edits 200 | gpt-image-2 1024x640 low png opaque images=1 mask "${prompt}"`,
    'POST /v1/images/variations 200 | dall-e-2 256x256 url images=1',
    /^POST \/v1\/images\/edits 400 \| gpt-image-2 "A cute baby sea otter" \| n="11" \| Invalid 'n'/
  ])
  t.ok(lines.every(({ msg }) => msg.length < 300), 'no bytes of a file')
})

t.test('a 4xx is logged as a warning with its error, a 5xx as an error', async t => {
  const { lines, logger, words } = createLog()
  const { send, app } = buildMock(t, {}, { logger })
  await send({ prompt, n: 11 })
  await send({ prompt }, { 'x-mock': 'error=server_error' })
  await app.inject('/v1/embeddings')
  t.strictSame(lines.map(({ level }) => level), [40, 50, 40])
  t.match(lines[0], { end: 400, decidedBy: 'validation', prompt, error: { type: 'invalid_request_error', param: 'n', sent: '11' } })
  t.match(words(), [
    `${operation} 400 | "${prompt}" | n=11 | Invalid 'n': integer above maximum value. Expected a value <= 10, but got 11 instead.`,
    /^POST \/v1\/images\/generations 500 \| dall-e-2 1024x1024 url "A cute baby sea otter" \| The server had an error .* \| The header x-mock$/,
    'GET /v1/embeddings 404 | Invalid URL (GET /v1/embeddings) | Only POST /v1/images/generations, /edits and /variations and GET /v1/models are imitated.'
  ])
})

t.test('a response that was cut off is logged with its fault instead of its status', async t => {
  const { lines, logger, words } = createLog()
  const { baseURL, waitFor } = await startMock(t, {}, { logger })
  for (const [index, fault] of ['truncate', 'reset'].entries()) {
    await t.rejects(async () => (await fetch(`${baseURL}/images/generations`, {
      method: 'POST', headers: { 'content-type': 'application/json', 'x-mock': `fault=${fault}` }, body: JSON.stringify({ prompt })
    })).text())
    await waitFor({}, { count: index + 1 })
  }
  t.match(lines, [{ level: 40, end: 'truncate', decidedBy: 'header' }, { level: 40, end: 'reset', decidedBy: 'header' }])
  t.strictSame(words(), ['truncate', 'reset'].map(fault => `${operation} ${fault} | dall-e-2 1024x1024 url "${prompt}" | The header x-mock`))
})

t.test('text from a client is shortened and cannot break a log line', async t => {
  const { lines, logger, words } = createLog()
  const { send, app } = buildMock(t, {}, { logger })
  await send({ prompt: 'one\ntwo\u2028\u202ethree\u001b[31m' + 'x'.repeat(100) })
  await app.inject(`/${'a'.repeat(300)}`)
  await send({ prompt, ['y'.repeat(100_000)]: 1 })
  t.match(lines[2]!.error, { code: 'unknown_parameter', param: `${'y'.repeat(120)}…${'y'.repeat(30)}` })
  t.ok(JSON.stringify(lines[2]).length < 1_500)
  const [first, path] = words() as [string, string]
  t.equal(first, `${operation} 200 | dall-e-2 1024x1024 url "one\\ntwo\\u2028\\u202ethree\\u001b[31m${'x'.repeat(41)}"`)
  t.ok(path.startsWith(`GET /${'a'.repeat(119)}…${'a'.repeat(30)} 404 | `))
})

t.test('an invalid directive is logged with the reason', async t => {
  const { lines, logger, words } = createLog()
  const { send } = buildMock(t, {}, { logger })
  await send({ prompt: 'x [mock eror=server_error]' })
  const note = 'Unknown word "eror" in the directive "eror=server_error". Did you mean error?'
  t.match(lines, [{ error: { code: 'invalid_mock_directive' } }])
  t.ok((lines[0] as Line & { note: string }).note.startsWith(note))
  t.equal(words()[0]!.split(note).length, 2, 'once')
})

t.test('usual mistakes in a base URL add a hint to the log and the journal, not to the response', async t => {
  const { lines, logger } = createLog()
  const { baseURL, url, requests } = await startMock(t, {}, { logger })
  const hints = {
    [`${baseURL}/v1/images/generations`]: 'The path has /v1 twice: the base URL already ends in /v1.',
    [`${baseURL}/images/generations/images/generations`]: 'The base URL should end in /v1, without /images/generations.',
    [`${baseURL}//images/generations`]: 'The path has a double slash: the base URL should end in /v1, without a slash.',
    [`${baseURL}/images/generations/`]: 'The path should not end in a slash.',
    [`${url}/openai/deployments/dall-e-3/images/generations`]: 'The paths of Azure OpenAI are not imitated. The base URL should end in /v1.',
    [`${baseURL}/images/unknown`]: 'Only POST /v1/images/generations, /edits and /variations and GET /v1/models are imitated.'
  }
  for (const [target, hint] of Object.entries(hints)) {
    const response = await fetch(target, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ prompt }) })
    const message = `Invalid URL (POST ${new URL(target).pathname})`
    t.strictSame(await response.json(), { error: { message, type: 'invalid_request_error', param: null, code: null } })
    t.strictSame(requests()[0]!.decidedBy, { kind: 'transport', reason: hint })
    t.match(lines.at(-1), { end: 404, note: hint })
  }
  await fetch(`${url}/nowhere`)
  t.strictSame(requests()[0]!.decidedBy, { kind: 'transport', reason: 'Invalid URL (GET /nowhere)' })
})

t.test('requests that OpenAI would refuse are logged as a warning, once for each kind and value', async t => {
  const { warnings, logger } = createLog()
  const { send } = buildMock(t, { unknownParameters: 'ignore' }, { logger, now: () => Date.parse('2026-01-01') })
  const key = { authorization: 'Bearer sk-1' }
  for (let round = 0; round < 2; round++) {
    await send({ prompt })
    await send({ prompt, model: 'dalle3' }, key)
    await send({ prompt, model: 'dall-e-3', background: 'transparent', stream: false, style: null }, key)
    await send({ prompt, quality: 'hd' }, key)
    await send({ prompt: 3, model: 'refused', foo: 1 })
  }
  t.strictSame(warnings, [
    'No API key was sent. OpenAI responds with 401; set apiKeys to any to do the same.',
    'Unknown model "dalle3" was accepted. OpenAI responds with 400; set unknownModels to reject to do the same.',
    'Parameter "background" was ignored. OpenAI responds with 400; set unknownParameters to reject to do the same.',
    'Parameter "quality" was ignored. OpenAI responds with 400; set unknownParameters to reject to do the same.'
  ])
  for (let model = 0; model < 200; model++) await send({ prompt, model: `model-${model}` }, key)
  t.equal(warnings.length, 100, 'the number of warnings is limited')
})

t.test('a model that is retired, or soon will be, is logged as a warning once', async t => {
  const { warnings, logger } = createLog()
  let now = Date.parse('2026-10-01')
  const { send } = buildMock(t, {}, { logger, now: () => now })
  const key = { authorization: 'Bearer sk-1' }
  const sendAll = async () => {
    for (const model of [undefined, 'dall-e-2', 'gpt-image-1.5', 'gpt-image-2']) await send({ prompt, ...(model && { model }), size: '1024x1024' }, key)
  }
  await sendAll()
  t.strictSame(warnings, ['Model "dall-e-2" was accepted. OpenAI retired it on 2026-05-12; set asOf to today to refuse it, too.'])
  now = Date.parse('2026-10-02')
  await sendAll()
  t.strictSame(warnings.slice(1), ['Model "gpt-image-1.5" was accepted. OpenAI retires it on 2026-12-01; set asOf to that day to test what breaks.'])
  const past = buildMock(t, { asOf: '2026-05-01' }, { logger, now: () => now })
  await past.send({ prompt }, key)
  t.equal(warnings.length, 2, 'the setting asOf chooses the day')
})

t.test('a mock that serves no model logs a warning when it starts', async t => {
  const { warnings, logger } = createLog()
  for (const settings of [{ models: 'dall-e-*' }, { asOf: '2026-06-01' }, { models: 'our-alias', asOf: '2026-06-01' }]) buildMock(t, settings, { logger })
  t.strictSame(warnings, [])
  buildMock(t, { models: 'dall-e-*,gpt-image-2.6-flare', asOf: '2026-06-01' }, { logger })
  buildMock(t, { asOf: '2020-01-01' }, { logger })
  t.strictSame(warnings, [
    'No model is served: OpenAI did not serve a model that models names (dall-e-*,gpt-image-2.6-flare) on the day of asOf, 2026-06-01. Change models or asOf.',
    'No model is served: OpenAI did not serve any model on the day of asOf, 2020-01-01. Change asOf.'
  ])
})

t.test('a control call that changes something is logged with the end of its API key', async t => {
  const { lines, logger, words } = createLog()
  const { app } = buildMock(t, {}, { logger })
  const call = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, payload?: object) =>
    app.inject({ method, url, headers: { authorization: 'Bearer sk-suite-1234' }, ...(payload && { payload }) })
  await call('POST', '/_mock/scenarios', { respond: { error: 'server_error' } })
  await call('PATCH', '/_mock/behaviours', { latency: '0ms' })
  await call('PATCH', '/_mock/behaviours', { latency: 'soon' })
  for (const [path, body] of [['verify', { atMost: 0 }], ['requests/find', {}], ['requests/wait', { timeout: 0 }], ['assert-sound', {}]] as const) await call('POST', `/_mock/${path}`, body)
  await call('GET', '/_mock/scenarios')
  await app.inject({ method: 'POST', url: '/_mock/reset' })
  t.strictSame(lines.map(({ level }) => level), [30, 30, 30])
  t.strictSame(words(), ['POST /_mock/scenarios 201 | key …1234', 'PATCH /_mock/behaviours 200 | key …1234', 'POST /_mock/reset 204'])
})

t.test('requests to the control API, the documents and the inbox are not logged', async t => {
  const { lines, logger } = createLog()
  const { app } = buildMock(t, {}, { logger })
  for (const path of ['/_mock/health', '/_mock/requests', '/openapi.json', '/docs']) await app.inject(path)
  t.strictSame(lines, [])
})
