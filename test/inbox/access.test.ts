/** Access from pages of other origins in a real browser, and access with the control key. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Test } from 'tap'
import type { ImageMock } from '../../src/image-mock.js'
import { startMock } from '../build-mock.js'
import { startNginx, withoutNginx } from '../nginx.js'
import { inboxTest } from './browser.js'

/** These tests cause refusals and requests to other origins on purpose. */
const expected = /^Failed to load resource|^a request to|blocked by CORS policy|Content Security Policy|^EventSource/

/** Starts a site with a link to the mock, and resolves to its origin. */
async function startSite (t: Test, link: string): Promise<string> {
  const site = createServer((_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(`<title>Site</title><a href="${link}">The mock</a>`))
  await new Promise<void>(resolve => { site.listen(0, '127.0.0.1', resolve) })
  t.teardown(() => { site.closeAllConnections(); site.close() })
  return `http://site.example:${(site.address() as AddressInfo).port}`
}

const ways = ['read', 'arm', 'armSimply', 'reset', 'remove', 'change', 'inbox', 'events', 'form', 'image', 'script', 'imitated'] as const

/** Returns a script for a page that tries these ways to call the mock one after the other, and resolves to their results. */
const outcomes = (mock: ImageMock, names: ReadonlyArray<typeof ways[number]>) => `(async () => {
  const base = ${JSON.stringify(mock.url)}
  const call = (path, method = 'GET', options = {}) => fetch(base + path, { method, ...options }).then(answer => answer.status || answer.type, error => error.name)
  const load = (element, parent = document.body) => new Promise(resolve => {
    element.onload = () => resolve('loaded')
    element.onerror = () => resolve('error')
    parent.append(element)
  })
  const json = body => ({ headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
  const rule = { respond: { error: 'server_error' } }
  const ways = {
    read: () => call('/_mock/requests'),
    arm: () => call('/_mock/scenarios', 'POST', json(rule)),
    armSimply: () => call('/_mock/scenarios', 'POST', { mode: 'no-cors', body: JSON.stringify(rule) }),
    reset: () => call('/_mock/reset', 'POST'),
    remove: () => call('/_mock/requests', 'DELETE'),
    change: () => call('/_mock/behaviours', 'PATCH', json({ errorRate: 1 })),
    inbox: () => call('/'),
    events: () => new Promise(resolve => {
      const source = new EventSource(base + '/_mock/events')
      source.onopen = () => resolve('open')
      source.onerror = () => resolve('error')
    }),
    form: () => {
      const form = Object.assign(document.createElement('form'), { target: 'frame', method: 'post', action: base + '/_mock/reset' })
      document.body.append(form)
      const answered = load(Object.assign(document.createElement('iframe'), { name: 'frame' }))
      form.submit()
      return answered
    },
    image: () => load(Object.assign(new Image(), { src: base + '/_mock/requests/${mock.requests()[0]?.id}/images/0?w=64' })),
    script: () => load(Object.assign(document.createElement('script'), { src: base + '/_mock/triggers' })),
    imitated: () => call('/v1/images/generations', 'POST', json({ prompt: 'An otter of the site' }))
  }
  const outcomes = {}
  for (const name of ${JSON.stringify(names)}) outcomes[name] = await ways[name]()
  return outcomes
})()`

inboxTest('a page of another origin can call the imitated API, and can neither read nor change anything else', { expected }, async (t, { mock, page, client }) => {
  await client.images.generate({ prompt: 'A secret otter', size: '256x256' })
  await page.goto(await startSite(t, mock.url))
  t.strictSame(await page.evaluate(outcomes(mock, ways)), {
    read: 'TypeError',
    arm: 'TypeError',
    armSimply: 'opaque',
    reset: 'TypeError',
    remove: 'TypeError',
    change: 'TypeError',
    inbox: 'TypeError',
    events: 'error',
    form: 'loaded',
    image: 'error',
    script: 'error',
    imitated: 200
  })
  t.strictSame([mock.requests({ prompt: '*' }).map(({ request }) => request?.prompt), mock.scenarios.list(), mock.behaviours.get().errorRate], [['An otter of the site', 'A secret otter'], [], 0])
})

inboxTest('a page of a listed origin can use the whole control API', { expected }, async (t, { page }) => {
  const origin = await startSite(t, '')
  const mock = await startMock(t, { controlOrigins: origin })
  await page.goto(origin)
  t.strictSame(await page.evaluate(outcomes(mock, ['read', 'arm', 'reset', 'remove', 'change', 'events', 'armSimply'])), {
    read: 200, arm: 201, reset: 204, remove: 200, change: 200, events: 'open', armSimply: 'opaque'
  })
  t.strictSame([mock.scenarios.list(), mock.behaviours.get().errorRate], [[], 1], 'its rule in plain text was ignored')
})

inboxTest('a page of another host name that resolves to this machine can read nothing (DNS rebinding)', { expected }, async (t, { mock, page, client }) => {
  await client.images.generate({ prompt: 'A secret otter', size: '256x256' })
  const rebound = `http://rebound.example:${new URL(mock.url).port}`
  // The page's own scripts are not needed.
  await page.goto(`${rebound}/docs/`, { waitUntil: 'commit' })
  const seen = await page.evaluate('Promise.all([\'/_mock/requests\', \'/_mock/requests/cards\', \'/\'].map(path => fetch(path).then(answer => answer.text())))') as string[]
  t.ok(seen.every(text => text.startsWith('{"error":{"message":"Expected localhost, an IP address or an allowed name')), seen.join('\n'))
  t.equal(await page.evaluate('fetch("/_mock/reset", { method: "POST" }).then(({ status }) => status)'), 403)
  t.equal(mock.requests({ prompt: '*' }).length, 1)
})

const controlKey = 'a-key-of-the-mock'

inboxTest('a link elsewhere opens the inbox', { expected }, async (t, { mock, page }) => {
  await page.goto(await startSite(t, `${mock.url}/?q=otter`))
  await page.getByRole('link').click()
  await page.locator('.is-live').waitFor()
  t.equal(page.url(), `${mock.url}/?q=otter`)
})

inboxTest('with a control key, the inbox asks for it once and then shows requests live', { settings: { controlKey }, expected }, async (t, { mock, page, client, visit }) => {
  await visit('/?q=otter')
  await page.getByLabel('Control key').fill('not the key')
  await page.getByRole('button', { name: 'Open' }).click()
  await page.getByText('The key is wrong.').waitFor()
  await page.getByLabel('Control key').fill(controlKey)
  await page.keyboard.press('Enter')
  await page.locator('.is-live').waitFor()
  t.equal(page.url(), `${mock.url}/?q=otter`)
  await client.images.generate({ prompt: 'An otter', size: '256x256' })
  await page.getByText('An otter', { exact: true }).click()
  await page.getByRole('dialog').getByRole('heading', { name: 'An otter' }).waitFor()
  t.notMatch(await page.evaluate('document.cookie'), 'mock-key')
  // On the first request from another site, the browser omits the cookie.
  await page.goto(await startSite(t, `${mock.url}/?q=otter`))
  await page.getByRole('link').click()
  await page.locator('.is-live').waitFor()
})

inboxTest('a link with the control key opens the inbox, and the key is removed from the URL', { settings: { controlKey }, expected }, async (t, { mock, page }) => {
  await page.goto(await startSite(t, `${mock.url}/_mock/?key=${controlKey}&q=otter`))
  await page.getByRole('link').click()
  await page.locator('.is-live').waitFor()
  t.equal(page.url(), `${mock.url}/_mock/?q=otter`)
  const other = await page.context().newPage()
  await other.goto(`${mock.url}/_mock/`)
  await other.locator('.is-live').waitFor()
})

inboxTest('the inbox works behind nginx with its default settings', { unless: withoutNginx, expected }, async (t, { mock, page, client }) => {
  await client.images.generate({ prompt: 'An otter', size: '256x256' })
  await page.goto(`${await startNginx(t, mock.url)}/mock/`)
  await page.locator('.is-live').waitFor()
  await client.images.generate({ prompt: 'A second otter', size: '256x256' })
  await page.getByText('A second otter', { exact: true }).waitFor()
  // nginx passes on its own name for the mock as the host, which is not that of the page.
  await page.getByRole('button', { name: 'Clear' }).click()
  await page.getByRole('button', { name: 'Clear all?' }).click()
  await page.getByText('No requests yet').waitFor()
  t.equal(mock.requests().length, 0)
})
