/** The top bar: active behaviours, counts, search, and its layout at every width. */
import type { Page } from 'playwright-core'
import { exchange } from '../../journal/exchanges.js'
import { inboxTest } from '../browser.js'

inboxTest('the top bar names the behaviours that are set and counts everything that can change a response', { settings: { scenarios: 'fixtures/scenarios' } }, async (t, { mock, page, visit }) => {
  const rules = mock.scenarios.list().length
  t.ok(rules > 5)
  await visit()
  await page.getByRole('button', { name: `Make it fail ${rules} active`, exact: true }).waitFor()
  t.equal(await page.locator('.overrides').count(), 0)

  mock.behaviours.set({ errorRate: 0.07, latency: '100ms', imagesPerMinute: 5 })
  mock.scenarios.add({ respond: { error: 'server_error' }, times: 1 })
  const fail = page.getByRole('button', { name: `Make it fail ${rules + 4} active`, exact: true })
  await fail.waitFor()
  const behaviours = page.locator('.overrides')
  t.equal(await behaviours.textContent(), 'In effect for all requests: 7% errors · 100ms latency · 5 images/min')
  t.equal(await fail.getAttribute('title'), [
    'Make it fail',
    '7% of requests fail with server_error',
    'Latency of every request: 100ms',
    'At most 5 images per minute and key',
    '1 rule added here or by the control API',
    `${rules} rules from files`
  ].join('\n'))
  await behaviours.click()
  await page.getByRole('dialog', { name: 'Make it fail' }).waitFor()

  mock.reset()
  await page.getByRole('button', { name: `Make it fail ${rules} active`, exact: true }).waitFor()
  t.equal(await behaviours.count(), 0)
})

// The layout changes at 320, 384, 640, 960, 1200 and 1440.
const widths = [280, 319, 320, 360, 383, 384, 420, 500, 580, 639, 640, 680, 720, 760, 840, 920, 959, 960, 1_020, 1_100, 1_199, 1_200, 1_280, 1_360, 1_439, 1_440, 1_600]

/** Returns the visible elements of the bar that are outside the page or overlap. */
function misplaced (page: Page): Promise<string[]> {
  return page.evaluate(`(() => {
    const width = document.documentElement.clientWidth
    const boxes = [...document.querySelectorAll('.brand > svg, h1, .tally > *, .connection, .search, .overrides, .action')]
      .map(element => ({ name: element.className || element.tagName, ...element.getBoundingClientRect().toJSON() }))
      .filter(box => box.width > 1)
    const found = boxes.filter(({ left, right }) => left < 0 || right > width).map(({ name }) => name + ' is outside')
    boxes.forEach((one, index) => boxes.slice(index + 1).forEach(other => {
      if (one.left < other.right - 1 && other.left < one.right - 1 && one.top < other.bottom - 1 && other.top < one.bottom - 1) found.push(one.name + ' covers ' + other.name)
    }))
    if (document.querySelector('.search').clientWidth < 96) found.push('no room to search')
    if (document.querySelector('.top-bar').scrollWidth > width) found.push('it is wider than the page')
    return found
  })()`) as Promise<string[]>
}

inboxTest('the counts, the search and the layout', { settings: { journalEntries: 2_000 } }, async (t, { client, mock, page, show, part }) => {
  await part('the counts follow the search, and an unknown filter is named', async t => {
    for (const model of ['dall-e-3', 'dall-e-2', 'dall-e-3']) await client.images.generate({ prompt: 'x', model, size: '256x256' }).catch(() => {})
    await show('/?q=model:dall-e-2')
    const tally = page.locator('.tally')
    await tally.getByText('1 of 3').waitFor()
    t.equal(await tally.innerText(), '1 of 3')
    await show('/?q=model:dall-e')
    await tally.getByText('2 failed').click()
    await tally.getByText('2 of 3').waitFor()
    t.equal(page.url(), `${mock.url}/?q=model:dall-e+is:failed`)
    await show('/?q=foo:bar')
    await page.getByRole('heading', { name: 'No matches' }).waitFor()
    await page.locator('main').getByText('No filter foo. Filters: model, n, size, ').waitFor()
  })

  await part('the examples of filters are reached by keyboard', async t => {
    await client.images.generate({ prompt: 'x' })
    await page.locator('.card').waitFor()
    await page.keyboard.press('/')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowRight')
    t.equal(await page.locator(':focus').innerText(), 'size:1024x1024')
    await page.keyboard.press('Enter')
    t.equal(await page.getByRole('searchbox').inputValue(), 'size:1024x1024')
    t.ok(await page.evaluate('document.activeElement.matches("[type=search]")'))
    await page.keyboard.press('Escape')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    t.ok(await page.evaluate('document.activeElement.matches(".card")'))
  })

  await part('no element of the top bar overlaps another or leaves the page at any width from 280 to 1600 pixels', async t => {
    const get = { operation: undefined, method: 'GET', body: undefined, request: undefined, answer: undefined }
    for (let number = 0; number < 1_200; number++) {
      mock.services.journal.record(exchange(number < 999 ? { ...get, url: '/v1/nowhere', status: 404 } : { ...get, url: '/v1/models' }))
    }
    for (let number = 0; number < 120; number++) mock.scenarios.add({ respond: { error: 'server_error' } })
    await show('/?q=nowhere')
    await page.locator('.tally', { hasText: '1,200' }).waitFor()
    await page.getByRole('button', { name: 'Make it fail 120 active' }).waitFor()
    // The cards would be laid out at each width, too.
    await page.evaluate('document.querySelector("main").style.display = "none"')
    for (const values of [{}, { errorRate: 0.1234, latency: 'realistic', imagesPerMinute: 1_000 }]) {
      mock.behaviours.set(values)
      await page.locator('.overrides').waitFor({ state: Object.keys(values).length > 0 ? 'visible' : 'detached' })
      const found: Record<number, string[]> = {}
      for (const width of widths) {
        await page.setViewportSize({ width, height: 500 })
        const here = await misplaced(page)
        if (here.length > 0) found[width] = here
      }
      t.strictSame(found, {})
    }
    await page.setViewportSize({ width: 320, height: 500 })
    await page.getByRole('button', { name: 'Clear' }).click()
    await page.getByText('Clear all?').waitFor()
    t.strictSame(await misplaced(page), [], 'while it asks whether to clear all')
  })
})

inboxTest('the panel About shows version, links and settings, without secrets', { settings: { apiKeys: ['sk-some-secret'], errorRate: 0.25 } }, async (t, { page, visit, mock }) => {
  await visit()
  await page.getByText('No requests yet').waitFor()
  await page.keyboard.press('?')
  const about = page.getByRole('dialog', { name: 'About' })
  await about.getByText(/^openai-images-mock \d/).waitFor()
  t.strictSame(await about.locator('.headers').first().locator('div').allInnerTexts().then(texts => texts.map(text => text.replace(/\s+/g, ' '))), ['port 0', 'apiKeys (hidden)', 'errorRate 0.25'])
  await about.getByText(/\d+ defaults/).click()
  await about.getByText('urlTtl').waitFor()
  for (const link of await about.getByRole('link').all()) {
    const href = (await link.getAttribute('href'))!
    t.ok(href.startsWith(mock.url), href)
    t.equal((await fetch(href)).status, 200, href)
  }
  await page.keyboard.press('?')
  await about.waitFor({ state: 'detached' })
})
