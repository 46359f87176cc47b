/** What a client gets of a mock behind nginx. */
import t from 'tap'
import { startMock } from '../build-mock.js'
import { startNginx, withoutNginx } from '../nginx.js'

t.test('events come as they happen through nginx with its default settings', { skip: withoutNginx }, async t => {
  const mock = await startMock(t)
  const root = `${await startNginx(t, mock.url)}/mock`
  const { body } = await fetch(`${root}/_mock/events`, { signal: AbortSignal.timeout(10_000) })
  const reader = body!.pipeThrough(new TextDecoderStream()).getReader()
  t.equal((await reader.read()).value, 'id: none\n\n')
  await fetch(`${root}/v1/images/generations`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"prompt":"An otter"}' })
  t.match((await reader.read()).value, /^id: req_\w+\nevent: request\ndata: \{.*"prompt":"An otter"/)
  await reader.cancel()
})

t.test('the documentation page works below the prefix of a proxy', { skip: withoutNginx }, async t => {
  const mock = await startMock(t)
  const root = `${await startNginx(t, mock.url)}/mock`
  const page = await fetch(`${root}/docs`)
  t.equal(page.url, `${root}/docs/`)
  for (const [, asset] of (await page.text()).matchAll(/(?:src|href)="([^"]+)"/g)) {
    t.equal((await fetch(new URL(asset!, page.url))).status, 200, String(asset))
  }
})
