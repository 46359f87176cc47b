/** Downloads of image URLs. */
import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { connect } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { pino } from 'pino'
import sharp from 'sharp'
import t, { type Test } from 'tap'
import { buildMock } from '../../build-mock.js'
import { resolveSettings } from '../../../src/config/load-settings.js'
import type { Settings } from '../../../src/config/settings.js'
import { createSignedUrls } from '../../../src/delivery/signed-url.js'
import type { Picture } from '../../../src/pictures/picture.js'

const prompt = 'A cute baby sea otter'
const createdMs = Date.UTC(2026, 4, 6, 22, 51, 35, 250)

/** Returns a pattern for the XML body of a refusal. */
const xml = (code: string, message: string, detail = '') => new RegExp(`^<\\?xml version="1.0" encoding="utf-8"\\?><Error><Code>${code}</Code><Message>${message}` +
  `\nRequestId:[0-9a-f-]{36}\nTime:2026-05-06T22:51:35.2500000Z</Message>${detail && `<AuthenticationErrorDetail>${detail}</AuthenticationErrorDetail>`}</Error>$`)
const failedToAuthenticate = 'Server failed to authenticate the request. Make sure the value of Authorization header is formed correctly including the signature.'

async function withImage (t: Test, settings: Partial<Settings> = {}) {
  let nowMs = createdMs
  const { app, send } = buildMock(t, settings, { now: () => nowMs })
  const url: string = (await send({ prompt, size: '256x256' })).json().data[0].url
  const get = (headers: Record<string, string> = {}, method: 'GET' | 'HEAD' = 'GET') => app.inject({ method, url, headers })
  return { app, url, get, setNow: (ms: number) => { nowMs = ms } }
}

t.test('an image URL returns the picture with the headers of blob storage', async t => {
  const { get } = await withImage(t)
  const { statusCode, headers, rawPayload } = await get()
  t.equal(statusCode, 200)
  t.match(headers, {
    'content-type': 'image/png',
    'content-length': String(rawPayload.length),
    etag: /^"0x[0-9A-F]{15}"$/,
    'last-modified': 'Wed, 06 May 2026 22:51:35 GMT',
    'accept-ranges': 'bytes',
    'content-disposition': 'inline',
    'x-ms-version': '2026-02-06',
    'x-ms-blob-type': 'BlockBlob'
  })
  t.match(await sharp(rawPayload).metadata(), { format: 'png', width: 256, height: 256 })
  t.strictSame((await get({}, 'HEAD')).headers['content-length'], headers['content-length'])
  t.equal((await get({}, 'HEAD')).rawPayload.length, 0)
})

t.test('a client that has the picture receives a 304', async t => {
  const { get } = await withImage(t)
  const { headers: { etag, 'last-modified': modified } } = await get()
  for (const headers of [{ 'if-none-match': etag! }, { 'if-none-match': `"x", ${etag}` }, { 'if-none-match': '*' }, { 'if-modified-since': modified! }]) {
    const response = await get(headers as Record<string, string>)
    t.equal(response.statusCode, 304)
    t.equal(response.statusMessage, 'The condition specified using HTTP conditional header(s) is not met.')
    t.equal(response.headers['x-ms-error-code'], 'ConditionNotMet')
    t.equal(response.rawPayload.length, 0)
    t.equal(response.headers.etag, etag)
  }
  t.equal((await get({ 'if-none-match': '"x"' })).statusCode, 200)
})

t.test('a byte range returns that range', async t => {
  const { get } = await withImage(t)
  const whole = (await get()).rawPayload
  const size = whole.length
  for (const [range, start, end] of [['bytes=0-9', 0, 9], ['bytes=100-', 100, size - 1], ['bytes=-5', size - 5, size - 1], [`bytes=10-${size * 2}`, 10, size - 1]] as const) {
    const response = await get({ range })
    t.equal(response.statusCode, 206)
    t.equal(response.headers['content-range'], `bytes ${start}-${end}/${size}`)
    t.strictSame(response.rawPayload, whole.subarray(start, end + 1))
  }
  for (const range of ['bytes=0-1,5-6', 'lines=1-2', 'bytes=x']) t.strictSame((await get({ range })).rawPayload, whole)
  const beyond = await get({ range: `bytes=${size}-` })
  t.equal(beyond.statusCode, 416)
  t.equal(beyond.statusMessage, 'The range specified is invalid for the current size of the resource.')
  t.match(beyond.headers, { 'content-range': `bytes */${size}`, 'content-type': 'application/xml', 'x-ms-error-code': 'InvalidRange', etag: undefined })
  t.match(beyond.body, new RegExp('^<\\?xml version="1.0" encoding="utf-8"\\?><Error><Code>InvalidRange</Code><Message>The range specified is invalid for the current size of the resource.' +
    '\nRequestId:[0-9a-f-]{36}\nTime:2026-05-06T22:51:35.2500000Z</Message></Error>$'))
})

t.test('x-ms-range works like range and takes precedence', async t => {
  const { get } = await withImage(t)
  const whole = (await get()).rawPayload
  for (const headers of [{ 'x-ms-range': 'bytes=0-9' }, { 'x-ms-range': 'bytes=0-9', range: 'bytes=5-7' }] as Array<Record<string, string>>) {
    const response = await get(headers)
    t.equal(response.statusCode, 206)
    t.equal(response.headers['content-range'], `bytes 0-9/${whole.length}`)
    t.strictSame(response.rawPayload, whole.subarray(0, 10))
  }
  t.equal((await get({ 'x-ms-range': `bytes=${whole.length}-`, range: 'bytes=0-1' })).statusCode, 416)
})

t.test('a range in a HEAD request is ignored', async t => {
  const { get } = await withImage(t)
  const size = (await get()).rawPayload.length
  for (const header of ['range', 'x-ms-range']) {
    for (const range of ['bytes=0-9', `bytes=${size}-`]) {
      const { statusCode, headers } = await get({ [header]: range }, 'HEAD')
      t.equal(statusCode, 200)
      t.equal(headers['content-length'], String(size))
      t.notOk('content-range' in headers)
    }
  }
})

t.test('a failed precondition receives a 412', async t => {
  const { get } = await withImage(t)
  const etag = (await get()).headers.etag as string
  const [created, before] = ['Wed, 06 May 2026 22:51:35 GMT', 'Wed, 06 May 2026 22:51:34 GMT']
  const other = '"0xOTHER"'
  for (const headers of [
    { 'if-match': other },
    { 'if-match': `W/${etag}` },
    { 'if-match': '' },
    { 'if-unmodified-since': before },
    { 'if-match': other, 'if-unmodified-since': created },
    { 'if-match': other, 'if-none-match': etag },
    { 'if-unmodified-since': before, 'if-none-match': etag },
    { 'if-match': other, range: 'bytes=0-9' }
  ] as Array<Record<string, string>>) {
    const response = await get(headers)
    const about = JSON.stringify(headers)
    t.equal(response.statusCode, 412, about)
    t.equal(response.statusMessage, 'The condition specified using HTTP conditional header(s) is not met.')
    t.match(response.headers, { 'content-type': 'application/xml', 'x-ms-error-code': 'ConditionNotMet', etag: undefined, 'content-range': undefined })
    t.match(response.body, xml('ConditionNotMet', 'The condition specified using HTTP conditional header\\(s\\) is not met.'))
    const head = await get(headers, 'HEAD')
    t.strictSame([head.statusCode, head.rawPayload.length], [412, 0], about)
  }
  for (const [status, headers] of [
    [200, { 'if-match': etag }],
    [200, { 'if-match': `${other}, ${etag}` }],
    [200, { 'if-match': '*' }],
    [200, { 'if-match': etag, 'if-unmodified-since': before }],
    [200, { 'if-unmodified-since': created }],
    [200, { 'if-unmodified-since': 'no date' }],
    [206, { 'if-match': etag, range: 'bytes=0-9' }],
    [304, { 'if-match': etag, 'if-none-match': etag }]
  ] as Array<[number, Record<string, string>]>) {
    t.equal((await get(headers)).statusCode, status, JSON.stringify(headers))
  }
})

t.test('a request with an Authorization header is refused at every URL, and the journal contains the reason', async t => {
  const { app, url, get } = await withImage(t)
  const { pathname, search } = new URL(url)
  for (const authorization of ['Bearer sk-proj-0123', 'Basic dXNlcjpwYXNz', 'sk-proj-0123']) {
    for (const target of [pathname + search, pathname, `${pathname}${search}x`]) {
      const { statusCode, statusMessage, headers, body } = await app.inject({ url: target, headers: { authorization } })
      t.equal(statusCode, 403, `${authorization} ${target}`)
      t.equal(statusMessage, failedToAuthenticate)
      t.match(headers, { 'content-type': 'application/xml', 'x-ms-error-code': 'AuthenticationFailed' })
      t.match(body, xml('AuthenticationFailed', failedToAuthenticate))
    }
  }
  t.match((await app.inject('/_mock/requests?limit=1')).json(), [{
    status: 403,
    decidedBy: { kind: 'auth', name: 'signature', reason: 'The request has an Authorization header: fetch image URLs without the headers of the API' }
  }])
  t.equal((await get({ authorization: '' })).statusCode, 200)
  t.equal((await withImage(t, { imageCors: true }).then(open => open.get({ authorization: 'Bearer x' }))).headers['access-control-allow-origin'], '*')
})

t.test('a URL without its parameters is refused as an anonymous request', async t => {
  const { app, url } = await withImage(t)
  const { pathname } = new URL(url)
  for (const unsigned of [pathname, `${pathname}?`, `${pathname}?w=256`, '/private/', '/private/x.png']) {
    const { statusCode, statusMessage, headers, body } = await app.inject(unsigned)
    t.equal(statusCode, 409, unsigned)
    t.equal(statusMessage, 'Public access is not permitted on this storage account.')
    t.match(headers, { 'content-type': 'application/xml', 'x-ms-error-code': 'PublicAccessNotPermitted' })
    t.match(body, xml('PublicAccessNotPermitted', 'Public access is not permitted on this storage account.'))
  }
  t.match((await app.inject('/_mock/requests?limit=1')).json(), [{ decidedBy: { kind: 'auth', name: 'signature', reason: 'The URL is unsigned' } }])
})

t.test('a range for another version returns the whole picture', async t => {
  const { get } = await withImage(t)
  const { headers: { etag } } = await get()
  t.equal((await get({ range: 'bytes=0-9', 'if-range': etag as string })).statusCode, 206)
  t.equal((await get({ range: 'bytes=0-9', 'if-range': 'Wed, 06 May 2026 22:51:35 GMT' })).statusCode, 206)
  for (const other of ['"0xOTHER"', 'Wed, 06 May 2026 22:51:34 GMT']) t.equal((await get({ range: 'bytes=0-9', 'if-range': other })).statusCode, 200)
})

t.test('an expired URL is refused with the wording of blob storage', async t => {
  const { get, setNow } = await withImage(t)
  setNow(createdMs + 3_600_000)
  const { statusCode, statusMessage, headers, body } = await get()
  t.equal(statusCode, 403)
  t.match(statusMessage, /^Server failed to authenticate the request\./)
  t.match(headers, { 'content-type': 'application/xml', 'x-ms-error-code': 'AuthenticationFailed' })
  t.match(body, new RegExp('^<\\?xml version="1.0" encoding="utf-8"\\?><Error><Code>AuthenticationFailed</Code><Message>Server failed to authenticate the request. ' +
    'Make sure the value of Authorization header is formed correctly including the signature.\nRequestId:[0-9a-f-]{36}\nTime:2026-05-06T23:51:35.2500000Z</Message>' +
    '<AuthenticationErrorDetail>Signature not valid in the specified time frame: Start \\[Wed, 06 May 2026 21:51:35 GMT\\] - Expiry \\[Wed, 06 May 2026 23:51:35 GMT\\] - ' +
    'Current \\[Wed, 06 May 2026 23:51:35 GMT\\]</AuthenticationErrorDetail></Error>$'))
})

t.test('urlTtl sets the lifetime of a URL', async t => {
  const { get, setNow } = await withImage(t, { urlTtl: '90s' })
  setNow(createdMs + 89_000)
  t.equal((await get()).statusCode, 200)
  setNow(createdMs + 90_000)
  t.equal((await get()).statusCode, 403)
})

t.test('a tampered or malformed URL is refused as XML', async t => {
  const { app, url } = await withImage(t)
  const { pathname, search } = new URL(url)
  for (const changed of [
    `${pathname}${search}x`, `${pathname.replace('.png', '.svg')}${search}`, `${pathname}?sig=a&sig=b&st=&se=`, '/private/%00?sig=x', `${pathname}?st=x`
  ]) {
    const response = await app.inject(changed)
    t.equal(response.statusCode, 403, changed)
    const detail = changed === `${pathname}${search}x` ? 'Signature did not match.' : 'Signature fields not well formed.'
    t.match(response.body, xml('AuthenticationFailed', failedToAuthenticate, detail))
  }
  t.equal((await app.inject('/private/a/../../etc/passwd')).statusCode, 404)
})

t.test('a URL with an unknown asset fault is refused like a tampered one', async t => {
  const signed = createSignedUrls({ signingKey: resolveSettings().signingKey, ttlMs: 3_600_000, organization: 'org-MockMockMockMockMockMock', isAssetFault: (name): name is string => name !== '' })
  const { app, url } = await withImage(t)
  const { pathname, searchParams } = new URL(url)
  const { picture } = signed.check(pathname, Object.fromEntries(searchParams), createdMs) as { picture: Picture }
  for (const word of ['boo', 'constructor']) {
    const response = await app.inject(signed.create(picture, `req_${'0'.repeat(32)}`, createdMs, word))
    t.equal(response.statusCode, 403, word)
    t.match(response.body, xml('AuthenticationFailed', failedToAuthenticate, 'Signature did not match.'))
  }
})

t.test('a URL that a client escapes again is valid', async t => {
  const { app, send } = buildMock(t)
  const { data: [{ url }] } = (await send({ prompt: `${prompt} [mock asset=corrupt]`, size: '256x256' })).json()
  const { pathname, search } = new URL(url)
  const { headers: { etag }, rawPayload } = await app.inject(pathname + search)
  for (const [letter, escape] of [['-', '%2D'], ['-', '%2d'], ['~', '%7E'], ['.', '%2E'], ['p', '%70']] as const) {
    const escaped = pathname.replaceAll(letter, escape)
    t.not(escaped, pathname)
    const response = await app.inject(escaped + search)
    t.equal(response.statusCode, 200, escape)
    t.equal(response.headers.etag, etag)
    t.strictSame(response.rawPayload, rawPayload)
  }
  t.equal((await app.inject('/_mock/requests')).json().at(-1).downloads.length, 6, 'the journal attributes all of them to the request')
  t.equal((await app.inject(pathname.replace('~corrupt', '%7Ereset') + search)).statusCode, 403)
})

t.test('a client that disconnects while its picture is drawn is recorded as aborted, without an error', async t => {
  const lines: string[] = []
  const { app, send } = buildMock(t, {}, { logger: pino({ level: 'error' }, { write: line => lines.push(line) }) })
  app.addHook('preHandler', async ({ headers }, { raw }) => { if (headers.leaves) await once(raw, 'close') })
  const address = new URL(await app.listen({ port: 0, host: '127.0.0.1' }))
  await send({ prompt, size: '256x256', response_format: 'b64_json' })
  for (const directive of ['', ' [mock asset=slow]', ' [mock asset=reset]']) {
    const { data: [{ url }] } = (await send({ prompt: `${prompt}${directive}`, size: '256x256' })).json()
    const socket = connect(Number(address.port), address.hostname)
    socket.write(`GET ${url.replace(/^http:..[^/]*/, '')} HTTP/1.1\r\nhost: a\r\nleaves: 1\r\n\r\n`)
    const [, response] = await once(app.server, 'request') as [IncomingMessage, ServerResponse]
    socket.destroy()
    await once(response, 'close')
    await setImmediate()
    t.strictSame([response.headersSent, response.getHeaderNames()], [false, []], directive)
  }
  t.match((await app.inject('/_mock/requests?path=/private/*')).json(), Array(3).fill({ status: undefined, outcome: 'aborted' }))
  t.strictSame(lines, [])
})

t.test('image URLs send CORS headers only if imageCors is set', async t => {
  const origin = 'http://localhost:5173'
  const { app, url, get } = await withImage(t)
  const preflight = { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'GET', 'access-control-request-headers': 'range' } } as const
  const refused = await app.inject({ ...preflight, url })
  for (const { headers } of [await get({ origin }), refused]) t.notOk(Object.keys(headers).some(name => name.startsWith('access-control')))
  t.equal(refused.statusCode, 403)
  t.equal(refused.statusMessage, 'CORS not enabled or no matching rule found for this request.')
  t.match(refused.headers, { 'x-ms-error-code': 'CorsPreflightFailure', 'x-ms-request-id': /^[0-9a-f-]{36}$/ })
  t.match(refused.body, /<Code>CorsPreflightFailure<\/Code><Message>CORS not enabled or no matching rule found for this request\.\n/)

  const open = await withImage(t, { imageCors: true })
  t.equal((await open.get({ origin })).headers['access-control-allow-origin'], '*')
  const allowed = await open.app.inject({ ...preflight, url: open.url })
  t.equal(allowed.statusCode, 204)
  t.match(allowed.headers, { 'access-control-allow-origin': '*', 'access-control-allow-headers': 'range' })
})
