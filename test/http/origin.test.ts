import t from 'tap'
import { buildMock } from '../build-mock.js'

async function originFor (t: Parameters<typeof buildMock>[0], headers: Record<string, string>, publicUrl?: string) {
  const { send } = buildMock(t, publicUrl ? { publicUrl } : {})
  return (await send({ prompt: 'x' }, headers)).json().data[0].url.replace(/\/private\/.*/, '')
}

t.test('an image URL begins with the origin by which the client came', async t => {
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

t.test('a hostile host is not repeated', async t => {
  t.notMatch(await originFor(t, { host: 'evil.example/"><script>' }), /script/)
})

t.test('an origin that is no URL is not used', async t => {
  for (const headers of [{ host: 'a:99999' }, { host: '[:::::]:80' }, { host: 'a', 'x-forwarded-port': '99999' }]) {
    t.ok(URL.canParse(await originFor(t, headers)), JSON.stringify(headers))
  }
})

t.test('publicUrl wins, with or without a slash at its end', async t => {
  t.equal(await originFor(t, { host: 'a' }, 'https://ci.example/mock/'), 'https://ci.example/mock')
})
