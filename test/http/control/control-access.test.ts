/** Access to the control API and the inbox: hosts, origins and the control key. */
import { pino } from 'pino'
import t, { type Test } from 'tap'
import { buildMock } from '../../build-mock.js'

const evil = 'https://evil.example'
const foreignHost = (host: string) =>
  `Expected localhost, an IP address or an allowed name for the host of the control API, got "${host}". To allow this name, add its origin to controlOrigins or set controlKey.`
const foreignPage = (found: string) =>
  `Expected an allowed origin for a web page that calls the control API, got ${found}. To let its pages read and control the mock, add the origin to controlOrigins.`

/** Creates a mock with an inbox, and a function that sends a request with the given headers, by default to the journal. */
function createAccess (t: Test, settings: Parameters<typeof buildMock>[1] = {}, options: Parameters<typeof buildMock>[2] = {}) {
  const folder = t.testdir({ 'index.html': '<title>Inbox</title>', assets: { 'main.js': 'export {}' } })
  const { app, send } = buildMock(t, settings, { inboxFolder: folder, ...options })
  const call = (headers: Record<string, string>, { method = 'GET', url = '/_mock/requests', payload }: { method?: 'GET' | 'POST' | 'DELETE' | 'OPTIONS', url?: string, payload?: string } = {}) =>
    app.inject({ method, url, headers, ...(payload !== undefined && { payload }) })
  return { app, send, call }
}

t.test('programs, the mock\'s own pages and addresses typed into a browser have access', async t => {
  const { call } = createAccess(t, { publicUrl: 'https://ci.example/mock' })
  for (const headers of [
    {},
    { host: 'localhost:8080', origin: 'http://localhost:8080' },
    { host: 'LOCALHOST:8080', origin: 'http://localhost:8080' },
    { host: 'localhost', origin: 'http://localhost' },
    { host: 'localhost:80', origin: 'http://localhost' },
    { host: '[::1]:8080', origin: 'http://[::1]:8080' },
    { host: '192.168.0.7:8080', origin: 'http://192.168.0.7:8080' },
    // A proxy terminates TLS.
    { host: 'mock.internal', origin: 'https://mock.internal' },
    // A proxy changed the host, and the browser says that the page is of the same origin.
    { host: '127.0.0.1:8080', origin: 'http://localhost:9000', 'sec-fetch-site': 'same-origin' },
    { host: '127.0.0.1:8080', origin: 'https://ci.example' },
    { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
    // Node's fetch sends only the mode.
    { 'sec-fetch-mode': 'cors' }
  ] as Array<Record<string, string>>) {
    const { statusCode, body } = await call(headers)
    t.strictSame([statusCode, body], [200, '[]'], JSON.stringify(headers))
  }
})

t.test('a page of another origin is refused and cannot read the response', async t => {
  const { call, send } = createAccess(t)
  await send({ prompt: 'A secret otter' })
  for (const [headers, found] of [
    [{ origin: evil }, '"https://evil.example"'],
    [{ origin: 'null' }, '"null"'],
    [{ origin: '' }, '""'],
    [{ origin: 'http://localhost:3000' }, '"http://localhost:3000"'],
    [{ origin: 'http://localhost:8080.evil.example' }, '"http://localhost:8080.evil.example"'],
    [{ origin: 'http://evil.example', 'x-forwarded-host': 'evil.example' }, '"http://evil.example"'],
    [{ origin: 'http://localhost:3000', 'sec-fetch-site': 'same-site' }, '"http://localhost:3000"'],
    // <img>, <script>, <iframe> and links send no Origin.
    [{ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }, 'an unknown one'],
    [{ 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'script' }, 'an unknown one'],
    [{ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }, 'an unknown one']
  ] as Array<[Record<string, string>, string]>) {
    for (const [method, url] of [['GET', 'requests'], ['GET', 'requests/cards'], ['GET', 'events'], ['GET', 'scenarios'], ['POST', 'scenarios'], ['POST', 'reset'], ['DELETE', 'requests'], ['OPTIONS', 'behaviours']] as const) {
      const response = await call({ host: 'localhost:8080', ...headers }, { method, url: `/_mock/${url}` })
      t.strictSame([response.statusCode, response.json()], [403, { error: { message: foreignPage(found) } }], `${method} ${url} ${JSON.stringify(headers)}`)
      t.notOk(Object.keys(response.headers).some(name => name.startsWith('access-control')))
    }
  }
  t.equal((await call({})).json().length, 1, 'no request was deleted')
})

t.test('a form of another origin changes nothing', async t => {
  const { call, send } = createAccess(t)
  await send({ prompt: 'An otter' })
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
    const headers = { host: 'localhost:8080', origin: evil, 'content-type': type }
    t.equal((await call(headers, { method: 'POST', url: '/_mock/reset' })).statusCode, 403)
    t.equal((await call(headers, { method: 'POST', url: '/_mock/scenarios', payload: '{"respond":{"error":"server_error"}}' })).statusCode, 403)
  }
  t.strictSame([(await call({})).json().length, (await call({}, { url: '/_mock/scenarios' })).json()], [1, []])
})

t.test('a page must declare its body as JSON, a program need not', async t => {
  const { call } = createAccess(t)
  const arm = async (headers: Record<string, string>) => {
    const { statusCode, body } = await call({ host: 'localhost:8080', ...headers }, { method: 'POST', url: '/_mock/scenarios', payload: '{"respond":{"error":"server_error"}}' })
    return statusCode === 201 ? 201 : [statusCode, JSON.parse(body)]
  }
  const origin = 'http://localhost:8080'
  t.equal(await arm({ 'content-type': 'application/x-www-form-urlencoded' }), 201)
  t.equal(await arm({ origin, 'content-type': 'application/json; charset=utf-8' }), 201)
  t.strictSame(await arm({ origin, 'content-type': 'text/plain' }), [415, {
    error: { message: 'Expected application/json for the content type of a web page\'s call, got "text/plain". Send the body as application/json.' }
  }])
})

t.test('a host name that may be used for DNS rebinding is refused, regardless of the other headers', async t => {
  const { call } = createAccess(t, { host: 'Mock.Example.com', controlOrigins: 'https://ci.example' })
  for (const host of ['evil.example', 'evil.example:8080', 'localhost.evil.example', '127.0.0.1.nip.io:8080', 'xlocalhost.com', 'evil.example.', 'evil.example/localhost', 'a@localhost', '[evil]:80']) {
    for (const headers of [{}, { origin: `http://${host}` }, { 'sec-fetch-site': 'same-origin' }, { 'x-forwarded-host': 'localhost' }] as Array<Record<string, string>>) {
      for (const url of ['/_mock/requests', '/', '/_mock/', '/_mock/inbox/main.js']) {
        const response = await call({ host, ...headers }, { url })
        t.strictSame([response.statusCode, response.json()], [403, { error: { message: foreignHost(host) } }], `${url} ${host} ${JSON.stringify(headers)}`)
      }
    }
  }
  for (const host of [
    'localhost', 'localhost.', 'LocalHost:8080', 'app.localhost:8080', '127.0.0.1:8080', '10.0.0.7', '[::1]', '[::1]:8080',
    // A Compose service, a Kubernetes service, the host machine from within a container.
    'images:8080', 'mock.testing.svc.cluster.local', 'host.docker.internal:8080',
    // The host on which it listens, and the host of an allowed origin.
    'mock.example.com:8080', 'CI.example'
  ]) t.equal((await call({ host })).statusCode, 200, host)
})

t.test('pages of an origin in controlOrigins can read and change', async t => {
  const { app, call } = createAccess(t, { controlOrigins: ['http://LOCALHOST:3000/', 'https://ci.example:443', 'capacitor://localhost'] })
  for (const origin of ['http://localhost:3000', 'https://ci.example', 'capacitor://localhost']) {
    const headers = { host: '127.0.0.1:8080', origin, 'sec-fetch-site': 'cross-site' }
    t.match(await call(headers), { statusCode: 200, body: '[]', headers: { 'access-control-allow-origin': origin, vary: 'Origin' } })
    const preflight = await call({ ...headers, 'access-control-request-method': 'PATCH', 'access-control-request-headers': 'content-type,x-mock-key' }, { method: 'OPTIONS', url: '/_mock/behaviours' })
    t.match(preflight, {
      statusCode: 204,
      headers: {
        'access-control-allow-origin': origin, vary: 'Origin', 'access-control-allow-methods': 'GET, HEAD, POST, PATCH, DELETE', 'access-control-allow-headers': 'content-type,x-mock-key'
      }
    })
    t.match(await call(headers, { url: '/_mock/requests?limit=x' }), { statusCode: 400, headers: { 'access-control-allow-origin': origin } })
  }
  t.equal((await call({ origin: 'http://localhost:3001' })).statusCode, 403)
  t.match((await app.inject('/_mock/requests')).headers, { vary: 'Origin', 'access-control-allow-origin': undefined })
})

t.test('the inbox opens from a link on another site, but not in a frame', async t => {
  const { call } = createAccess(t)
  const from = (dest: string, mode = 'navigate') => ({ host: 'localhost:8080', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': mode, 'sec-fetch-dest': dest })
  for (const url of ['/', '/_mock/', '/?q=otter']) {
    t.match(await call(from('document'), { url }), { statusCode: 200, body: '<title>Inbox</title>' })
    for (const headers of [from('iframe'), from('empty', 'cors'), from('script', 'no-cors'), { origin: evil }]) {
      t.equal((await call(headers, { url })).statusCode, 403, JSON.stringify(headers))
    }
  }
  t.equal((await call(from('script', 'no-cors'), { url: '/_mock/inbox/main.js' })).statusCode, 403)
})

t.test('the health check, the documents and the imitated API are open to every origin', async t => {
  const { call, send } = createAccess(t, { controlKey: 'a-key-of-the-mock' })
  const headers = { host: 'evil.example', origin: evil, 'sec-fetch-site': 'cross-site' }
  for (const url of ['/_mock/health', '/openapi.json', '/_mock/openapi.json', '/docs/']) {
    const response = await call(headers, { url })
    t.strictSame([response.statusCode, response.headers['access-control-allow-origin']], [200, undefined], url)
  }
  t.match(await send({ prompt: 'An otter' }, headers), { statusCode: 200, headers: { 'access-control-allow-origin': '*' } })
})

t.test('a refused page is logged in one line', async t => {
  const lines: Array<{ level: number, msg: string }> = []
  const logger = pino({}, { write: (line: string) => { lines.push(JSON.parse(line)) } })
  const { call } = createAccess(t, {}, { logger })
  await call({ host: 'localhost', origin: 'http://localhost:3000\u0085' }, { url: '/_mock/requests?prompt=secret' })
  t.match(lines, [{ level: 40, msg: `Refused GET /_mock/requests. ${foreignPage('"http://localhost:3000\\u0085"')}` }])
})

const controlKey = 'a-key-of-the-mock'
const needsKey = (found: string) => ({ error: { message: `Expected the control key for the header x-mock-key, got ${found}. Send the value of the setting controlKey.` } })

t.test('with a control key, every control call needs it, and every host name is accepted', async t => {
  const { call } = createAccess(t, { controlKey })
  for (const [method, url] of [['GET', 'requests'], ['GET', 'events'], ['GET', 'triggers'], ['POST', 'reset'], ['DELETE', 'scenarios'], ['GET', 'inbox/main.js']] as const) {
    const target = { method, url: `/_mock/${url}` }
    for (const [headers, found] of [[{}, 'none'], [{ 'x-mock-key': 'another' }, 'another value'], [{ 'x-mock-key': '' }, 'another value'], [{ authorization: `Bearer ${controlKey}` }, 'none']] as Array<[Record<string, string>, string]>) {
      const response = await call(headers, target)
      t.strictSame([response.statusCode, response.headers['www-authenticate'], response.json()], [401, 'Mock-Key', needsKey(found)])
    }
  }
  t.equal((await call({ 'x-mock-key': controlKey })).statusCode, 200)
  t.equal((await call({ 'x-mock-key': controlKey, host: 'mock.example.com' })).statusCode, 200)
  t.equal((await call({}, { url: `/_mock/requests?key=${controlKey}` })).statusCode, 401, 'a key in the URL only opens the inbox')
  t.equal((await call({ 'x-mock-key': controlKey, origin: evil })).statusCode, 403, 'the origin of a page must be allowed, too')
})

t.test('the inbox accepts the key in its URL and sets a cookie', async t => {
  const { call } = createAccess(t, { controlKey })
  for (const [url, location] of [
    [`/?key=${controlKey}`, './'], [`/_mock/?key=${controlKey}`, './'], [`/?q=an+otter&key=${controlKey}&open=req_1`, './?q=an+otter&open=req_1']
  ] as const) {
    const response = await call({}, { url })
    t.match(response, { statusCode: 302, body: '', headers: { location, 'cache-control': 'no-store' } })
    const cookie = String(response.headers['set-cookie'])
    t.match(cookie, /^mock-key-[0-9a-f]{8}=[\w-]{43}; HttpOnly; SameSite=Strict$/)
    t.notMatch(cookie, controlKey)
    const headers = { cookie: `other=1; ${cookie.split(';')[0]}` }
    for (const url of ['/', '/_mock/', '/_mock/inbox/main.js', '/_mock/requests']) t.equal((await call(headers, { url })).statusCode, 200, url)
    t.equal((await call({ cookie: `${headers.cookie}x` })).statusCode, 401)
  }
  t.match((await call({ 'x-forwarded-proto': 'https' }, { url: `/?key=${controlKey}` })).headers['set-cookie'], /; HttpOnly; SameSite=Strict; Secure$/)
})

t.test('the inbox asks for the key and keeps the rest of the query', async t => {
  const { call } = createAccess(t, { controlKey })
  const response = await call({}, { url: '/?q=%22%3Cotter%3E&open=req_1' })
  t.match(response, { statusCode: 401, headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', 'content-security-policy': /default-src 'none'.*form-action 'self'/ } })
  t.match(response.body, '<input type="hidden" name="q" value="&quot;&lt;otter>"><input type="hidden" name="open" value="req_1">')
  t.notMatch(response.body, /http-equiv|is wrong/)
  t.match((await call({}, { url: '/?key=wrong-key' })).body, 'The key is wrong.')
})

t.test('the control key appears neither in the journal nor in the log', async t => {
  const lines: string[] = []
  const logger = pino({}, { write: (line: string) => { lines.push(line) } })
  const { call, send, app } = createAccess(t, { controlKey, inbox: 'off' }, { logger })
  const { headers } = await createAccess(t, { controlKey }).call({}, { url: `/?key=${controlKey}` })
  const [cookie] = String(headers['set-cookie']).split(';') as [string]
  await send({ prompt: 'An otter' }, { 'x-mock-key': controlKey, cookie })
  await app.inject(`/?key=${controlKey}`)
  await app.inject(`/mock/?key=${controlKey}`)
  const { body } = await call({ 'x-mock-key': controlKey })
  t.equal(JSON.parse(body).length, 3)
  t.notMatch(body + lines.join(''), controlKey)
  t.notMatch(body, cookie.split('=')[1])
})
