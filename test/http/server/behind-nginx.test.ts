/** A mock behind nginx as a reverse proxy. */
import t from 'tap'
import { startMock } from '../../build-mock.js'
import { startNginx, withoutNginx } from '../../nginx.js'

t.test('nginx with its default settings passes on events as they happen', { skip: withoutNginx }, async t => {
  const mock = await startMock(t)
  const root = `${await startNginx(t, mock.url)}/mock`
  const { body } = await fetch(`${root}/_mock/events`, { signal: AbortSignal.timeout(10_000) })
  const reader = body!.pipeThrough(new TextDecoderStream()).getReader()
  t.equal((await reader.read()).value, 'id: none\n\n')
  await fetch(`${root}/v1/images/generations`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"prompt":"An otter"}' })
  t.match((await reader.read()).value, /^id: req_\w+\nevent: request\ndata: \{.*"prompt":"An otter"/)
  await reader.cancel()
})

t.test('nginx with its default settings passes on each partial image before the next one is sent', { skip: withoutNginx }, async t => {
  const mock = await startMock(t)
  const root = `${await startNginx(t, mock.url)}/mock`
  const partialDelayMs = 500
  const response = await fetch(`${root}/v1/images/generations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-mock': `partialDelay=${partialDelayMs}ms` },
    body: JSON.stringify({ model: 'gpt-image-2', prompt: 'An otter', size: '1024x1024', quality: 'low', stream: true, partial_images: 3 })
  })
  t.equal(response.headers.get('x-accel-buffering'), null, 'nginx removes the header')
  const received: number[] = []
  let text = ''
  for await (const piece of response.body!.pipeThrough(new TextDecoderStream())) {
    text += piece
    const complete = text.split('\n\n').length - 1
    while (received.length < complete) received.push(performance.now())
  }
  t.equal(received.length, 4)
  for (const [index, ms] of received.slice(1).entries()) t.ok(ms - received[index]! > partialDelayMs / 2, `event ${index + 1}: ${received}`)
})

t.test('the documents work below a proxy\'s prefix and list servers with it', { skip: withoutNginx }, async t => {
  const mock = await startMock(t)
  const root = `${await startNginx(t, mock.url, 'proxy_set_header X-Forwarded-Prefix /mock;')}/mock`
  const page = await fetch(`${root}/docs`)
  t.equal(page.url, `${root}/docs/`)
  for (const [, asset] of (await page.text()).matchAll(/(?:src|href)="([^"]+)"/g)) {
    t.equal((await fetch(new URL(asset!, page.url))).status, 200, String(asset))
  }
  for (const [path, url] of [['/openapi.json', '/mock/v1'], ['/_mock/openapi.json', '/mock/']] as const) {
    t.strictSame((await (await fetch(root + path)).json() as { servers: object }).servers, [{ url }], path)
  }
  t.match(await (await fetch(`${root}/openapi.yaml`)).text(), '\nservers:\n  - url: /mock/v1\n')
})

t.test('image URLs work through a proxy that reports the prefix that it removes', { skip: withoutNginx }, async t => {
  const mock = await startMock(t)
  const names = 'proxy_set_header Host $http_host; proxy_set_header X-Forwarded-Prefix /mock;'
  const imageBehind = async (directives: string) => {
    const root = `${await startNginx(t, mock.url, directives)}/mock`
    const response = await fetch(`${root}/v1/images/generations`, {
      method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"prompt":"An otter","size":"256x256"}'
    })
    const { data: [{ url }] } = await response.json() as { data: [{ url: string }] }
    t.ok(url.startsWith(`${root}/private/`), url)
    return url
  }
  const image = await imageBehind(names)
  const statusOf = async (url: string, headers: Record<string, string>) => (await fetch(url, { headers })).status
  const password = { authorization: 'Basic dXNlcjpwYXNz' }
  t.equal(await statusOf(image, {}), 200)
  t.equal(await statusOf(image, password), 403)
  t.equal(await statusOf(await imageBehind(`${names} proxy_set_header Authorization "";`), password), 200)
})
