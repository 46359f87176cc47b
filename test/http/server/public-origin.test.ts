/** The origin and prefix of image URLs. */
import t, { type Test } from 'tap'
import { buildMock } from '../../build-mock.js'

const plain = buildMock(t)

async function originFor (t: Test, headers: Record<string, string>, publicUrl?: string) {
  const { send } = publicUrl ? buildMock(t, { publicUrl }) : plain
  return (await send({ prompt: 'x' }, headers)).json().data[0].url.replace(/\/private\/.*/, '')
}

t.test('an image URL begins with the origin that the client used', async t => {
  for (const [headers, origin] of [
    [{ host: 'images:8080' }, 'http://images:8080'],
    [{ host: '127.0.0.1:49152' }, 'http://127.0.0.1:49152'],
    [{ host: '[::1]:8080' }, 'http://[::1]:8080'],
    [{ host: 'a', 'x-forwarded-proto': 'https', 'x-forwarded-host': 'mock.example' }, 'https://mock.example'],
    [{ host: 'a', 'x-forwarded-proto': 'https', 'x-forwarded-host': 'mock.example', 'x-forwarded-port': '8443' }, 'https://mock.example:8443'],
    [{ host: 'a', 'x-forwarded-proto': 'https', 'x-forwarded-port': '443' }, 'https://a'],
    [{ host: 'a:1', 'x-forwarded-port': '2' }, 'http://a:1'],
    [{ host: 'a', 'x-forwarded-port': '80' }, 'http://a'],
    [{ host: 'a', 'x-forwarded-port': '443' }, 'http://a:443'],
    [{ host: 'a', 'x-forwarded-proto': 'HTTPS' }, 'https://a'],
    [{ host: 'a', 'x-forwarded-proto': 'https, http', 'x-forwarded-host': 'outer, inner' }, 'https://outer'],
    [{ host: 'a', 'x-forwarded-proto': 'javascript', 'x-forwarded-host': 'x"><script>', 'x-forwarded-port': '1/2' }, 'http://a']
  ] as const) {
    t.equal(await originFor(t, headers), origin, JSON.stringify(headers))
  }
})

t.test('image URLs contain the path prefix that a proxy removes and reports', async t => {
  for (const [prefix, path] of [
    ['/mock', '/mock'],
    ['/mock/', '/mock'],
    ['/a/b.c/~d_e-f', '/a/b.c/~d_e-f'],
    ['/outer, /inner', '/outer'],
    [`/${'a'.repeat(127)}`, `/${'a'.repeat(127)}`],
    ['', ''],
    ['/', ''],
    ['mock', ''],
    ['//evil.example', ''],
    ['/a//b', ''],
    ['/..', ''],
    ['/a/../b', ''],
    ['/a/.', ''],
    ['/%2e%2e', ''],
    ['/a?b', ''],
    ['/a#b', ''],
    ['/a\\b', ''],
    ['/a"><script>', ''],
    ['javascript:alert(1)', ''],
    ['http://evil.example/a', ''],
    ['@evil.example', ''],
    [':8443', ''],
    [`/${'a'.repeat(128)}`, ''],
    ['/a'.repeat(20_000), '']
  ] as const) {
    t.equal(await originFor(t, { host: 'a', 'x-forwarded-prefix': prefix }), `http://a${path}`, prefix.slice(0, 40))
  }
  t.equal(await originFor(t, { host: 'a', 'x-forwarded-proto': 'https', 'x-forwarded-host': 'mock.example', 'x-forwarded-prefix': '/mock' }), 'https://mock.example/mock')
  t.equal(await originFor(t, { host: 'a', 'x-forwarded-prefix': '/mock' }, 'https://ci.example'), 'https://ci.example')
})

t.test('an invalid Host header does not appear in image URLs', async t => {
  t.notMatch(await originFor(t, { host: 'evil.example/"><script>' }), /script/)
})

t.test('an origin that is not a valid URL is not used', async t => {
  for (const headers of [{ host: 'a:99999' }, { host: '[:::::]:80' }, { host: 'a', 'x-forwarded-port': '99999' }]) {
    t.ok(URL.canParse(await originFor(t, headers)), JSON.stringify(headers))
  }
})

t.test('publicUrl takes precedence, with or without a trailing slash', async t => {
  t.equal(await originFor(t, { host: 'a' }, 'https://ci.example/mock/'), 'https://ci.example/mock')
})

t.test('image URLs are served with and without the path of publicUrl', async t => {
  for (const publicUrl of ['http://localhost:8080/v1', 'http://localhost:8080/v1/', 'https://ci.example/team%20a/mock:1/*', 'http://localhost:8080/private', 'http://localhost:8080']) {
    const { app, send } = buildMock(t, { publicUrl })
    const { url } = (await send({ prompt: 'x', size: '256x256' })).json().data[0]
    const { pathname, search } = new URL(url)
    const path = new URL(publicUrl).pathname.replace(/\/$/, '')
    t.ok(url.startsWith(`${publicUrl.replace(/\/$/, '')}/private/org-`), url)
    for (const target of [pathname + search, pathname.slice(path.length) + search, `http://proxied.example${pathname}${search}`]) {
      const { statusCode, headers } = await app.inject(target)
      t.strictSame([statusCode, headers['content-type']], [200, 'image/png'], target.slice(0, 60))
    }
    t.equal((await app.inject({ method: 'HEAD', url: pathname + search })).statusCode, 200)
    t.equal((await app.inject(pathname)).statusCode, 409)
    t.equal((await app.inject(`/other${pathname}${search}`)).statusCode, 404)
    t.equal((await app.inject('/_mock/requests?path=/v1/images/generations')).json()[0].downloads.length, 6, 'the journal attributes the downloads to the request')
  }
})
