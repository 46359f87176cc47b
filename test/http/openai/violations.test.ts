/** Requests that the mock answers although the API would refuse them, and their violations in response, journal and log. */
import t from 'tap'
import sharp from 'sharp'
import { buildMock, startMock } from '../../build-mock.js'
import { imageOf, postForm } from '../uploads.js'

const prompt = 'A sea otter'
const gpt = { model: 'gpt-image-2', prompt, size: '1024x640', quality: 'low' }

t.test('with validation: warn, a request with faults is answered, and its violations are in header and journal', async t => {
  const { app, send } = buildMock(t, { validation: 'warn' })
  const response = await send({ ...gpt, quality: 'low', size: '7x7', background: 'transparent', foo: 1, n: 12 })
  t.equal(response.statusCode, 200)
  t.equal(response.json().data.length, 10)
  t.equal(response.headers['x-mock-violations'], '4; foo=unknown_parameter, n=integer_above_max_value, size=invalid_value, background=invalid_value')
  t.equal(response.headers['access-control-expose-headers'], 'x-request-id, x-mock-violations')
  const [entry] = (await app.inject('/_mock/requests')).json()
  t.strictSame(entry.violations, [
    { param: 'foo', code: 'unknown_parameter', message: "Unknown parameter: 'foo'." },
    { param: 'n', code: 'integer_above_max_value', message: "Invalid 'n': integer above maximum value. Expected a value <= 10, but got 12 instead." },
    { param: 'size', code: 'invalid_value', message: entry.violations[2].message },
    { param: 'background', code: 'invalid_value', message: 'Transparent background is not supported for this model.' }
  ])
  t.match(entry.violations[2].message, /^Invalid size '7x7'\. /)
  t.match(entry, { status: 200, billed: true, request: { n: 10, size: 'auto', background: 'auto' }, body: /"foo":1/ })
  const [card] = (await app.inject('/_mock/requests/cards')).json()
  t.strictSame(card.violations, entry.violations)
})

t.test('a valid request has no violations and no header', async t => {
  const { app, send } = buildMock(t, { validation: 'warn' })
  for (const body of [{ prompt }, gpt]) {
    const { statusCode, headers } = await send(body)
    t.equal(statusCode, 200)
    t.strictSame([headers['x-mock-violations'], headers['access-control-expose-headers']], [undefined, 'x-request-id'])
  }
  t.notOk((await app.inject('/_mock/requests')).body.includes('"violations"'))
})

t.test('a stream has the header, too, and rules apply to the repaired request', async t => {
  const { send, app } = buildMock(t, { validation: 'warn' })
  const stream = await send({ ...gpt, stream: true, partial_images: 9, n: 3 })
  t.equal(stream.headers['x-mock-violations'], '2; partial_images=integer_above_max_value, input=unsupported_parameter')
  t.equal(stream.body.match(/^event: /mg)!.length, 4)
  await app.inject({ method: 'POST', url: '/_mock/scenarios', payload: { match: { n: 10, prompt: '(no prompt)' }, respond: { error: 'slow_down' } } })
  const refused = await send({ model: 'gpt-image-2', n: 99 })
  t.equal(refused.statusCode, 429)
  t.equal(refused.headers['x-mock-violations'], '2; prompt=missing_required_parameter, n=integer_above_max_value')
  t.match((await app.inject('/_mock/requests?violations=true&status=429')).json(), [{ violations: { length: 2 } }])
})

t.test('the day of a directive or a rule is checked with warnings, too', async t => {
  const { app, send } = buildMock(t, { validation: 'warn' })
  const body = { ...gpt, model: 'gpt-image-1.5', size: '1024x1024' }
  const notServed = '1; model=invalid_value'
  t.match(await send(body, { 'x-mock': 'as-of=2026-12-02' }), { statusCode: 200, headers: { 'x-mock-violations': notServed } })
  await app.inject({ method: 'POST', url: '/_mock/scenarios', payload: { respond: { asOf: '2026-12-02' } } })
  t.match(await send(body), { statusCode: 200, headers: { 'x-mock-violations': notServed } })
  const december = buildMock(t, { validation: 'warn', asOf: '2026-12-02' })
  t.match(await december.send({ prompt }), { statusCode: 200, headers: { 'x-mock-violations': '1; model=missing_required_parameter' } })
  t.match(await december.send({ prompt, model: 'dall-e-3' }), { statusCode: 200, headers: { 'x-mock-violations': notServed } })
})

t.test('what cannot be repaired is refused as before, with the violations before it', async t => {
  const { app, send } = buildMock(t, { validation: 'warn', apiKeys: 'any' })
  const key = { authorization: 'Bearer sk-test' }
  t.equal((await send({ prompt, n: 99 })).statusCode, 401)
  for (const body of ['{', '[]', '"text"']) t.match((await send(body, key)).json(), { error: { type: 'invalid_request_error' } })
  const broken = await postForm(app, 'edits', { model: 'gpt-image-2', prompt, n: '12', image: Buffer.from('not an image') }, key)
  t.match(broken.json().error, { code: 'invalid_image_file' })
  t.equal(broken.headers['x-mock-violations'], '1; n=integer_above_max_value')
  const missing = await postForm(app, 'edits', { model: 'gpt-image-2', prompt, foo: 'x' }, key)
  t.match(missing.json().error, { code: 'missing_required_parameter', param: 'image' })
  t.match((await app.inject({ url: '/_mock/requests', headers: key })).json()[0], { status: 400, violations: [{ param: 'foo' }], answer: { error: { param: 'image' } } })
})

t.test('images that the API would refuse are used if they can be decoded, and a mask that it would refuse is left out', async t => {
  const mock = await startMock(t, { validation: 'warn' })
  const [small, wide, jpeg] = await Promise.all([imageOf(), imageOf({ width: 128, height: 64 }), imageOf({ format: 'jpeg' })])
  const edit = { model: 'gpt-image-2', prompt, size: '1024x640', quality: 'low' }
  for (const [path, fields, messages] of [
    ['edits', [{ name: 'image', value: jpeg, filename: 'a.bin', type: 'application/octet-stream' }], [/unsupported mimetype/]],
    ['edits', { image: small, mask: wide }, [/^Invalid mask image format/]],
    ['edits', { image: small, mask: Buffer.from('no image') }, [/^Invalid mask image format/]],
    ['variations', { image: wide }, [/equal width and height/]],
    ['variations', { image: jpeg, n: '0', foo: 'x' }, [/'foo' was unexpected/, /minimum of 1/, /must be a PNG/]]
  ] as const) {
    const others = path === 'edits' ? edit : { size: '256x256' }
    const parts = Array.isArray(fields) ? [...fields, ...Object.entries(others).map(([name, value]) => ({ name, value }))] : { ...others, ...fields as object }
    const response = await postForm(mock.app, path, parts)
    t.equal(response.statusCode, 200, response.body.slice(0, 200))
    const [entry] = mock.requests({ limit: 1 })
    t.match(entry!.violations!.map(({ message }) => message), messages)
    t.equal(entry!.violations!.length, messages.length)
    const picture = await fetch(`${mock.url}/_mock/requests/${entry!.id}/images/0`)
    t.match(await sharp(await picture.arrayBuffer()).metadata(), { format: 'png' })
  }
  const [entry] = mock.requests({ operation: 'edit' }).slice(-1)
  t.match(entry, { inputs: [{ mediaType: 'application/octet-stream', format: 'jpeg' }] })
  t.match((await postForm(mock.app, 'variations', { image: Buffer.from('x') })).json(), { error: { message: 'Uploaded image must be a PNG and less than 4 MB.' } })
})

t.test('names of members that clients choose are cut and cannot break the header', async t => {
  const { app, send } = buildMock(t, { validation: 'warn' })
  const response = await send({ prompt, 'a\r\nset-cookie: x=1': 1, ü: 2, ['n'.repeat(5_000)]: 3, b: 4, c: 5, d: 6, size: 'x'.repeat(50_000) })
  t.equal(response.statusCode, 200)
  t.equal(response.headers['set-cookie'], undefined)
  t.equal(response.headers['x-mock-violations'], `7; a??set-cookie??x?1=unknown_parameter, ?=unknown_parameter, ${'n'.repeat(40)}=unknown_parameter, b=unknown_parameter, c=unknown_parameter, ...`)
  const [{ violations }] = (await app.inject('/_mock/requests')).json()
  t.ok(violations.every(({ param, message }: { param: string, message: string }) => param.length <= 100 && message.length <= 1_000))
})

t.test('an unknown model and ignored parameters are violations of requests that the settings accept', async t => {
  const { app, send } = buildMock(t, { unknownParameters: 'ignore' })
  t.match((await send({ prompt, model: 'dalle3', foo: 1 })).headers, { 'x-mock-violations': '2; model=invalid_value, foo=unknown_parameter' })
  await send({ prompt, n: 99 })
  await send({ prompt })
  const list = async (query: string) => (await app.inject(`/_mock/requests?${query}`)).json()
  t.match(await list('violations=true'), [{ violations: [{ param: 'model', code: 'invalid_value', message: "The model 'dalle3' does not exist." }, { param: 'foo' }] }])
  t.equal((await list('violations=true')).length, 1)
  t.strictSame((await list('violations=false')).map(({ status }: { status: number }) => status), [200, 400])
})

t.test('filters and verifications know violations', async t => {
  const mock = await startMock(t, { validation: 'warn' })
  const send = (body: object) => fetch(`${mock.baseURL}/images/generations`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
  await send({ prompt, n: 99 })
  await send({ prompt })
  await mock.waitFor({ violations: true })
  mock.verify({ match: { violations: true }, count: 1 })
  t.throws(() => mock.verify({ match: { violations: true }, count: 0 }), { name: 'VerificationError' })
  t.throws(() => mock.requests({ violations: 'maybe' as never }), { message: /^Expected true or false for .*violations/ })
})

t.test('the log line of a request with violations is a warning with the first of them', async t => {
  const lines: Array<{ level: string, note?: string, text: string }> = []
  const write = (level: string) => (fields: object | string, text = '') => { if (typeof fields === 'object') lines.push({ level, ...fields, text }) }
  const options = { logger: { info: write('info'), warn: write('warn'), error: write('error') } }
  const { send } = buildMock(t, { validation: 'warn' }, options)
  await send({ prompt, n: 99, foo: 1, 'b\nc': 2 })
  await send({ prompt, 'b\nc': 2 }, { 'x-mock': 'delay=1ms' })
  await send({ prompt })
  t.match(lines, [
    { level: 'warn', end: 200, note: "OpenAI would refuse this: Unknown parameter: 'foo'. (and 2 more)", text: /OpenAI would refuse this/ },
    { level: 'warn', end: 200, note: "The header x-mock; OpenAI would refuse this: Unknown parameter: 'b\\u000ac'." },
    { level: 'info', end: 200 }
  ])
  const { send: sendAlias } = buildMock(t, {}, options)
  await sendAlias({ prompt, model: 'our-alias' })
  t.match(lines.at(-1), { level: 'info', note: undefined }, 'an alias is warned about once, by a line of its own')
})

t.test('a strict mock refuses a request without a key, an unknown model and an unknown parameter', async t => {
  const { send } = buildMock(t, { strict: true })
  const key = { authorization: 'Bearer sk-test' }
  t.equal((await send({ prompt })).statusCode, 401)
  t.match((await send({ prompt, model: 'dalle3' }, key)).json(), { error: { message: "The model 'dalle3' does not exist." } })
  t.match((await send({ prompt, foo: 1 }, key)).json(), { error: { code: 'unknown_parameter' } })
  t.equal((await send({ prompt }, key)).statusCode, 200)
})
