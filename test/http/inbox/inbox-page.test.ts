/** The web page of the inbox and its assets. */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { buildMock } from '../../build-mock.js'

const page = '<!doctype html><title>Inbox</title><script type="module" src="./_mock/inbox/main-ABCDEFGH.js"></script>'

/** Creates a mock whose inbox has the files of a build. */
function createInbox (t: Test, settings: Parameters<typeof buildMock>[1] = {}) {
  const folder = t.testdir({
    'index.html': page,
    assets: { 'main-ABCDEFGH.js': 'export {}', 'main-ABCDEFGH.css': 'body {}', 'icon-ABCDEFGH.svg': '<svg/>' },
    'beside.txt': 'secret'
  })
  return { folder, ...buildMock(t, settings, { inboxFolder: folder }) }
}

const guarded = {
  'content-security-policy': "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer'
}

t.test('the inbox is served at / and /_mock/ with a content security policy', async t => {
  const { app } = createInbox(t)
  for (const url of ['/', '/_mock/', '/?prompt=otter']) {
    const { statusCode, headers, body } = await app.inject(url)
    t.equal(statusCode, 200)
    t.match(headers, { ...guarded, 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache', etag: /^"[\w-]{43}"$/ })
    t.equal(body, url === '/_mock/' ? page.replace('./_mock/', '../_mock/') : page)
    const head = await app.inject({ method: 'HEAD', url })
    t.strictSame([head.statusCode, head.body, head.headers.etag, head.headers['content-length']], [200, '', headers.etag, String(body.length)])
  }
  const redirected = await app.inject('/_mock?prompt=otter')
  t.match([redirected.statusCode, redirected.headers.location], [302, '_mock/?prompt=otter'])
})

t.test('the page is revalidated by its etag', async t => {
  const { app, folder } = createInbox(t)
  const { headers: { etag } } = await app.inject('/')
  const again = () => app.inject({ url: '/', headers: { 'if-none-match': String(etag) } })
  t.match(await again(), { statusCode: 304, body: '' })
  await writeFile(join(folder, 'index.html'), page.replace('ABC', 'XYZ'))
  t.match(await again(), { statusCode: 200, body: /XYZ/ })
})

t.test('assets of the page can be cached forever', async t => {
  const { app, folder } = createInbox(t)
  for (const [name, type] of [['main-ABCDEFGH.js', /javascript/], ['main-ABCDEFGH.css', /^text\/css/], ['icon-ABCDEFGH.svg', /^image\/svg\+xml/]] as const) {
    const { statusCode, headers, body } = await app.inject(`/_mock/inbox/${name}`)
    t.equal(statusCode, 200)
    t.match(headers, { ...guarded, 'content-type': type, 'cache-control': 'public, max-age=31536000, immutable' })
    t.strictSame(['etag' in headers, 'last-modified' in headers], [false, false])
    t.equal(body, await readFile(join(folder, 'assets', name), 'utf8'))
    t.match(await app.inject({ method: 'HEAD', url: `/_mock/inbox/${name}` }), { statusCode: 200, body: '', headers: { 'content-length': String(body.length) } })
  }
})

t.test('only assets are served, and nothing outside the folder', async t => {
  const { app } = createInbox(t)
  for (const name of ['', 'none.js', 'index.html', '../index.html', '../beside.txt', '%2e%2e/beside.txt', '..%2fbeside.txt', '%00', '%']) {
    const { statusCode, headers, body } = await app.inject(`/_mock/inbox/${name}`)
    t.ok(statusCode >= 400 && statusCode < 500, `${name} ${statusCode}`)
    t.notMatch(headers['cache-control'], /max-age/)
    t.notMatch(body, /secret|doctype/)
  }
  t.strictSame((await app.inject('/_mock/inbox/none.js')).json(), {
    error: { message: 'Expected a route of the control API, got GET /_mock/inbox/none.js. See /_mock/openapi.json.' }
  })
})

t.test('a missing build is reported', async t => {
  const { app } = buildMock(t, {}, { inboxFolder: t.testdir({}) })
  for (const url of ['/', '/_mock/']) {
    const { statusCode, headers, body } = await app.inject(url)
    t.equal(statusCode, 404)
    t.match(headers, guarded)
    t.strictSame(JSON.parse(body), { error: { message: 'Expected a built inbox, got none. Run npm run build.' } })
  }
  t.equal((await app.inject('/_mock/inbox/main-ABCDEFGH.js')).statusCode, 404)
})

t.test('requests for the inbox are not recorded, other requests at the root are', async t => {
  const { app } = createInbox(t)
  for (const url of ['/', '/_mock', '/_mock/', '/_mock/inbox/main-ABCDEFGH.js']) await app.inject(url)
  await app.inject({ method: 'POST', url: '/', payload: '{}' })
  t.match((await app.inject('/_mock/requests')).json(), [{ method: 'POST', path: '/', status: 404 }])
})

t.test('inbox: off and controlApi: off remove the inbox', async t => {
  for (const settings of [{ inbox: 'off' }, { controlApi: 'off' }] as const) {
    const { app } = createInbox(t, settings)
    t.match((await app.inject('/')).json(), { error: { message: 'Invalid URL (GET /)', type: 'invalid_request_error' } })
    for (const url of ['/_mock/', '/_mock/inbox/main-ABCDEFGH.js']) t.equal((await app.inject(url)).statusCode, 404, url)
  }
  const { app } = createInbox(t, { inbox: 'off' })
  await app.inject('/')
  t.match((await app.inject('/_mock/requests')).json(), [{ method: 'GET', path: '/', status: 404 }])
})
